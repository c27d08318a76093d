import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir } from '../paths.ts';

/** What an asset's builder is told. */
export type Log = (line: string) => void;

/** One thing that is slow to make: a folder of the cache whose name changes with everything that goes into it. */
export interface Asset {
  name: string;
  key: string;
  build(folder: string, log: Log): Promise<void>;
}

/** Folder where an asset is, or will be, kept. */
export function assetFolder({ name, key }: Pick<Asset, 'name' | 'key'>): string {
  return join(cacheDir, `${name}-${key}`);
}

/** Makes an asset unless it is there; a half-made one is never seen, as it gets its name only when it is done. */
export async function once(asset: Asset, log: Log): Promise<string> {
  const folder = assetFolder(asset);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}.tmp`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const started = Date.now();
  log(`making ${asset.name}`);
  try {
    await asset.build(unfinished, log);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // somebody else was first
  }
  log(`made ${asset.name} in ${Math.round((Date.now() - started) / 1000)} s`);
  return folder;
}

/** Short hash of texts and files, for an asset's key. */
export async function keyOf(texts: readonly string[], files: readonly string[] = []): Promise<string> {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text}\0`);
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}
