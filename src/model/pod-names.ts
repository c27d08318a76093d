import type { Ref } from './finding.ts';

/** A pod, and what it belongs to. */
export interface Named {
  namespace: string;
  name: string;
  owner?: Ref;
}

/** Names of pods for people: several of one controller as `shop/web ×4`, the rest by name; the largest groups first. */
export function podNames(pods: Named[]): string[] {
  const groups = Map.groupBy(
    pods,
    ({ namespace, name, owner }) => `${namespace}/${owner ? `${owner.kind} ${owner.name}` : name}`,
  );
  return [...groups.values()]
    .toSorted((a, b) => b.length - a.length)
    .map((group) => {
      const [{ namespace, name, owner } = { namespace: '', name: '' }] = group;
      return group.length > 1 ? `${namespace}/${owner?.name ?? name} ×${group.length}` : `${namespace}/${name}`;
    });
}
