import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { allAssets } from './assets/assets.ts';
import { keyOf } from './assets/once.ts';

/** Changes with everything that a running cluster was made from, so that an outdated one can be told. */
export async function currentRecipe(): Promise<string> {
  const files: string[] = [];
  for (const folder of ['manifests', 'node', 'registry']) {
    const path = join(import.meta.dirname, folder);
    for (const name of (await readdir(path)).toSorted()) files.push(join(path, name));
  }
  return keyOf(
    (await allAssets()).map(({ key }) => key),
    files,
  );
}
