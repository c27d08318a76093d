// CEL's operations on what a row holds, for conditions that the build translated (translate.ts). They do what the CEL library does,
// errors included: a missing key, and null or another type where a number, a text or a truth value belongs. A test compares the two.

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fail = (why: string): never => {
  throw new Error(why);
};

const text = (value: unknown): string => (typeof value === 'string' ? value : fail(`no text: ${typeof value}`));

/** `has(of.key)`. */
export const has = (of: unknown, key: string): boolean =>
  isRecord(of) && Object.hasOwn(of, key) && of[key] !== undefined;

/** `of.key`, `of["key"]`. */
export const at = (of: unknown, key: string): unknown =>
  has(of, key) ? (of as Record<string, unknown>)[key] : fail(`No such key: ${key}`);

/** `==`. */
export function eq(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((entry, i) => eq(entry, b[i]));
  if (!isRecord(a) || !isRecord(b)) return a === b;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => has(b, key) && eq(a[key], b[key]));
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if ((typeof a === 'string' && typeof b === 'string') || (typeof a === 'boolean' && typeof b === 'boolean'))
    return a < b ? -1 : a > b ? 1 : 0;
  return fail(`no order between ${typeof a} and ${typeof b}`);
}

/** `<`. */
export const lt = (a: unknown, b: unknown): boolean => compare(a, b) < 0;
/** `<=`. */
export const le = (a: unknown, b: unknown): boolean => compare(a, b) <= 0;
/** `>`. */
export const gt = (a: unknown, b: unknown): boolean => compare(a, b) > 0;
/** `>=`. */
export const ge = (a: unknown, b: unknown): boolean => compare(a, b) >= 0;

/** `a in b`: an entry of a list, or a key of a map. */
export function isIn(a: unknown, b: unknown): boolean {
  if (Array.isArray(b)) return b.some((entry) => eq(a, entry));
  return isRecord(b) ? Object.hasOwn(b, String(a)) : fail(`in: ${typeof b}`);
}

const truth = (value: unknown): boolean => (typeof value === 'boolean' ? value : fail(`no bool: ${typeof value}`));

/** `!`. */
export const not = (a: unknown): boolean => !truth(a);

/** One side that decides is enough, even when the other is an error (https://github.com/google/cel-spec, logical operators). */
function decide(a: () => unknown, b: () => unknown, deciding: boolean): boolean {
  let failure: unknown;
  try {
    if (truth(a()) === deciding) return deciding;
  } catch (error) {
    failure = error;
  }
  if (truth(b()) === deciding) return deciding;
  if (failure) throw failure;
  return !deciding;
}

/** `&&`. */
export const and = (a: () => unknown, b: () => unknown): boolean => decide(a, b, false);
/** `||`. */
export const or = (a: () => unknown, b: () => unknown): boolean => decide(a, b, true);

const entriesOf = (of: unknown): unknown[] => {
  if (Array.isArray(of)) return of;
  return isRecord(of) ? Object.keys(of) : fail(`no list: ${typeof of}`);
};

function aggregate(of: unknown, holds: (entry: unknown) => unknown, deciding: boolean): boolean {
  const decided = entriesOf(of).reduceRight<() => boolean>(
    (rest, entry) => () => decide(() => holds(entry), rest, deciding),
    () => !deciding,
  );
  return decided();
}

/** `of.exists(x, …)`: over the entries of a list, or the keys of a map. */
export const exists = (of: unknown, holds: (entry: unknown) => unknown): boolean => aggregate(of, holds, true);
/** `of.all(x, …)`. */
export const all = (of: unknown, holds: (entry: unknown) => unknown): boolean => aggregate(of, holds, false);

/** `a ? b : c`. */
export const choose = (a: () => unknown, b: () => unknown, c: () => unknown): unknown => (truth(a()) ? b() : c());

/** `size()`. */
export function size(of: unknown): number {
  if (typeof of === 'string') return [...of].length;
  if (Array.isArray(of)) return of.length;
  return isRecord(of) ? Object.keys(of).length : fail(`no size: ${typeof of}`);
}

/** `+` of texts. */
export const concat = (a: unknown, b: unknown): string => text(a) + text(b);

const double = (value: unknown): number => (typeof value === 'number' ? value : fail(`no number: ${typeof value}`));

/** `+` of doubles. */
export const plus = (a: unknown, b: unknown): number => double(a) + double(b);
/** `-` of doubles. */
export const minus = (a: unknown, b: unknown): number => double(a) - double(b);
/** `*` of doubles. */
export const times = (a: unknown, b: unknown): number => double(a) * double(b);

const expressions = new Map<string, RegExp>();

/** `matches()`. */
export function matches(of: unknown, pattern: unknown): boolean {
  const source = text(pattern);
  let expression = expressions.get(source);
  if (!expression) expressions.set(source, (expression = new RegExp(source)));
  return expression.test(text(of));
}

/** `lowerAscii()`. */
export const lowerAscii = (of: unknown): string => text(of).toLowerCase();
/** `contains()`. */
export const contains = (of: unknown, part: unknown): boolean => text(of).includes(text(part));
/** `startsWith()`. */
export const startsWith = (of: unknown, part: unknown): boolean => text(of).startsWith(text(part));
/** `endsWith()`. */
export const endsWith = (of: unknown, part: unknown): boolean => text(of).endsWith(text(part));
