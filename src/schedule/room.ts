import type { Cluster } from '../model/cluster.ts';
import type { Node, Pod } from '../model/objects.ts';
import { formatAmount } from '../model/quantity.ts';
import { amountOf, podRequests } from '../model/requests.ts';
import { PodInfo } from './pod-info.ts';
import { ScheduleIndex } from './schedule-index.ts';

/** How much of one resource a node has, and how much of it no pod has requested. */
export interface Room {
  node: Node;
  free: number;
  capacity: number;
}

/** What a pod asks of a resource; `pods` is one place. */
export const requestOf = (pod: Pod, resource: string): number =>
  resource === 'pods' ? 1 : (podRequests(pod).get(resource) ?? 0);

/** What is taken on a node from the point of view of one pod: by those bound to it, and those that have a place reserved. */
const takenOn = (node: Node, pod: Pod, cluster: Cluster) =>
  ScheduleIndex.of(cluster).seenBy(new PodInfo(pod, false), node.metadata.name);

/** The room for a pod on each of the nodes, most free first. */
export const roomFor = (pod: Pod, resource: string, nodes: Node[], cluster: Cluster): Room[] =>
  nodes
    .map((node) => {
      const taken = takenOn(node, pod, cluster);
      const capacity = amountOf(resource, node.status?.allocatable?.[resource]);
      const used = (resource === 'pods' ? taken?.pods.length : taken?.requested.get(resource)) ?? 0;
      return { node, free: Math.max(0, capacity - used), capacity };
    })
    .toSorted(
      (a, b) => b.free - a.free || b.capacity - a.capacity || (a.node.metadata.name < b.node.metadata.name ? -1 : 1),
    );

/** An amount in the scheduler's units as people write it. */
export const written = (resource: string, amount: number): string =>
  formatAmount(resource, resource === 'cpu' ? amount / 1000 : amount);

/** The same as a quantity that is never rounded up, so that it can be requested. */
export const atMost = (resource: string, amount: number): string =>
  resource === 'cpu'
    ? `${amount}m`
    : /memory|storage/.test(resource)
      ? `${Math.floor(amount / 2 ** 20)}Mi`
      : `${amount}`;

/** The pods that have requested most of a resource on a node, as `namespace/name amount`. */
export const holdersOf = (resource: string, node: Node, pod: Pod, cluster: Cluster): string[] =>
  (takenOn(node, pod, cluster)?.pods ?? [])
    .map(({ pod: { metadata }, requests }) => ({
      name: `${metadata.namespace}/${metadata.name}`,
      amount: requests.get(resource) ?? 0,
    }))
    .filter(({ amount }) => amount > 0)
    .toSorted((a, b) => b.amount - a.amount || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name, amount }) => `${name} ${written(resource, amount)}`);
