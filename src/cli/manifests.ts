import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decode, parseDocuments } from '../collect/documents.ts';
import { DoctorError } from '../model/error.ts';
import type { ManifestSource } from '../manifest/objects.ts';
import type { Io } from './io.ts';
import { readAll } from './source.ts';

const HINT = {
  en: 'give a manifest that kubectl apply -f would take; - reads it from standard input',
  zh: '请给出 kubectl apply -f 可用的清单文件；- 表示从标准输入读取',
};

async function filesOf(path: string): Promise<string[]> {
  const info = await stat(path);
  if (!info.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => /\.(?:ya?ml|json)$/i.test(name)).toSorted();
  return names.map((name) => join(path, name));
}

async function textsOf(path: string, io: Io): Promise<ManifestSource[]> {
  if (path === '-') return [{ file: '-', text: decode(await readAll(io.stdin)) }];
  try {
    const files = await filesOf(path);
    return await Promise.all(files.map(async (file) => ({ file, text: decode(await readFile(file)) })));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? { en: 'no such file', zh: '文件不存在' }
        : { en: `cannot be read (${code})`, zh: `无法读取（${code}）` };
    throw new DoctorError(
      'input',
      { en: `${path}: ${why.en}`, zh: `${path}：${why.zh}` },
      { hint: HINT, cause: error },
    );
  }
}

/** The texts of the manifests that -f names: files, folders (their YAML and JSON files, as kubectl reads them) or `-`. */
export async function readSources(paths: string[], io: Io): Promise<ManifestSource[]> {
  const sources: ManifestSource[] = [];
  for (const path of paths) sources.push(...(await textsOf(path, io)));
  return sources;
}

/** The documents of such texts. */
export async function documentsIn(sources: ManifestSource[]): Promise<unknown[]> {
  const documents: unknown[] = [];
  for (const { file, text } of sources) {
    try {
      documents.push(...(await parseDocuments(text, file === '-' ? 'stdin' : file)));
    } catch (error) {
      if (!(error instanceof DoctorError)) throw error;
      throw new DoctorError('input', error.text, { hint: HINT, cause: error.cause });
    }
  }
  return documents;
}
