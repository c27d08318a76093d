import type { InitWait } from './init-wait.ts';
import { lastWords } from './last-words.ts';
import { logLines } from './log.ts';
import { placeSaid } from './place-said.ts';
import { problemIn } from './wait-words.ts';

/** What a program that gave up could not reach. */
export type Dependency = Pick<InitWait, 'places' | 'line' | 'problem'>;

/** The place on the network that the last errors of a log complain of; undefined when they complain of something else. */
export function dependencyIn(log: string | undefined): Dependency | undefined {
  const found = problemIn(lastWords(logLines(log)).map(({ line }) => line));
  if (!found || !['unresolved', 'refused', 'timeout'].includes(found.problem)) return undefined;
  const place = placeSaid(found.line);
  return place && { ...found, places: [place] };
}
