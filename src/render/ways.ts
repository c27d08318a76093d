import type { Way } from '../model/fit.ts';
import type { Text } from '../model/text.ts';
import type { Words } from './words.ts';

const MOST_NODES = 3;

/** How a format shows prose, and words of the cluster. */
export interface Voice {
  say(text: Text): string;
  quote(words: string): string;
}

/** `it tolerates dedicated=db:NoSchedule, and it requests at most 300m of cpu → w2`. */
export function wayWords({ changes, opens }: Way, words: Words, { say, quote }: Voice): string {
  const names = opens.slice(0, MOST_NODES).map(quote).join(words.and);
  const more = opens.length > MOST_NODES ? ` +${opens.length - MOST_NODES}` : '';
  return `${changes.map(say).join(words.andAlso)} → ${names}${more}`;
}

/** What each of several changes alone comes to, so that nobody stops halfway. */
export const aloneWords = ({ alone = [] }: Way, words: Words, { say, quote }: Voice): string[] =>
  alone.map(({ change, next }) => words.onlyThat(say(change), quote(next)));
