import { join } from 'node:path';
import { builtinLibrary } from './builtin.ts';
import { assembleWords } from './dictionary.ts';
import { cardsOf, knowledgeOf, type Knowledge } from './knowledge.ts';
import { readWordFiles } from './library.ts';

/** What `explain` knows. The one-file build puts a prepared index into the program in place of this function. */
export async function builtinKnowledge(): Promise<Knowledge> {
  const words = await readWordFiles(join(import.meta.dirname, '../../playbooks'));
  return knowledgeOf(cardsOf(await builtinLibrary(), assembleWords(words)));
}
