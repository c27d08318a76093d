import type { Names } from './knowledge.ts';
import { isTelling, plain, spaced } from './query.ts';

/** A pattern written for messages says more than a name that happens to occur in one. */
const LIKE_BONUS = 10;

/** `why is my pod pending` asks for a state by its plain word, which in a long message would mean nothing. */
const LONGEST_QUESTION = 8;
const SHORTEST_STATE = 'Pending'.length;

const CHINESE = /\p{Script=Han}/u;
const LITERAL = /[a-z]{4,}/gi;

/** Whether a pattern can match at all: whatever it matches holds one of its words. Compiling each pattern would be felt. */
function mayMatch(pattern: string, message: string): boolean {
  const literals = pattern.replaceAll(/\\./g, ' ').match(LITERAL);
  return !literals || literals.some((literal) => message.includes(literal.toLowerCase()));
}

/** Tells how much of a message an entry recognises, in characters; 0 when it does not. */
export function recogniser(message: string): (names: Names) => number {
  const lower = message.toLowerCase();
  const words = spaced(message);
  const whole = plain(message);
  const isChinese = CHINESE.test(message);
  const occurs = (word: string): boolean => {
    if (CHINESE.test(word)) return isChinese && whole.includes(plain(word));
    const [start = ''] = /[a-z0-9]+/i.exec(word) ?? [];
    return lower.includes(start.toLowerCase()) && words.includes(spaced(word));
  };
  const matched = (pattern: string): number => {
    const [match] = (mayMatch(pattern, lower) && new RegExp(pattern, 'i').exec(message)) || [];
    return match ? match.length + LIKE_BONUS : 0;
  };
  const isQuestion = !message.includes(':') && words.trim().split(' ').length <= LONGEST_QUESTION;
  return ({ words: names, like, kind }) => {
    const isState = isQuestion && (kind === 'status' || kind === 'phase');
    const telling = (name: string): boolean =>
      isTelling(name, message) || (isState && name.length >= SHORTEST_STATE && !/\s/.test(name));
    const found = names.filter((name) => occurs(name) && telling(name)).map((name) => name.length);
    return Math.max(0, ...like.map(matched), ...found);
  };
}
