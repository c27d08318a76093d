import type { Cluster } from '../model/cluster.ts';
import type { DrainFlags, Fate } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import { matchesLabels, parseSelector } from '../model/selector.ts';
import { judge } from './judge.ts';

/** Which nodes to drain, and how. */
export interface DrainOrder {
  nodes: string[];
  flags: DrainFlags;
  /** Only what becomes of each pod, no changes that would help: for a look in the middle of a drain. */
  brief?: boolean;
}

/** A pod of a DaemonSet: with the flag it would stay, so nothing about its eviction matters. */
export const staysWithFlag = (fate: Fate): boolean =>
  fate.kind === 'blocked' && fate.by.some(({ flag }) => flag === '--ignore-daemonsets');

/** The pods of the nodes that the flags choose, each with what the rules say of it. */
export function chosenPods(order: DrainOrder, cluster: Cluster): Map<Pod, Fate> {
  const { flags } = order;
  const selector = flags.podSelector ? parseSelector(flags.podSelector) : undefined;
  const pods = [...new Set(order.nodes)]
    .flatMap((name) => cluster.podsOn(name))
    .filter(({ metadata }) => !selector || matchesLabels(selector, metadata.labels));
  return new Map(pods.map((pod) => [pod, judge(pod, { cluster, flags })]));
}

/** The pods that have to go, as if the flags were given that lift what holds them. */
export const leavingOf = (fates: Map<Pod, Fate>): Pod[] =>
  [...fates].filter(([, fate]) => fate.kind !== 'skip' && !staysWithFlag(fate)).map(([pod]) => pod);
