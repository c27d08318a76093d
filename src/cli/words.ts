import type { Flag } from './flags.ts';

const spellings = ({ flags }: Flag): string[] => flags.match(/--?[a-z][a-z-]*/gi) ?? [];

/** The spellings of the flags that take a value. */
const takingValue = (flags: Flag[]): Set<string> =>
  new Set(flags.filter((flag) => flag.flags.includes('<')).flatMap(spellings));

/** Whether a word of a command line may be a spelling of a flag, alone, with its value or among other letters (`-qv`). */
const mayBe = (word: string, spelling: string): boolean =>
  spelling.startsWith('--')
    ? word.split('=')[0] === spelling
    : /^-[^-]/.test(word) && word.includes(spelling.charAt(1));

/** Whether a command line asks for help, which shows every command and flag. */
export const asksForHelp = (words: string[]): boolean =>
  words.some((word) => mayBe(word, '--help') || mayBe(word, '-h'));

/** The flags that a command line may hold: to declare the others would only cost time. `--no-…` also counts by its absence. */
export const flagsIn = (words: string[], flags: Flag[]): Flag[] =>
  asksForHelp(words)
    ? flags
    : flags.filter((flag) =>
        spellings(flag).some((spelling) => spelling.startsWith('--no-') || words.some((word) => mayBe(word, spelling))),
      );

/** A command line in which flags that take a value only after `=` have one, so that the next word stays a word of its own. */
function withValues(argv: string[], flags: Flag[]): string[] {
  const valued = takingValue(flags);
  const alone = new Map(flags.flatMap((flag) => (flag.alone ? [[flag.flags.split(' ')[0] ?? '', flag.alone]] : [])));
  const end = argv.indexOf('--');
  return argv.map((word, i) => {
    const value = (end >= 0 && i > end) || valued.has(argv[i - 1] ?? '') ? undefined : alone.get(word);
    return value === undefined ? word : `${word}=${value}`;
  });
}

/**
 * A command line with its command first, as kubectl allows flags before it (`-n shop pod web-1`), and with `pod/web-1`
 * taken apart.
 */
export function commandFirst(given: string[], flags: Flag[]): string[] {
  const valued = takingValue(flags);
  const argv = withValues(given, flags);
  let at = 0;
  while (at < argv.length && argv[at]?.startsWith('-')) at += valued.has(argv[at] ?? '') ? 2 : 1;
  const command = argv[at];
  if (command === undefined) return argv;
  const [, kind, name] = /^([A-Za-z]+)\/(.+)$/.exec(command) ?? [];
  return [...(kind && name ? [kind, name] : [command]), ...argv.slice(0, at), ...argv.slice(at + 1)];
}
