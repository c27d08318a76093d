import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';

/** How a program ends, as it prints it. */
export interface Ending {
  of: string;
  log: string;
  exit?: number;
  /** Part of the line that is quoted. */
  says: string;
  /** Part of another line that is shown. */
  shows?: string;
  /** The line of its own code that its stack trace leads to. */
  at?: string;
  /** The cause of a pod whose log ends so. */
  is: string;
}

/** Programs and their endings, for tables of tests. */
export const endings = (load(readFileSync(new URL('endings.yaml', import.meta.url), 'utf8')) as Ending[]).map(
  (ending) => [ending.of, ending] as const,
);
