import { join } from 'node:path';
import { assemble, readPlaybookFiles, type Library } from './library.ts';

/** The playbooks that ship with the product. The one-file build puts them into the program in place of this function. */
export async function builtinLibrary(): Promise<Library> {
  return assemble(await readPlaybookFiles(join(import.meta.dirname, '../../playbooks')));
}
