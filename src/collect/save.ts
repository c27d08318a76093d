import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DoctorError } from '../model/error.ts';
import { redactText } from '../model/redact.ts';
import { kinds, resources } from '../model/resources.ts';
import type { Collected } from './build.ts';
import { redactObject } from './redact.ts';
import { tar, type TarEntry } from './tar.ts';

const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);

/** Names come from a cluster or a file: none may lead out of the snapshot's folder. */
const safe = (name: string): string => name.replace(/[^\w.-]/g, '_').replace(/^\.+/, '_') || '_';

/** The files of a snapshot, redacted; `--from` reads them back. */
export function snapshotFiles({ takenAt, source, objects, logs, coverage }: Collected): TarEntry[] {
  const { location, context, clockSkewSeconds } = source;
  const described = {
    apiVersion: 'k8sdoctor/v1',
    kind: 'Snapshot',
    takenAt,
    source: { location, ...(context && { context }), ...(clockSkewSeconds !== undefined && { clockSkewSeconds }) },
    coverage: coverage.map((entry) => (entry.detail ? { ...entry, detail: redactText(entry.detail) } : entry)),
  };
  const lists = kinds.flatMap((kind) => {
    const items = objects[kind];
    const { apiVersion, kind: singular } = resources[kind];
    const whole = { apiVersion, kind: `${singular}List`, items: items?.map((item) => redactObject(item)) };
    return items ? [{ name: `objects/${kind}.json`, data: json(whole) }] : [];
  });
  const texts = logs.flatMap(({ namespace, pod, container, previous, text }) => {
    const name = `logs/${safe(namespace)}/${safe(pod)}/${safe(container)}${previous ? '.previous' : ''}.log`;
    return text === undefined ? [] : [{ name, data: Buffer.from(redactText(text)) }];
  });
  return [{ name: 'snapshot.json', data: json(described) }, ...lists, ...texts];
}

async function writeFolder(files: TarEntry[], path: string): Promise<void> {
  for (const { name, data } of files) {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, data);
  }
}

async function writeArchive(files: TarEntry[], path: string): Promise<void> {
  const { gzip } = await import('node:zlib');
  await writeFile(path, await promisify(gzip)(tar(files)));
}

/** An earlier snapshot may be replaced, and an empty folder; anything else is somebody's. */
async function refuseForeign(path: string, archive: boolean): Promise<void> {
  const info = await stat(path).catch(() => undefined);
  if (!info || (archive && info.isFile())) return;
  const names = info.isDirectory() && !archive ? await readdir(path) : undefined;
  if (names && (names.length === 0 || names.includes('snapshot.json'))) return;
  throw new DoctorError(
    'input',
    { en: `${path} exists and is not a snapshot`, zh: `${path} 已存在且不是快照` },
    { hint: { en: 'choose another name for -o', zh: '请为 -o 选择其他名称' } },
  );
}

/** A folder cannot be renamed onto a full one, so the earlier snapshot steps aside first and back if it must. */
async function exchange(fresh: string, target: string): Promise<void> {
  const aside = `${fresh}.old`;
  const moved = await rename(target, aside).then(
    () => true,
    () => false,
  );
  try {
    await rename(fresh, target);
  } catch (error) {
    if (moved) await rename(aside, target);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

/** Writes a redacted snapshot into a folder, or a .tgz when the path ends so; all of it or nothing. */
export async function saveSnapshot(collected: Collected, path: string): Promise<void> {
  const archive = /\.(?:tgz|tar\.gz)$/i.test(path);
  const target = resolve(path);
  await refuseForeign(target, archive);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    await mkdir(dirname(target), { recursive: true });
    await (archive ? writeArchive : writeFolder)(snapshotFiles(collected), temporary);
    await (archive ? rename(temporary, target) : exchange(temporary, target));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new DoctorError(
      'input',
      { en: `cannot write ${path}: ${code ?? message}`, zh: `无法写入 ${path}：${code ?? message}` },
      {
        hint: { en: 'choose a place with room that you may write to', zh: '请选择有写入权限且空间充足的位置' },
        cause: error,
      },
    );
  } finally {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
  }
}
