import { safe } from '../../render/safe.ts';
import { commands } from '../commands.ts';
import { longName, readLine, type Line } from '../completion/line.ts';
import { offer, type Candidate, type Offer } from '../completion/values.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { chooseLang } from '../lang.ts';

/** Nobody waits longer for a list of names. */
const LONGEST_MS = 2000;

/** What the shell does beside showing the candidates, by cobra's numbers, which kubectl understands. */
const DIRECTIVE = { files: 0, nothing: 4, folders: 16 } as const;

async function offerAt(line: Line, io: Io, typed: string[]): Promise<Offer> {
  const lang = chooseLang(typed, io.env);
  const { wanted } = line;
  if (!wanted) return { candidates: [] };
  if (wanted === 'command') {
    const candidates = commands.map(({ usage, text }) => ({ value: usage.split(' ')[0] ?? '', about: text[lang] }));
    return { candidates };
  }
  if ('flags' in wanted) {
    return { candidates: wanted.flags.map((flag) => ({ value: longName(flag), about: flag.text[lang] })) };
  }
  const { candidates, paths } = await offer(wanted.values, { line, lang, env: io.env });
  return {
    candidates: candidates
      .filter(({ value }) => !value.startsWith('-')) // a name must never become a flag
      .map((candidate) => ({ ...candidate, value: wanted.lead + candidate.value })),
    ...(paths && { paths }),
  };
}

/** Names come from clusters and files: one that a terminal would act on, or that is no word, is not offered. */
const isPlain = (value: string): boolean => value !== '' && value === safe(value) && !/^[:\s]|[\t⏎]/.test(value);

function linesOf(candidates: Candidate[], current: string): string[] {
  const fitting = candidates.filter(({ value }) => value.startsWith(current) && isPlain(value));
  const byValue = new Map(fitting.map((candidate) => [candidate.value, candidate]));
  return [...byValue.values()].map(({ value, about }) => (about ? `${value}\t${safe(about)}` : value));
}

/**
 * The hidden `__complete WORD…`, which the shells' scripts and kubectl call: a candidate a line, what it is behind a tab, and last
 * a colon and the directive. Silent on errors, bounded in time.
 */
export async function complete(typed: string[], io: Io): Promise<number> {
  const line = readLine(typed);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Offer>((resolve) => (timer = setTimeout(resolve, LONGEST_MS, { candidates: [] })));
  const found = await Promise.race([offerAt(line, io, typed).catch((): Offer => ({ candidates: [] })), late]);
  clearTimeout(timer);
  const lines = linesOf(found.candidates, line.current);
  io.stdout.write(`${[...lines, `:${DIRECTIVE[found.paths ?? 'nothing']}`].join('\n')}\n`);
  return EXIT.clean;
}
