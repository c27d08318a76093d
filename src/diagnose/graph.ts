import type { Cluster } from '../model/cluster.ts';
import type { Finding, Ref } from '../model/finding.ts';
import type { CauseRelation, Relation } from '../model/playbook.ts';
import { claimsOf, covers, LinkIndex, nodeOf } from './link-index.ts';
import type { Match } from './match.ts';

const same = (a: Ref, b: Ref): boolean => a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;

const related: Record<Exclude<Relation, 'pods'>, (a: Finding, b: Finding, cluster: Cluster) => boolean> = {
  cluster: () => true,
  namespace: (a, b) => (a.target.kind === 'Namespace' ? a.target.name : a.target.namespace) === b.target.namespace,
  'same-pod': (a, b) => same(a.target, b.target),
  'same-container': (a, b) => same(a.target, b.target) && a.container === b.container,
  owner: (a, b, cluster) => {
    const object = cluster.resolve(b.target);
    return object !== undefined && cluster.ownersOf(object).some((owner) => same(owner, a.target));
  },
  node: (a, b, cluster) => {
    const node = nodeOf(a.target, cluster);
    return node !== undefined && node === nodeOf(b.target, cluster);
  },
  claim: (a, b, cluster) => {
    const claims = claimsOf(a.target, cluster);
    return (
      a.target.namespace === b.target.namespace && claimsOf(b.target, cluster).some((claim) => claims.includes(claim))
    );
  },
};

/** Whether two rows have the same value in each of some fields. */
const agree = (a: Match, b: Match, fields: string[] = []): boolean =>
  fields.every((field) => a.row[field] != null && a.row[field] === b.row[field]);

/** Whether a row names, in its field `pods`, the pod that another finding is about. */
const names = ({ finding, row }: Match, { target }: Finding): boolean =>
  target.kind === 'Pod' &&
  target.namespace === finding.target.namespace &&
  Array.isArray(row['pods']) &&
  row['pods'].includes(target.name);

/** What may stand behind a finding about a workload. */
const causes: Record<CauseRelation, (cause: Finding, effect: Match, cluster: Cluster) => boolean> = {
  pods: (cause, effect) => names(effect, cause),
  'same-object': ({ target }, { finding }) => same(target, finding.target),
  job: ({ target }, { finding }, cluster) => {
    const job = target.kind === 'Job' ? cluster.resolve(target) : undefined;
    return job !== undefined && cluster.ownersOf(job).some((owner) => same(owner, finding.target));
  },
};

/** Whether `b` says of itself that causes like `a` explain it; a remark of level info is no cause. */
const isBehind = (a: Match, b: Match, cluster: Cluster): boolean =>
  a.finding.severity !== 'info' &&
  (b.playbook.explainedBy ?? []).some(({ id, by }) => covers(id, a.playbook.id) && causes[by](a.finding, b, cluster));

const explains = (a: Match, b: Match, cluster: Cluster): boolean =>
  (a.playbook.explains ?? []).some(
    ({ id, by, same: fields }) =>
      covers(id, b.playbook.id) &&
      agree(a, b, fields) &&
      (by === 'pods' ? names(a, b.finding) : related[by](a.finding, b.finding, cluster)),
  ) || isBehind(a, b, cluster);

/** What can be done about the workload is offered with the cause too: rolling back helps whatever is wrong with the new pods. */
function offer(effect: Match, candidates: Match[], cluster: Cluster): void {
  const remedies = effect.finding.fixes.filter(({ risk }) => risk !== 'inspect');
  for (const cause of candidates.filter((other) => other !== effect && isBehind(other, effect, cluster))) {
    const known = new Set(cause.finding.fixes.map(({ command }) => command));
    cause.finding.fixes.push(...remedies.filter(({ command }) => !known.has(command)));
  }
}

/** Links causes to their consequences: each finding is explained by at most one other, and never in a circle. */
export function link(matches: Match[], cluster: Cluster): void {
  const index = new LinkIndex(matches, cluster);
  const speaker = new Map(matches.toReversed().map((match) => [match.finding.fingerprint, match])); // the first of several alike
  const above = ({ finding }: Match): Match | undefined => speaker.get(finding.explainedBy ?? '');
  for (const effect of matches) {
    const candidates = index.causesFor(effect);
    if (effect.playbook.explainedBy) {
      offer(effect, candidates, cluster);
      candidates.sort((a, b) => compare(a.finding, b.finding));
    }
    const cause = candidates.find((other) => {
      if (other === effect || !explains(other, effect, cluster)) return false;
      for (let next: Match | undefined = other; next; next = above(next)) {
        if (next === effect) return false;
      }
      return true;
    });
    if (!cause) continue;
    effect.finding.explainedBy = cause.finding.fingerprint;
    cause.finding.explains.push(effect.finding.fingerprint);
  }
}

const RANK = { error: 0, warning: 1, info: 2, high: 0, medium: 1, low: 2 } as const;

const compare = (a: Finding, b: Finding): number =>
  RANK[a.severity] - RANK[b.severity] ||
  RANK[a.confidence] - RANK[b.confidence] ||
  [a.id, a.target.namespace, a.target.name, a.container ?? '']
    .join('\n')
    .localeCompare([b.id, b.target.namespace, b.target.name, b.container ?? ''].join('\n'), 'en');

/** Roots by severity, confidence and id, each followed by what it explains. */
export function inOrder(findings: Finding[]): Finding[] {
  const sorted = findings.toSorted(compare);
  const explained = Map.groupBy(sorted, ({ explainedBy }) => explainedBy);
  const below = (cause: Finding): Finding[] =>
    (explained.get(cause.fingerprint) ?? []).flatMap((f) => [f, ...below(f)]);
  return sorted.filter((f) => !f.explainedBy).flatMap((root) => [root, ...below(root)]);
}
