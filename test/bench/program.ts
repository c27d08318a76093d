import { mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProgram } from '../../src/build.ts';

/** Builds the one-file program into a folder of its own and gives its path. */
export async function builtProgram(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-bench-'));
  const program = join(folder, 'k8sdoctor.mjs');
  await buildProgram(program);
  await symlink(join(import.meta.dirname, '../../fixtures'), join(folder, 'fixtures'));
  return program;
}
