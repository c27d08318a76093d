import type { Fact } from '../facts/define.ts';

/** Imports a fact's file. The build puts all facts into the program in place of this function. */
export const importFact = async (subject: string, name: string): Promise<{ default?: Fact }> =>
  (await import(`../facts/${subject}/${name}.ts`)) as { default?: Fact };
