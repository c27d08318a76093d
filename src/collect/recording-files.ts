import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { DoctorError } from '../model/error.ts';
import { isTar, untar } from './tar.ts';

/** One file of a recording, by its path below the recording's root with `/` between. */
export interface RecordingFile {
  path: string;
  data: Buffer;
}

/** The files of a recording, and those that could not be read. */
export interface RecordingFiles {
  files: RecordingFile[];
  unreadable: { path: string; why: string }[];
  /** The one file that was named, so that everything in it must be good. */
  single: boolean;
}

/** A recording's whole size; 150,000 pods are about this much JSON. */
const LARGEST = 1024 ** 3;
/** Node cannot hold a longer text in one piece. */
const LARGEST_FILE = 500 * 1024 ** 2;
const MOST_FILES = 200_000;

const RECORDED = /\.(?:json|ya?ml|log|txt)$/i;

function tooLarge(path: string, limit: number): DoctorError {
  const mib = Math.round(limit / 1024 ** 2);
  return new DoctorError(
    'input',
    { en: `${path}: larger than ${mib} MiB`, zh: `${path}：超过 ${mib} MiB` },
    {
      hint: {
        en: 'record less: one namespace, or only the kinds in question',
        zh: '请缩小录制范围：单个命名空间，或只录制相关资源',
      },
    },
  );
}

async function unpack(data: Buffer, path: string): Promise<RecordingFiles | Buffer> {
  let bytes = data;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const { gunzip } = await import('node:zlib');
    try {
      bytes = await promisify(gunzip)(bytes, { maxOutputLength: LARGEST });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(path, LARGEST);
      throw new DoctorError(
        'input',
        { en: `${path}: a damaged gzip file`, zh: `${path}：gzip 文件已损坏` },
        { hint: { en: 'copy or record it again', zh: '请重新复制或录制' }, cause: error },
      );
    }
  }
  if (!isTar(bytes)) return bytes;
  const { entries, cutOff } = untar(bytes);
  const files = entries
    .filter(({ name }) => RECORDED.test(name))
    .map(({ name, data: content }) => ({ path: name.replace(/^\.\//, ''), data: content }));
  return { files, unreadable: cutOff ? [{ path, why: 'the archive is cut off' }] : [], single: false };
}

/** The files of an archive or of one plain file. */
export async function filesOfBytes(data: Buffer, path: string): Promise<RecordingFiles> {
  const content = await unpack(data, path);
  if (!Buffer.isBuffer(content)) return content;
  if (content.length > LARGEST_FILE) throw tooLarge(path, LARGEST_FILE);
  return { files: [{ path: basename(path), data: content }], unreadable: [], single: true };
}

const why = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

async function filesBelow(root: string): Promise<RecordingFiles> {
  const found: RecordingFiles = { files: [], unreadable: [], single: false };
  const top = await realpath(root);
  const seen = new Set<string>();
  let total = 0;
  const visit = async (path: string): Promise<void> => {
    const real = await realpath(path);
    const inside = real === top || real.startsWith(top + sep);
    if (!inside || seen.has(real)) return; // links out of the recording, loops
    seen.add(real);
    const info = await stat(real);
    if (info.isDirectory()) {
      for (const name of (await readdir(real)).toSorted()) if (!name.startsWith('.')) await attempt(join(path, name));
    } else if (info.isFile() && RECORDED.test(path)) {
      total += info.size;
      if (total > LARGEST || found.files.length >= MOST_FILES) throw tooLarge(root, LARGEST);
      if (info.size > LARGEST_FILE) throw tooLarge(path, LARGEST_FILE);
      found.files.push({ path: relative(root, path).split(sep).join('/'), data: await readFile(real) });
    }
  };
  const attempt = async (path: string): Promise<void> => {
    try {
      await visit(path);
    } catch (error) {
      if (error instanceof DoctorError) throw error;
      found.unreadable.push({ path: relative(root, path), why: why(error) });
    }
  };
  await visit(root);
  return found;
}

/** All files of the recording at a path: a file, an archive, or a directory with everything below it. */
export async function filesAt(path: string): Promise<RecordingFiles> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) return await filesBelow(path);
    if (info.size > LARGEST) throw tooLarge(path, LARGEST);
    return await filesOfBytes(await readFile(path), path);
  } catch (error) {
    if (error instanceof DoctorError) throw error;
    const code = why(error);
    const words =
      code === 'ENOENT'
        ? { en: 'there is no such file or directory', zh: '文件或目录不存在' }
        : code === 'EACCES'
          ? { en: 'no permission to read it', zh: '没有读取权限' }
          : { en: code, zh: code };
    throw new DoctorError(
      'input',
      { en: `${path}: ${words.en}`, zh: `${path}：${words.zh}` },
      {
        hint: {
          en: 'give --from a recording: a file, a directory, a .tgz, or - for standard input',
          zh: '--from 需要录制内容：文件、目录、.tgz，或用 - 表示标准输入',
        },
        cause: error,
      },
    );
  }
}
