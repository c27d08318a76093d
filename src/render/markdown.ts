import type { Finding, Fix, Report } from '../model/finding.ts';
import type { Lang } from '../model/text.ts';
import { checkedName, standingOf } from './checked.ts';
import { capped, concerned } from './concerned.ts';
import {
  headingOf,
  leftOutOf,
  MARKS,
  metaOf,
  rootsOf,
  shortRef,
  sourceOf,
  targetFacts,
  targetName,
} from './headline.ts';
import { foldNodes, saidBy } from './node-table.ts';
import { safe, safeProse } from './safe.ts';
import { aloneWords, wayWords } from './ways.ts';
import { largest } from './width.ts';
import { wordsIn, type Words } from './words.ts';

const SPECIAL = /[\\`*_[\]<>|~$]/g;
const ENTITY: Record<string, string> = { '<': '&lt;', '>': '&gt;' };

/**
 * Text that Markdown and HTML read as plain words: no emphasis, link, image, table, tag or entity, and no mention (@), issue (#)
 * or address GitHub and GitLab would make a link of.
 */
export const escapeMarkdown = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replace(SPECIAL, (character) => ENTITY[character] ?? `\\${character}`)
    .replace(/:(?=\/\/)/g, '&#58;')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}&#46;`)
    .replace(/[@#](?=[\w\p{L}])/gu, (sign) => `${sign}&#8203;`)
    .replace(/^(\d{1,9})([.)])/, String.raw`$1\$2`)
    .replace(/^[-+#]/, String.raw`\$&`);

/** Backticks, more than any run of them in the text. */
const fenceFor = (text: string, least: number): string =>
  '`'.repeat(Math.max(least, largest([...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1));

/** Text as code, in a fence longer than any run of backticks in it. */
export function codeSpan(text: string): string {
  const fence = fenceFor(text, 1);
  const space = /^`|`$/.test(text) ? ' ' : '';
  return text.trim() === '' ? '' : `${fence}${space}${text}${space}${fence}`;
}

/** In a table even code must not contain a bare `|` (GFM, section 4.10). */
const cell = (text: string): string => codeSpan(text).replaceAll('|', String.raw`\|`);

function codeBlock(command: string, indent: string): string[] {
  const fence = fenceFor(command, 3);
  return [`${indent}${fence}sh`, `${indent}${command}`, `${indent}${fence}`];
}

interface Writer {
  lang: Lang;
  words: Words;
  say(text: { en: string; zh: string }): string;
  report: Report;
}

const sentenceCase = (heading: string): string => heading.charAt(0) + heading.slice(1).toLowerCase();

function proof(finding: Finding, { words }: Writer): string[] {
  if (finding.evidence.length === 0) return [];
  const rows = finding.evidence.map(
    (entry) => `| ${cell(sourceOf(entry, finding, words))} | ${cell(safe(entry.value).trim())} |`,
  );
  return [`| ${words.source} | ${words.value} |`, '| --- | --- |', ...rows, ''];
}

const steps = (fixes: Fix[], { words, say }: Writer): string[] =>
  fixes.flatMap((fix, i) => {
    const number = `${i + 1}. `;
    const note = fix.note ? `${words.colon}${say(fix.note)}` : '';
    return [
      `${number}**${words.risk[fix.risk]}**${note}`,
      ...codeBlock(safe(fix.command).trim(), ' '.repeat(number.length)),
      '',
    ];
  });

const bullets = (heading: string, items: string[]): string[] =>
  items.length === 0 ? [] : [`**${sentenceCase(heading)}**`, '', ...items.map((item) => `- ${item}`), ''];

function section(root: Finding, explained: Finding[], isFirst: boolean, writer: Writer): string[] {
  const { words, say, report, lang } = writer;
  const { names, remarks } = metaOf(root, report, words, true);
  const fix = say(root.fix);
  return [
    `### ${sentenceCase(headingOf(root, isFirst, words))}${words.colon}${say(root.title)}`,
    '',
    [...names.map(codeSpan), ...remarks].join(' · '),
    '',
    say(root.cause),
    '',
    ...proof(root, writer),
    ...(fix || root.fixes.length > 0 ? [`**${sentenceCase(words.next)}**${fix && words.colon}${fix}`, ''] : []),
    ...steps(root.fixes, writer),
    ...bullets(words.same, concerned(root, lang, codeSpan)),
    ...bullets(
      words.also,
      capped(
        explained.map(({ target, title }) => `${codeSpan(shortRef(target))}${words.colon}${say(title)}`),
        lang,
      ),
    ),
    ...bullets(
      words.ruledOut,
      root.ruledOut.map(({ title, because }) => say(title) + (say(because) && words.brackets(say(because)))),
    ),
  ];
}

/** What each node says to a pod that has none, nodes that say the same together. */
function nodesNow({ nodes = [] }: Report, { words }: Writer, lang: Lang): string[] {
  if (nodes.length === 0) return [];
  const rows = foldNodes(nodes, { lang }).map(
    (folded) => `| ${escapeMarkdown(folded.label)} | ${escapeMarkdown(saidBy(folded, words))} |`,
  );
  return [
    `**${sentenceCase(words.nodesNow)}**`,
    '',
    `| ${words.nodeColumn} | ${words.reasonColumn} |`,
    '| --- | --- |',
    ...rows,
    '',
  ];
}

/** What would let a pod that no node takes fit. */
function wouldFit({ ways = [] }: Report, { words, say }: Writer): string[] {
  if (ways.length === 0) return [];
  const voice = { say, quote: (text: string): string => codeSpan(safe(text)) };
  const items = ways.flatMap((way, i) => {
    const number = `${i + 1}. `;
    return [
      number + [wayWords(way, words, voice), ...aloneWords(way, words, voice)].join('; '),
      ...(way.command ? codeBlock(safe(way.command.line), ' '.repeat(number.length)) : []),
      '',
    ];
  });
  return [`**${sentenceCase(words.wouldFit)}**`, '', ...items];
}

/** A report for a ticket or a comment on a pull request. Nothing in it can become a link, a tag or a mention. */
export function renderMarkdown(report: Report, lang: Lang): string {
  const words = wordsIn(lang);
  const say = (text: { en: string; zh: string }): string => escapeMarkdown(safeProse(text[lang]));
  const [mark] = MARKS[report.verdict];
  const facts = targetFacts(report.target, words).map(escapeMarkdown);
  const lines = [
    `## ${mark} ${codeSpan(targetName(report.target))} · ${words.verdict[report.verdict]}`,
    '',
    ...(facts.length > 0 ? [facts.join(' · '), ''] : []),
    ...(report.note ? [say(report.note), ''] : []),
    ...(report.verdict === 'healthy' ? [sentenceCase(words.nothingWrong), ''] : []),
    ...bullets(
      words.targets,
      (report.checked ?? []).map(
        (each) => codeSpan(checkedName(each, report)) + words.colon + standingOf(each, words, say),
      ),
    ),
    ...rootsOf(report.findings).flatMap(({ root, explained }, i) =>
      section(root, explained, i === 0, { lang, words, say, report }),
    ),
    ...nodesNow(report, { lang, words, say, report }, lang),
    ...wouldFit(report, { lang, words, say, report }),
    ...bullets(
      words.atAGlance,
      (report.about ?? []).map(({ label, value }) => `${say(label)}${words.colon}${say(value)}`),
    ),
    ...bullets(words.notSeen, report.notSeen.map(say)),
    ...bullets(words.notChecked, leftOutOf(report, words).map(escapeMarkdown)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
