import type { Finding, Fix, Report } from '../model/finding.ts';
import type { Way } from '../model/fit.ts';
import type { Coverage } from '../model/snapshot.ts';
import { checkedLines } from './checked.ts';
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
import { aboutLines } from './about.ts';
import { BODY, beside, besideJoined, INDENT, indent, layoutFor, paragraph, twoColumns, type Layout } from './layout.ts';
import { foldNodes, saidBy } from './node-table.ts';
import type { RenderOptions } from './options.ts';
import { safe } from './safe.ts';
import { RISK_STYLE } from './style.ts';
import { aloneWords, wayWords } from './ways.ts';
import { columns, join, shorten, wrap } from './width.ts';

/** Longer values are shown without their middle; `-v`, JSON and YAML have them whole. */
const LONGEST_VALUE = 280;
const MOST_CONSEQUENCES = 5;
/** From so many roots on, all but the first are told in brief: one screen for one cause. */
const MANY_ROOTS = 3;

function headline({ target, verdict, findings }: Report, layout: Layout): string[] {
  const { words, paint, width } = layout;
  const [mark, style] = MARKS[verdict];
  const facts = targetFacts(target, words);
  if (verdict === 'healthy') facts.push(words.nothingWrong);
  else if (!target.status && findings.length === 0) facts.unshift(words.verdict[verdict]);
  const [first = '', ...rest] = join([targetName(target), ...facts], ' · ', width - INDENT);
  return [`${paint(style, mark)} ${paint('bold', first)}`, ...indent(rest, INDENT).map((line) => paint('bold', line))];
}

/** The title beside its heading; what identifies the finding at the right edge, or below when there is no room. */
function title(finding: Finding, report: Report, isFirst: boolean, layout: Layout): string[] {
  const { words, paint, width, label, say } = layout;
  const room = width - INDENT - label;
  const lines = wrap(say(finding.title), room);
  const { names, remarks } = metaOf(finding, report, words, layout.verbose);
  const meta = [...names, ...remarks];
  const gap = room - columns(lines[0] ?? '') - columns(meta.join(' · '));
  const bold = lines.map((line) => paint('bold', line));
  const shown =
    lines.length === 1 && gap >= 2
      ? [bold[0] + ' '.repeat(gap) + paint('dim', meta.join(' · '))]
      : [...bold, ...join(meta, ' · ', room).map((line) => paint('dim', line))];
  return beside(headingOf(finding, isFirst, words), shown, layout);
}

function proof(finding: Finding, layout: Layout): string[] {
  if (finding.evidence.length === 0) return [];
  const { words, paint, verbose } = layout;
  const rows = finding.evidence.map((entry): [string, string] => {
    const value = safe(entry.value).trim();
    return [sourceOf(entry, finding, words), verbose ? value : shorten(value, LONGEST_VALUE)];
  });
  return ['', ' '.repeat(INDENT) + paint('bold', words.proof), ...twoColumns(rows, layout)];
}

/** One command. It is never broken: one that does not fit beside its number has a line of its own, however long. */
function step(fix: Fix, number: number, riskWidth: number, { words, paint, width, say }: Layout): string[] {
  const risk =
    paint(RISK_STYLE[fix.risk], words.risk[fix.risk]) + ' '.repeat(riskWidth - columns(words.risk[fix.risk]));
  const head = `${' '.repeat(BODY)}${number} ${risk}`;
  const column = BODY + `${number} `.length + riskWidth + 2;
  const command = safe(fix.command).trim();
  const note = fix.note ? wrap(say(fix.note), width - column).map((line) => paint('dim', line)) : [];
  if (column + columns(command) <= width) return [`${head}  ${command}`, ...indent(note, column)];
  const [first, ...rest] = note;
  return [first ? `${head}  ${first}` : head.trimEnd(), ...indent(rest, column), ' '.repeat(BODY + INDENT) + command];
}

function next(finding: Finding, layout: Layout, most = Infinity): string[] {
  const { words, paint, say } = layout;
  const fix = say(finding.fix);
  const fixes = finding.fixes.slice(0, most);
  if (!fix && fixes.length === 0) return [];
  const riskWidth = Math.max(0, ...fixes.map(({ risk }) => columns(words.risk[risk])));
  return [
    '',
    ' '.repeat(INDENT) + paint('bold', words.next),
    ...(fix ? paragraph(fix, BODY, layout) : []),
    ...fixes.flatMap((entry, i) => step(entry, i + 1, riskWidth, layout)),
  ];
}

const MOST_TARGETS = 8;

/** The names of all objects with this cause, the one whose proof is shown first. */
function seenOn({ targets = [] }: Finding, layout: Layout): string[] {
  const { words, verbose, paint } = layout;
  const all = targets.map(({ name }) => safe(name));
  const shown = verbose || all.length <= MOST_TARGETS ? all : all.slice(0, MOST_TARGETS - 1);
  const left = all.length - shown.length;
  const names = [...shown, ...(left > 0 ? [paint('dim', words.more(left))] : [])];
  return besideJoined(words.same, names, layout);
}

function also(explained: Finding[], root: Finding, layout: Layout): string[] {
  if (explained.length === 0) return [];
  const { words, say, verbose } = layout;
  const shown =
    verbose || explained.length <= MOST_CONSEQUENCES ? explained : explained.slice(0, MOST_CONSEQUENCES - 1);
  const lines = shown.flatMap((finding) => {
    const about = shortRef(finding.target);
    const where = about === shortRef(root.target) ? '' : `${about}${words.colon}`;
    return wrap(where + say(finding.title), layout.width - INDENT - layout.label);
  });
  if (shown.length < explained.length) lines.push(layout.paint('dim', words.more(explained.length - shown.length)));
  return beside(words.also, lines, layout);
}

const ruledOut = (finding: Finding, layout: Layout): string[] => {
  const { words, say } = layout;
  const items = finding.ruledOut.map(({ title: what, because }) => {
    const reason = say(because);
    return say(what) + (reason && words.brackets(reason));
  });
  return besideJoined(words.ruledOut, items, layout);
};

/** A root cause with all its proof, every command and what it explains. */
export function whole(root: Finding, explained: Finding[], report: Report, isFirst: boolean, layout: Layout): string[] {
  return [
    '',
    ...title(root, report, isFirst, layout),
    ...paragraph(layout.say(root.cause), INDENT, layout),
    ...proof(root, layout),
    ...next(root, layout),
    ...apart([...seenOn(root, layout), ...also(explained, root, layout), ...ruledOut(root, layout)]),
  ];
}

/** Lines with an empty one above them, if there are any. */
const apart = (lines: string[]): string[] => (lines.length > 0 ? ['', ...lines] : []);

/** Title, cause and the first command. */
function brief(root: Finding, report: Report, isFirst: boolean, layout: Layout): string[] {
  const { words, say } = layout;
  const [fix] = root.fixes;
  return [
    '',
    ...title(root, report, isFirst, layout),
    ...paragraph(say(root.cause), INDENT, layout),
    ...(fix ? step(fix, 1, columns(words.risk[fix.risk]), layout) : paragraph(say(root.fix), BODY, layout)),
  ];
}

/** What each node says to a pod that has none, nodes that say the same together. */
function nodesNow({ nodes = [] }: Report, layout: Layout, wide: boolean): string[] {
  if (nodes.length === 0) return [];
  const { words, paint, lang } = layout;
  const rows = foldNodes(nodes, { lang, wide }).map((folded): [string, string] => [
    folded.label,
    saidBy(folded, words),
  ]);
  return ['', ' '.repeat(INDENT) + paint('bold', words.nodesNow), ...twoColumns(rows, layout)];
}

/** One set of changes, with its command where there is one, and what each change alone comes to. */
function way(each: Way, number: number, { words, paint, width, say }: Layout): string[] {
  const voice = { say, quote: safe };
  const at = BODY + `${number} `.length;
  const [first = '', ...rest] = wrap(wayWords(each, words, voice), width - at);
  const { risk, line } = each.command ?? {};
  const head = risk ? ' '.repeat(at) + paint(RISK_STYLE[risk], words.risk[risk]) : '';
  const command = safe(line ?? '').trim();
  const together = risk && at + columns(words.risk[risk]) + 2 + columns(command) <= width;
  const shown = together ? [`${head}  ${command}`] : [head, ' '.repeat(BODY + INDENT) + command];
  const alone = aloneWords(each, words, voice).flatMap((text) => wrap(text, width - at, { cut: true }));
  return [
    `${' '.repeat(BODY)}${number} ${first}`,
    ...indent(rest, at),
    ...(command ? shown : []),
    ...indent(
      alone.map((text) => paint('dim', text)),
      at,
    ),
  ];
}

/** What would let a pod that no node takes fit. */
function wouldFit({ ways = [] }: Report, layout: Layout): string[] {
  if (ways.length === 0) return [];
  const { words, paint } = layout;
  return [
    '',
    ' '.repeat(INDENT) + paint('bold', words.wouldFit),
    ...ways.flatMap((each, i) => way(each, i + 1, layout)),
  ];
}

/** The coverage ledger, for `-v`. */
export function coverage(entries: Coverage[], layout: Layout): string[] {
  if (!layout.verbose || entries.length === 0) return [];
  const { words, paint } = layout;
  const rows = entries.map(({ subject, scope, outcome, count, detail }): [string, string] => [
    safe(`${subject} ${scope}`).trim(),
    [words.outcome[outcome], count === undefined ? '' : words.objects(count), detail ? safe(detail) : '']
      .filter(Boolean)
      .join(words.comma),
  ]);
  return ['', ' '.repeat(INDENT) + paint('bold', words.coverage), ...twoColumns(rows, layout)];
}

/** A report for a person at a terminal: the verdict, the root cause with its proof and the next commands, what could not be seen. */
export function renderText(report: Report, options: RenderOptions): string {
  const layout = layoutFor(options);
  const { words, say } = layout;
  const roots = rootsOf(report.findings);
  const note = report.note ? say(report.note) : '';
  const sections = roots.flatMap(({ root, explained }, i) => {
    const inBrief = !layout.verbose && (root.severity === 'info' || (i > 0 && roots.length >= MANY_ROOTS));
    return inBrief ? brief(root, report, i === 0, layout) : whole(root, explained, report, i === 0, layout);
  });
  const notSeen = besideJoined(
    words.notSeen,
    report.notSeen.map((text) => say(text)),
    layout,
  );
  const notChecked = besideJoined(words.notChecked, leftOutOf(report, words), layout);
  // right below what was ruled out, for the two belong together
  const follows =
    roots.length === 1 && roots.some(({ root, explained }) => root.ruledOut.length + explained.length > 0);
  const lines = [
    ...headline(report, layout),
    ...(note ? paragraph(note, INDENT, layout) : []),
    ...checkedLines(report, layout),
    ...sections,
    ...nodesNow(report, layout, options.wide ?? false),
    ...wouldFit(report, layout),
    ...aboutLines(report, layout),
    ...(follows && !report.nodes?.length && !report.about?.length ? notSeen : apart(notSeen)),
    ...(notSeen.length > 0 || follows ? notChecked : apart(notChecked)),
    ...coverage(report.coverage, layout),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
