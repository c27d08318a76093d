import type { Finding, Report, Severity } from '../model/finding.ts';
import type { Lang, Text } from '../model/text.ts';
import { capped, concerned } from './concerned.ts';
import { placeWords, rootsOf, shortRef, sourceOf } from './headline.ts';
import { safe, safeProse } from './safe.ts';
import { wordsIn } from './words.ts';

/** The severities from which a run counts as failed; `--fail-on`. */
export type Threshold = Severity | 'never';

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** One root cause with what it explains, as the formats for CI tell it. */
export interface Outline {
  root: Finding;
  explained: Finding[];
  /** The worst of them all: what the exit code goes by. */
  severity: Severity;
}

/** The root causes of a report, each with all that it explains. */
export const outlinesOf = ({ findings }: Report): Outline[] =>
  rootsOf(findings).map(({ root, explained }) => ({
    root,
    explained,
    severity: [root, ...explained].map(({ severity }) => severity).toSorted((a, b) => RANK[a] - RANK[b])[0] ?? 'info',
  }));

/** Whether a severity counts as failed. */
export const isFailure = (severity: Severity, failOn: Threshold): boolean =>
  failOn !== 'never' && RANK[severity] <= RANK[failOn];

/** A root cause in plain lines: where it stands, cause, proof, what to do, what it explains. No layout, for a CI system has its own. */
export function outlineLines({ root, explained }: Outline, lang: Lang): string[] {
  const words = wordsIn(lang);
  const say = (text: Text): string => safeProse(text[lang]);
  const section = (heading: string, lines: string[]): string[] =>
    lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];
  const fixes = root.fixes.map(({ risk, command, note }) => {
    const remark = note ? words.brackets(say(note)) : '';
    return `[${words.risk[risk]}] ${safe(command).trim()}${remark}`;
  });
  const consequences = explained.map(({ target, title }) => `${shortRef(target)}${words.colon}${say(title)}`);
  return [
    ...(root.location ? [placeWords(root.location, words)] : []),
    say(root.cause),
    ...section(
      words.proof,
      root.evidence.map((entry) => `${sourceOf(entry, root, words)}${words.colon}${safe(entry.value).trim()}`),
    ),
    ...section(words.next, [...[say(root.fix)].filter(Boolean), ...fixes]),
    ...section(
      words.same,
      concerned(root, lang, (ref) => ref),
    ),
    ...section(words.also, capped(consequences, lang)),
    ...section(
      words.ruledOut,
      root.ruledOut.map(({ title, because }) => say(title) + (say(because) && words.brackets(say(because)))),
    ),
  ];
}
