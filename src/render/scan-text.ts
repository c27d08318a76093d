import type { Filtered } from '../model/filtered.ts';
import type { Evidence, Finding, Ref, Report, Severity } from '../model/finding.ts';
import { parseTime } from '../model/time.ts';
import { age } from './age.ts';
import { leftOutOf, MARKS, rootsOf, shortRef, sourceOf } from './headline.ts';
import { BODY, besideJoined, INDENT, indent, layoutFor, paragraph, type Layout } from './layout.ts';
import type { RenderOptions } from './options.ts';
import { safe } from './safe.ts';
import { scanWordsIn, type ScanWords } from './scan-words.ts';
import { RISK_STYLE, type Style } from './style.ts';
import { coverage, whole } from './text.ts';
import { columns, join, shorten, wrap } from './width.ts';

/** Up to so many causes are told in full; of more only the first handful, which a screen holds. */
const ALL_IN_FULL = 8;
const IN_FULL = 6;
const MOST_PROOF = 3;
const MOST_WORKLOADS = 4;
const LONGEST_CAUSE = 260;

/** What every part of a scan is written with. */
interface Writer extends Layout {
  scan: ScanWords;
  report: Report;
}

const SIGNS: Record<Severity, [sign: string, style: Style]> = {
  error: ['✖', 'red'],
  warning: ['▲', 'yellow'],
  info: ['·', 'dim'],
};

interface Told {
  root: Finding;
  explained: Finding[];
}

const severe = ({ root }: Told): boolean => root.severity !== 'info';

function headline(told: Told[], { words, scan, paint, width, report }: Writer): string[] {
  const { target, verdict, filtered, scan: of } = report;
  const [mark, style] = MARKS[verdict];
  const count = (severity: Severity): number => told.filter(({ root }) => root.severity === severity).length;
  const causes = scan.causes({ error: count('error'), warning: count('warning'), info: 0 });
  const nothing = filtered?.known ? scan.nothingNew : words.nothingWrong;
  const facts = [
    target.kind === 'Namespace' ? scan.namespace(safe(target.name)) : scan.cluster(safe(target.name)),
    ...(of?.nodes ? [scan.nodes(of.nodes)] : []),
    ...(of && report.coverage.length > 0 ? [scan.pods(of.pods)] : []),
    causes || (verdict === 'healthy' ? nothing : words.verdict[verdict]),
  ];
  const [first = '', ...rest] = join(facts, ' · ', width - INDENT);
  return [`${paint(style, mark)} ${paint('bold', first)}`, ...indent(rest, INDENT).map((line) => paint('bold', line))];
}

const within = (ref: Ref, { scan, report }: Writer): string =>
  ref.namespace && report.target.kind !== 'Namespace'
    ? scan.inNamespace(shortRef(ref), safe(ref.namespace))
    : shortRef(ref);

/** Whom a cause concerns: its workloads with their pods, or the objects themselves. */
function who({ target, targets = [target], affected }: Finding, writer: Writer): string[] {
  const { scan, verbose, report } = writer;
  const most = verbose ? Infinity : MOST_WORKLOADS;
  const by = affected?.by ?? [];
  const place = (namespace: string): string => (report.target.kind === 'Namespace' ? '' : safe(namespace));
  const isOne = by.length === 0 || ['Node', 'Namespace', 'PersistentVolumeClaim'].includes(target.kind);
  const own = isOne ? targets.map((ref) => within(ref, writer)) : [];
  const workloads = by.map((ref) => scan.workload(shortRef(ref), place(ref.namespace), ref.pods));
  const names = [...own, ...workloads];
  const left = names.length - most + (affected ? affected.workloads - by.length : 0);
  const rest =
    left > 0 && affected
      ? [
          affected.workloads > 1 && scan.workloadCount(affected.workloads),
          affected.pods > 1 && scan.podCount(affected.pods),
          affected.namespaces > 1 && scan.namespaceCount(affected.namespaces),
        ]
          .filter(Boolean)
          .join(' · ')
      : '';
  return [...names.slice(0, most), ...(rest ? [`… ${rest}`] : [])];
}

function times({ firstSeen, lastSeen }: Finding, { scan, report }: Writer): string {
  const now = parseTime(report.takenAt) ?? 0;
  const since = (time: string | undefined): string | undefined => {
    const at = parseTime(time);
    return at === undefined ? undefined : age(Math.max(0, (now - at) / 1000));
  };
  return scan.times(since(firstSeen), since(lastSeen));
}

/** The title with its sign, and the id at the right edge where there is room. */
function title(finding: Finding, { paint, say, width }: Writer): string[] {
  const [sign, style] = SIGNS[finding.severity];
  const lines = wrap(say(finding.title), width - INDENT);
  const id = safe(finding.id);
  const gap = width - INDENT - columns(lines[0] ?? '') - columns(id);
  const [first = '', ...rest] = lines.map((line) => paint('bold', line));
  const beside = lines.length === 1 && gap >= 2;
  return [
    `${paint(style, sign)} ${first}${beside ? ' '.repeat(gap) + paint('dim', id) : ''}`,
    ...indent([...rest, ...(beside ? [] : [paint('dim', id)])], INDENT),
  ];
}

/** A status path without what a reader of the line knows anyway. */
const short = (source: string): string =>
  source.replace(/^((?:\S+\/\S+ )?)status\.(?:init|ephemeral)?[cC]ontainerStatuses\[[^\]]*\]\./, '$1');

/** What the program or Kubernetes itself said proves most; a bare status word least. */
const weight = ({ kind, source }: Evidence): number =>
  kind === 'log' ? 0 : kind === 'event' || source.endsWith('.message') ? 1 : kind === 'fact' ? 2 : 3;

/** The few pieces of proof that tell most, a line each; the same source twice tells little. */
function proof(finding: Finding, { words, paint, width }: Writer): string[] {
  const bySource = new Map(finding.evidence.toReversed().map((entry): [string, Evidence] => [entry.source, entry]));
  const each = finding.evidence.filter((entry) => bySource.get(entry.source) === entry);
  const best = new Set(each.toSorted((a, b) => weight(a) - weight(b)).slice(0, MOST_PROOF));
  const lines = each
    .filter((entry) => best.has(entry))
    .map((entry) => {
      const source = short(sourceOf(entry, finding, words));
      const room = width - BODY - columns(source) - 2;
      const value = safe(entry.value).trim();
      return room < 24
        ? paint('dim', shorten(`${source}  ${value}`, width - BODY))
        : `${paint('dim', source)}  ${shorten(value, room)}`;
    });
  return indent(lines, BODY);
}

function next({ fixes, fix }: Finding, { words, paint, say, width }: Writer): string[] {
  const [first] = fixes;
  if (!first) return say(fix) ? indent(wrap(`→ ${say(fix)}`, width - INDENT), INDENT) : [];
  return [`  → ${paint(RISK_STYLE[first.risk], words.risk[first.risk])}  ${safe(first.command).trim()}`];
}

/** What a cause explains, folded to its ids. */
function folded(findings: Finding[]): string {
  const counts = Map.groupBy(findings, ({ id }) => safe(id));
  return [...counts].map(([id, { length }]) => (length > 1 ? `${id} ×${length}` : id)).join(', ');
}

/** A root cause as a scan tells it: whom it concerns, why, the best proof, the first command. */
export function block({ root, explained }: Told, writer: Writer): string[] {
  const { scan, paint, say, width, report, verbose } = writer;
  const when = times(root, writer);
  const about = join([...who(root, writer), ...(when ? [when] : [])], ' · ', width - INDENT);
  const lines = [...title(root, writer), ...indent(about, INDENT)];
  if (verbose) return ['', ...lines, ...whole(root, explained, report, false, writer).slice(2)];
  const cause = shorten(say(root.cause), LONGEST_CAUSE);
  const more = explained.length > 0 ? wrap(scan.explains(explained.length, folded(explained)), width - INDENT) : [];
  return [
    '',
    ...lines,
    ...paragraph(cause, INDENT, writer),
    ...proof(root, writer),
    ...indent(
      more.map((line) => paint('dim', line)),
      INDENT,
    ),
    ...next(root, writer),
  ];
}

/** Title and whom it concerns. */
export function brief({ root }: Told, writer: Writer): string[] {
  return [...title(root, writer), ...indent(join(who(root, writer), ' · ', writer.width - INDENT), INDENT)];
}

function hidden({ known, gone, ignored, expired = [] }: Filtered, { scan, verbose }: Writer): string[] {
  const names = (of: { id: string; target: Ref }[]): string => {
    const all = of.map(({ id, target }) => `${safe(id)} (${shortRef(target)})`);
    const shown = verbose ? all : all.slice(0, MOST_WORKLOADS);
    return shown.join(', ') + (all.length > shown.length ? ', …' : '');
  };
  return [
    ...(known ? [scan.known(known)] : []),
    ...(gone?.length ? [scan.gone(gone.length, names(gone))] : []),
    ...(ignored?.length
      ? [scan.ignored(ignored.length, ignored.map(({ id, reason }) => `${safe(id)} (${safe(reason)})`).join(', '))]
      : []),
    ...expired.map(({ rule, expires, reason }) => scan.expired(safe(rule), safe(expires), safe(reason))),
  ];
}

const listed = (heading: string, items: string[], layout: Layout): string[] =>
  items.length === 0 ? [] : ['', ...items.flatMap((item, i) => besideJoined(i === 0 ? heading : '', [item], layout))];

/** All that comes after the causes: remarks, what was hidden, what could not be seen. */
function ending(notes: Told[], writer: Writer): string[] {
  const { scan, words, report, say, verbose } = writer;
  const remarks = notes.map(({ root }) => root);
  return [
    ...(remarks.length > 0 && !verbose
      ? listed(words.note, [scan.notes(remarks.length, folded(remarks))], writer)
      : []),
    ...listed(scan.filtered, report.filtered ? hidden(report.filtered, writer) : [], writer),
    ...listed(
      words.notSeen,
      report.notSeen.map((text) => say(text)),
      writer,
    ),
    ...listed(words.notChecked, leftOutOf(report, words), writer),
  ];
}

/** What the parts of a scan are written with. */
export const writerFor = (report: Report, options: RenderOptions): Writer => ({
  ...layoutFor({ ...options, verbose: Boolean(options.verbose || options.wide) }),
  scan: scanWordsIn(options.lang),
  report,
});

/** A scan for a person at a terminal: how the cluster is, each root cause with whom it concerns and what to type, what was not seen. */
export function renderScan(report: Report, options: RenderOptions, toldAbove: Set<string> = new Set()): string {
  const writer = writerFor(report, options);
  const layout = writer;
  const told = rootsOf(report.findings);
  const here = told.filter(({ root }) => !toldAbove.has(root.fingerprint));
  const above = told.filter((one) => severe(one) && !here.includes(one)).length;
  const shown = here.filter((one) => layout.verbose || severe(one));
  const full = layout.verbose || shown.length <= ALL_IN_FULL ? shown.length : IN_FULL;
  const note = report.note ? layout.say(report.note) : '';
  const rest = shown.slice(full);
  const lines = [
    ...headline(told, writer),
    ...(note ? paragraph(note, INDENT, layout) : []),
    ...(above > 0 ? paragraph(writer.scan.toldAbove(above), INDENT, layout) : []),
    ...shown.slice(0, full).flatMap((one) => block(one, writer)),
    ...(rest.length > 0 ? ['', writer.scan.moreCauses(rest.length)] : []),
    ...rest.flatMap((one) => brief(one, writer)),
    ...ending(
      here.filter((one) => !severe(one)),
      writer,
    ),
    ...coverage(report.coverage, layout),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
