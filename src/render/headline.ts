import type { Evidence, Finding, Location, Ref, Report, TargetSummary, Verdict } from '../model/finding.ts';
import { age } from './age.ts';
import { safe } from './safe.ts';
import type { Style } from './style.ts';
import type { Words } from './words.ts';
import { table } from '../model/table.ts';

/** The sign a verdict is recognised by before anything is read, and its colour. */
export const MARKS: Record<Verdict, [mark: string, style: Style]> = {
  failing: ['✖', 'red'],
  degraded: ['▲', 'yellow'],
  healthy: ['✓', 'green'],
  progressing: ['…', 'cyan'],
  unknown: ['?', 'yellow'],
};

/** kubectl's short name where the full one is long. */
const SHORT = table<string>({
  persistentvolumeclaim: 'pvc',
  persistentvolume: 'pv',
  horizontalpodautoscaler: 'hpa',
  poddisruptionbudget: 'pdb',
});

/** An object as kubectl takes it: `deployment/web`, `pvc/data`. */
export const shortRef = ({ kind, name }: Ref): string => {
  const lower = safe(kind).toLowerCase(); // in this order: lower-casing first would hide a secret from the masks
  return `${SHORT[lower] ?? lower}/${safe(name)}`;
};

/** The object a report is about: a pod by namespace and name, anything else with its kind before it. */
export const targetName = ({ kind, namespace, name }: TargetSummary): string => {
  if (kind === 'PodList') return safe([namespace, `pods ${name}`].filter(Boolean).join(' '));
  if (kind === 'List') return safe([namespace, name].filter(Boolean).join(' '));
  const path = safe(namespace ? `${namespace}/${name}` : name);
  return kind === 'Pod' ? path : `${safe(kind).toLowerCase()} ${path}`;
};

/** The cluster of a report among several. */
export const clusterName = ({ server: { context, location } }: Report): string => safe(context ?? location);

/** What is known of the target beside its name, in the order a person asks: status, restarts, ready, age, node, owner. */
export function targetFacts(target: TargetSummary, words: Words): string[] {
  const { status, restarts, ready, ageSeconds, node, owner } = target;
  return [
    status && safe(status),
    restarts ? words.restarts(restarts) : undefined,
    ready && words.ready(safe(ready)),
    ageSeconds === undefined ? undefined : words.age(age(ageSeconds)),
    node && words.node(safe(node)),
    owner && shortRef(owner),
  ].filter((fact): fact is string => Boolean(fact));
}

/** Whether two references mean the same object. */
export const sameObject = (a: Ref, b: Ref): boolean =>
  a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;

/** Where the proof of a finding was read: the object when it is another than the finding's own, the source, how long ago. */
export function sourceOf({ object, source, ageSeconds }: Evidence, finding: Finding, words: Words): string {
  const other = sameObject(object, finding.target) ? '' : `${shortRef(object)} `;
  const when = ageSeconds === undefined ? '' : `, ${words.ago(age(ageSeconds))}`;
  return `${other}${safe(source)}${when}`;
}

/** The object of a finding where the report is about another; how many there are of several alike. */
function aboutOf({ target, targets }: Finding, report: Report, words: Words): string[] {
  if (targets) return [words.count(targets.length, safe(target.kind))];
  return sameObject(target, report.target) ? [] : [shortRef(target)];
}

/** What the user chose not to check, as one item or none. */
export function leftOutOf({ leftOut }: Report, words: Words): string[] {
  if (!leftOut) return [];
  const flags = (['only', 'skip'] as const).flatMap((flag) => leftOut[flag].map((word) => `--${flag} ${word}`));
  return [words.leftOut(leftOut, safe(flags.join(' ')))];
}

/** Where a finding stands in the manifests: `web.yaml:17`. */
export const placeWords = ({ file, line }: Location, words: Words): string =>
  file === '-' ? words.stdinLine(line) : `${safe(file)}:${line}`;

/** What identifies a finding (its line in the manifests, its object when the report is about another, its id), and how sure and lasting it is. */
export function metaOf(
  finding: Finding,
  report: Report,
  words: Words,
  verbose = false,
): { names: string[]; remarks: string[] } {
  const place = finding.location ? [placeWords(finding.location, words)] : [];
  return {
    names: [...place, ...aboutOf(finding, report, words), safe(finding.id)],
    remarks: [words.confidence[finding.confidence], ...(verbose ? [words.permanence[finding.permanence]] : [])],
  };
}

/** The heading a root finding stands under: what breaks the target is its root cause, what only could is a warning or a note. */
export function headingOf(finding: Finding, isFirst: boolean, words: Words): string {
  if (finding.severity === 'info') return words.note;
  return finding.severity === 'error' || isFirst ? words.rootCause : words.warning;
}

/** The findings no other explains, each with all that it explains, directly or not. No finding is ever lost, not even in a circle. */
export function rootsOf(findings: Finding[]): { root: Finding; explained: Finding[] }[] {
  const byFingerprint = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  const top = (finding: Finding): Finding => {
    const seen = new Set([finding]);
    let current = finding;
    for (;;) {
      const above = current.explainedBy ? byFingerprint.get(current.explainedBy) : undefined;
      if (!above) return current;
      if (seen.has(above)) return finding;
      seen.add(above);
      current = above;
    }
  };
  const byRoot = Map.groupBy(findings, top);
  return [...byRoot].map(([root, members]) => ({ root, explained: members.filter((member) => member !== root) }));
}
