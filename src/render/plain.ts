import type { Affected, Evidence, Finding, Fix, Ref, Report, RuledOut, TargetSummary } from '../model/finding.ts';
import type { Coverage } from '../model/snapshot.ts';
import type { Lang, Text } from '../model/text.ts';
import { filtered } from './plain-filtered.ts';
import { nodeRow, way } from './plain-node.ts';
import { object, type Fields, type Plain } from './plain-object.ts';
import { safeLines } from './safe.ts';

const maybe = (value: string | undefined): string | undefined => (value === undefined ? undefined : safeLines(value));

/** A reference to an object. */
export const reference = ({ kind, namespace, name, uid }: Ref): Plain =>
  object({ kind: safeLines(kind), namespace: safeLines(namespace), name: safeLines(name), uid: maybe(uid) });

const target = (summary: TargetSummary): Plain =>
  object({
    ...(reference(summary) as Fields),
    status: maybe(summary.status),
    ready: maybe(summary.ready),
    restarts: summary.restarts,
    ageSeconds: summary.ageSeconds,
    node: maybe(summary.node),
    owner: summary.owner && reference(summary.owner),
  });

const evidence = (entry: Evidence): Plain =>
  object({
    kind: entry.kind,
    object: reference(entry.object),
    resourceVersion: maybe(entry.resourceVersion),
    source: safeLines(entry.source),
    value: safeLines(entry.value),
    ageSeconds: entry.ageSeconds,
  });

/** A line of the coverage ledger. */
export const coverage = (entry: Coverage): Plain =>
  object({
    subject: safeLines(entry.subject),
    scope: safeLines(entry.scope),
    outcome: entry.outcome,
    count: entry.count,
    detail: maybe(entry.detail),
  });

const affected = ({ by, ...counts }: Affected): Plain =>
  object({ ...counts, by: by?.map(({ pods, ...ref }) => object({ ...(reference(ref) as Fields), pods })) });

/** A finding, its texts in one language. */
export function finding(found: Finding, say: (text: Text) => string): Plain {
  const ruledOut = ({ id, title, because }: RuledOut): Plain => ({
    id: safeLines(id),
    title: say(title),
    because: say(because),
  });
  const fix = ({ risk, command, note }: Fix): Plain =>
    object({ risk, command: safeLines(command), note: note && say(note) });
  return object({
    id: safeLines(found.id),
    fingerprint: safeLines(found.fingerprint),
    severity: found.severity,
    confidence: found.confidence,
    permanence: found.permanence,
    target: reference(found.target),
    targets: found.targets?.map(reference),
    owner: found.owner && reference(found.owner),
    container: maybe(found.container),
    location: found.location && { ...found.location, file: safeLines(found.location.file) },
    title: say(found.title),
    cause: say(found.cause),
    fix: say(found.fix),
    evidence: found.evidence.map(evidence),
    ruledOut: found.ruledOut.map(ruledOut),
    fixes: found.fixes.map(fix),
    explains: found.explains.map(safeLines),
    explainedBy: maybe(found.explainedBy),
    affected: found.affected && affected(found.affected),
    firstSeen: found.firstSeen,
    lastSeen: found.lastSeen,
    topics: found.topics.map(safeLines),
  });
}

/** Where the cluster was seen. */
export const server = ({ kind, location, context, clockSkewSeconds }: Report['server']): Plain =>
  object({ kind, location: safeLines(location), context: maybe(context), clockSkewSeconds });

/**
 * A report as `-o json` and `-o yaml` print it, described by report.schema.json: texts in one language, keys in a fixed order,
 * every string free of secrets and of characters a terminal would act on.
 */
export function plainReport(report: Report, lang: Lang): Plain {
  const say = (text: Text): string => safeLines(text[lang]);
  const { leftOut } = report;
  return object({
    apiVersion: 'k8sdoctor/v1',
    kind: 'Report',
    target: target(report.target),
    verdict: report.verdict,
    note: report.note && say(report.note),
    about: report.about?.map(({ label, value }) => ({ label: say(label), value: say(value) })),
    checked: report.checked?.map(({ state, note, seconds, ...ref }) =>
      object({ ...(reference(ref) as Fields), state, note: note && say(note), seconds }),
    ),
    pods: report.pods?.map((pod) => object({ ...(target(pod) as Fields), verdict: pod.verdict })),
    scan: report.scan && object({ ...report.scan }),
    findings: report.findings.map((found) => finding(found, say)),
    nodes: report.nodes?.map((row) => nodeRow(row, say)),
    ways: report.ways?.map((each) => way(each, say)),
    coverage: report.coverage.map(coverage),
    notSeen: report.notSeen.map(say),
    filtered: report.filtered && filtered(report.filtered),
    leftOut: leftOut && object({ ...leftOut, only: leftOut.only.map(safeLines), skip: leftOut.skip.map(safeLines) }),
    server: server(report.server),
    takenAt: safeLines(report.takenAt),
  });
}

/** Reports on several clusters, as `-o json` and `-o yaml` print them: described by report-list.schema.json. */
export const plainList = (reports: Report[], lang: Lang): Plain => ({
  apiVersion: 'k8sdoctor/v1',
  kind: 'ReportList',
  items: reports.map((report) => plainReport(report, lang)),
});
