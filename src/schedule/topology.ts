import type { Cluster } from '../model/cluster.ts';
import type { LabelSelector, Node, Pod, PodAffinityTerm } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';
import { matchesLabels } from '../model/selector.ts';
import { requirementWord } from './unmet.ts';

/** A label selector as kubectl takes it: `app=web,tier in (a, b)`. */
export const selectorWord = (selector: LabelSelector | undefined): string =>
  [
    ...Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`),
    ...(selector?.matchExpressions ?? []).map((requirement) => requirementWord(requirement)),
  ].join(',');

/**
 * Whether a term of pod (anti-)affinity speaks of another pod. Namespaces chosen by a selector other than "all" cannot be judged
 * from pods alone and count as not meant.
 */
export function speaksOf(term: PodAffinityTerm, owner: Pod, other: Pod): boolean {
  const { namespaces = [], namespaceSelector } = term;
  const everywhere = namespaceSelector && !namespaceSelector.matchLabels && !namespaceSelector.matchExpressions;
  const own = namespaces.length === 0 && !namespaceSelector ? [owner.metadata.namespace] : namespaces;
  return (
    (everywhere || own.includes(other.metadata.namespace)) && matchesLabels(term.labelSelector, other.metadata.labels)
  );
}

/** The pods on nodes, not finished, for which the test holds. */
export const placedPods = (cluster: Cluster, holds: (pod: Pod) => boolean): Pod[] =>
  cluster.all('pods').filter((pod) => pod.spec?.nodeName && !isFinished(pod) && holds(pod));

/** How many of the pods are in each domain of a topology key; a domain without any counts 0. */
export function perDomain(key: string, pods: Pod[], nodes: Node[]): [domain: string, count: number][] {
  const domainOf = new Map(nodes.map(({ metadata }) => [metadata.name, metadata.labels?.[key]]));
  const counts = new Map(
    [...domainOf.values()].flatMap((domain) => (domain === undefined ? [] : [[domain, 0] as [string, number]])),
  );
  for (const pod of pods) {
    const domain = domainOf.get(pod.spec?.nodeName ?? '');
    if (domain !== undefined) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
