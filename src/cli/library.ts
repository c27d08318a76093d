import { builtinLibrary } from '../playbook/builtin.ts';
import { assemble, merge, readPlaybookFiles, type Library } from '../playbook/library.ts';

/** The playbooks of a run: those that ship with the product, and the user's own, which win over them by id. */
export async function loadLibrary(folders: string[] = []): Promise<Library> {
  let library = await builtinLibrary();
  for (const folder of folders) {
    const files = await readPlaybookFiles(folder);
    const { lintFiles, refuse } = await import('../playbook/lint.ts');
    refuse(await lintFiles(files, library));
    library = merge(library, assemble(files));
  }
  return library;
}
