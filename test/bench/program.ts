import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProgram } from '../../src/build.ts';

/** Builds the program into a folder of its own and gives its path. */
export async function builtProgram(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-bench-'));
  return buildProgram(folder);
}
