import { commandNamed, commands, type CommandSpec } from '../commands.ts';
import { commonFlags, type Flag, type Values } from '../flags.ts';

/** A half-typed command line: what is asked for at the cursor, and what stands before it. */
export interface Line {
  /** The unfinished word. */
  current: string;
  /** What it can become: a command, a flag, or one of these values, each behind the part of the word that is settled. */
  wanted: 'command' | { flags: Flag[] } | { values: Values; lead: string } | undefined;
  /** The values of flags so far, by long name without dashes. */
  given: Record<string, string[]>;
  /** The positional arguments so far. */
  words: string[];
}

const spellings = ({ flags }: Flag): string[] => flags.match(/(?:^|(?<=, ))--?[a-z][a-z-]*/gi) ?? [];

/** The long spelling, which help and completion show: `--namespace`. */
export const longName = (flag: Flag): string => spellings(flag).at(-1) ?? '';

const takesValue = ({ flags }: Flag): boolean => flags.includes('<');

const flagsOf = (spec: CommandSpec | undefined): Flag[] => [
  ...(spec ? spec.flags : commands.flatMap(({ flags }) => flags)),
  ...commonFlags,
];

const valuesOf = ({ choices, values }: Flag): Values => choices ?? values ?? 'none';

class Reader {
  spec: CommandSpec | undefined;
  pending: Flag | undefined;
  readonly words: string[] = [];
  readonly given: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  readonly used = new Set<string>();
  /** A word that no command is named by. */
  lost = false;

  named(word: string): Flag | undefined {
    return flagsOf(this.spec).find((flag) => spellings(flag).includes(word));
  }

  take(word: string): void {
    if (this.pending) {
      this.#put(this.pending, word);
      this.pending = undefined;
    } else if (word.startsWith('-') && word.length > 1) this.#flag(word);
    else if (this.spec) this.words.push(word);
    else this.#command(word);
  }

  #put(flag: Flag, value: string): void {
    (this.given[longName(flag).slice(2)] ??= []).push(value);
  }

  #flag(word: string): void {
    const [name = '', ...value] = word.split('=');
    const flag = this.named(name);
    if (!flag) return;
    this.used.add(longName(flag));
    if (takesValue(flag) && value.length === 0) this.pending = flag;
    else this.#put(flag, value.join('='));
  }

  #command(word: string): void {
    const [kind = '', name] = word.split('/');
    this.spec = commandNamed(kind);
    if (!this.spec) this.lost = true;
    else if (name) this.words.push(name);
  }
}

function wantedBy(reader: Reader, current: string): Line['wanted'] {
  const { spec, pending, lost, words, used } = reader;
  if (pending) return { values: valuesOf(pending), lead: '' };
  const at = current.indexOf('=');
  if (current.startsWith('--') && at > 0) {
    const flag = reader.named(current.slice(0, at));
    return flag && { values: valuesOf(flag), lead: current.slice(0, at + 1) };
  }
  if (current.startsWith('-')) return { flags: flagsOf(spec).filter((flag) => flag.many || !used.has(longName(flag))) };
  if (lost) return undefined;
  const [kind = '', name] = current.split('/');
  if (!spec) {
    const [values] = name === undefined ? [] : (commandNamed(kind)?.words ?? []);
    return values === undefined ? 'command' : { values, lead: `${kind}/` };
  }
  const values = spec.words?.[Math.min(words.length, spec.words.length - 1)];
  return values && { values, lead: '' };
}

/** Reads the words after the program's name; the last is the one at the cursor, `''` where none has begun. */
export function readLine(typed: string[]): Line {
  const reader = new Reader();
  for (const word of typed.slice(0, -1)) reader.take(word);
  const current = typed.at(-1) ?? '';
  const { given, words } = reader;
  return { current, wanted: wantedBy(reader, current), given, words };
}
