import { claimNames } from '../model/claims.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Finding, Ref } from '../model/finding.ts';
import type { Pod } from '../model/objects.ts';
import type { Relation } from '../model/playbook.ts';
import type { Match } from './match.ts';

const same = (a: Ref, b: Ref): boolean => a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;

const podOf = (ref: Ref, cluster: Cluster): Pod | undefined =>
  ref.kind === 'Pod' ? cluster.find('pods', ref.namespace, ref.name) : undefined;

const claimsOf = (ref: Ref, cluster: Cluster): string[] => {
  if (ref.kind === 'PersistentVolumeClaim') return [ref.name];
  const pod = podOf(ref, cluster);
  return pod ? claimNames(pod).map(({ claim }) => claim) : [];
};

const nodeOf = (ref: Ref, cluster: Cluster): string | undefined =>
  ref.kind === 'Node' ? ref.name : podOf(ref, cluster)?.spec?.nodeName;

const related: Record<Relation, (a: Finding, b: Finding, cluster: Cluster) => boolean> = {
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

const covers = (pattern: string, id: string): boolean =>
  pattern === id || (pattern.endsWith('/*') && id.startsWith(pattern.slice(0, -1)));

const explains = (a: Match, b: Match, cluster: Cluster): boolean =>
  (a.playbook.explains ?? []).some(
    ({ id, by }) => covers(id, b.playbook.id) && related[by](a.finding, b.finding, cluster),
  );

/** Links causes to their consequences: each finding is explained by at most one other, and never in a circle. */
export function link(matches: Match[], cluster: Cluster): void {
  for (const effect of matches) {
    const cause = matches.find((other) => {
      if (other === effect || !explains(other, effect, cluster)) return false;
      for (let above: Match | undefined = other; above; above = causeOf(above, matches)) {
        if (above === effect) return false;
      }
      return true;
    });
    if (!cause) continue;
    effect.finding.explainedBy = cause.finding.fingerprint;
    cause.finding.explains.push(effect.finding.fingerprint);
  }
}

const causeOf = ({ finding }: Match, matches: Match[]): Match | undefined =>
  matches.find((other) => other.finding.fingerprint === finding.explainedBy);

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
  const below = (cause: Finding): Finding[] =>
    sorted.filter((f) => f.explainedBy === cause.fingerprint).flatMap((f) => [f, ...below(f)]);
  return sorted.filter((f) => !f.explainedBy).flatMap((root) => [root, ...below(root)]);
}
