import type { Cluster } from './cluster.ts';
import type { Node, Pod } from './objects.ts';
import { isFinished } from './pod.ts';
import { parseQuantity } from './quantity.ts';
import { podRequests } from './requests.ts';

/** How much of one resource of a node the pods on it ask for, in cores, bytes or pieces. */
export interface Room {
  resource: string;
  used: number;
  total: number;
}

const livingOn = (node: Node, cluster: Cluster): Pod[] =>
  cluster.podsOn(node.metadata.name).filter((pod) => !isFinished(pod));

/** The scheduler counts thousandths of a core. */
const inUnits = (resource: string, amount: number): number => (resource === 'cpu' ? amount / 1000 : amount);

/** What is asked for on a node, for each resource that it has to give; the rest of it is free. */
export function roomOn(node: Node, cluster: Cluster): Room[] {
  const pods = livingOn(node, cluster);
  const sums = new Map<string, number>([['pods', pods.length]]);
  for (const pod of pods) {
    for (const [resource, amount] of podRequests(pod, true)) sums.set(resource, (sums.get(resource) ?? 0) + amount);
  }
  return Object.entries(node.status?.allocatable ?? {}).flatMap(([resource, quantity]) => {
    const total = parseQuantity(quantity);
    const used = inUnits(resource, sums.get(resource) ?? 0);
    const counts = resource === 'cpu' || resource === 'memory' || resource === 'pods' || used > 0;
    return counts && !Number.isNaN(total) ? [{ resource, used, total }] : [];
  });
}

/** The pods that ask for the largest share of the node's memory or cpu: `shop/web-1 (memory 40 %)`. */
export function topRequesters(node: Node, cluster: Cluster, most: number): string[] {
  const shares = livingOn(node, cluster).flatMap((pod) => {
    const asked = podRequests(pod, true);
    const [largest] = ['memory', 'cpu']
      .map((resource) => {
        const total = parseQuantity(node.status?.allocatable?.[resource]);
        return { resource, share: inUnits(resource, asked.get(resource) ?? 0) / total };
      })
      .toSorted((a, b) => b.share - a.share);
    return largest && largest.share > 0 && Number.isFinite(largest.share) ? [{ pod, ...largest }] : [];
  });
  return shares
    .toSorted((a, b) => b.share - a.share || (a.pod.metadata.name < b.pod.metadata.name ? -1 : 1))
    .slice(0, most)
    .map(
      ({ pod, resource, share }) =>
        `${pod.metadata.namespace}/${pod.metadata.name} (${resource} ${Math.round(share * 100)} %)`,
    );
}
