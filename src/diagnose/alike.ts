import type { Finding, Ref } from '../model/finding.ts';

const SURE = { high: 0, medium: 1, low: 2 } as const;

const sameRef = (a: Ref, b: Ref): boolean => a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;

/** One finding for several that are alike: the surest one speaks, and names every object concerned. */
function merge(alike: Finding[]): Finding {
  const [first, ...others] = alike.toSorted(
    (a, b) => SURE[a.confidence] - SURE[b.confidence] || (a.target.name < b.target.name ? -1 : 1),
  ) as [Finding, ...Finding[]];
  if (others.length === 0) return first;
  const targets = [first, ...others].reduce<Ref[]>(
    (seen, { target }) => (seen.some((ref) => sameRef(ref, target)) ? seen : [...seen, target]),
    [],
  );
  const root = alike.some(({ explainedBy }) => !explainedBy);
  const { explainedBy: _, ...rest } = first;
  return {
    ...rest,
    ...(!root && first.explainedBy && { explainedBy: first.explainedBy }),
    ...(targets.length > 1 && { targets }),
    explains: alike.flatMap(({ explains }) => explains),
  };
}

/**
 * Findings without repetition: the same cause on the replicas of a workload, or the same cause told in the same words of several
 * workloads, is one finding with all its targets.
 */
export function mergeAlike(findings: Finding[]): Finding[] {
  const ofWorkload = [...Map.groupBy(findings, ({ fingerprint }) => fingerprint).values()];
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
