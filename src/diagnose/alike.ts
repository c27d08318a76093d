import type { Finding, Ref } from '../model/finding.ts';

const SURE = { high: 0, medium: 1, low: 2 } as const;

const keyOf = ({ kind, namespace, name }: Ref): string => `${kind}/${namespace}/${name}`;

const foundKey = (fingerprint: string, target: Ref): string => `${fingerprint} ${keyOf(target)}`;

/** One finding for several that are alike: the surest one speaks, and names every object concerned. */
function merge(alike: Finding[]): Finding {
  const [first, ...others] = alike.toSorted(
    (a, b) => SURE[a.confidence] - SURE[b.confidence] || (a.target.name < b.target.name ? -1 : 1),
  ) as [Finding, ...Finding[]];
  if (others.length === 0) return first;
  const targets = new Map<string, Ref>();
  for (const { target } of [first, ...others]) if (!targets.has(keyOf(target))) targets.set(keyOf(target), target);
  const root = alike.some(({ explainedBy }) => !explainedBy);
  const { explainedBy: _, ...rest } = first;
  return {
    ...rest,
    ...(!root && first.explainedBy && { explainedBy: first.explainedBy }),
    ...(targets.size > 1 && { targets: [...targets.values()] }),
    explains: alike.flatMap(({ explains }) => explains),
  };
}

/**
 * Replicas share a cause: where one of a workload shows what stands behind a finding (its log was read, say), that stands behind the
 * same finding on the others.
 */
function shareCause(alike: Finding[], found: Set<string>): Finding[] {
  const shown = alike.find(({ explainedBy, target }) => explainedBy && found.has(foundKey(explainedBy, target)));
  const explainedBy = shown?.explainedBy;
  return explainedBy ? alike.map((finding) => ({ explainedBy, ...finding })) : alike;
}

/**
 * Findings without repetition: the same cause on the replicas of a workload, or the same cause told in the same words of several
 * workloads, is one finding with all its targets.
 */
export function mergeAlike(findings: Finding[]): Finding[] {
  const found = new Set(findings.map(({ fingerprint, target }) => foundKey(fingerprint, target)));
  const ofWorkload = [...Map.groupBy(findings, ({ fingerprint }) => fingerprint).values()].map((alike) =>
    shareCause(alike, found),
  );
  const groups = [
    ...Map.groupBy(ofWorkload, ([first]) => [first?.id, first?.container, first?.title.en].join('\n')).values(),
  ].map((group) => group.flat());
  const leader = new Map<string, string>();
  const merged = groups.map((group) => {
    const finding = merge(group);
    for (const { fingerprint } of group) leader.set(fingerprint, finding.fingerprint);
    return finding;
  });
  const toLeader = (fingerprint: string): string => leader.get(fingerprint) ?? fingerprint;
  return merged.map(({ explainedBy, ...finding }) => {
    const above = explainedBy && toLeader(explainedBy);
    return {
      ...finding,
      explains: [...new Set(finding.explains.map(toLeader))].filter((below) => below !== finding.fingerprint),
      ...(above && above !== finding.fingerprint && { explainedBy: above }),
    };
  });
}
