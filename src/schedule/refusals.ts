import type { Cluster } from '../model/cluster.ts';
import type { Node, Pod } from '../model/objects.ts';
import { nodeAffinity } from './filters/node-affinity.ts';
import { nodeName } from './filters/node-name.ts';
import { nodePorts } from './filters/node-ports.ts';
import { nodeResourcesFit } from './filters/node-resources-fit.ts';
import { nodeUnschedulable } from './filters/node-unschedulable.ts';
import { taintToleration } from './filters/taint-toleration.ts';
import { volumeBinding } from './filters/volume-binding.ts';
import type { Filter, Reason } from './reason.ts';

/**
 * The filters in the order of kube-scheduler's default profile. What the rest says (unbound volumes, topology
 * spread, pod affinity) is read from the scheduler's message.
 */
const FILTERS: Filter[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  volumeBinding,
];

/** A node and every reason for which it refuses a pod; none when all the filters above accept it. */
export interface Refusal {
  node: Node;
  reasons: Reason[];
}

/** What each node says to a pod: all its reasons, not only the first. */
export const refusals = (pod: Pod, cluster: Cluster): Refusal[] =>
  cluster.all('nodes').map((node) => ({ node, reasons: FILTERS.flatMap((filter) => filter(pod, node, cluster)) }));

/** The reasons the scheduler itself would give: those of the first plugin that refuses, each worded once. */
export function firstRefusal({ reasons }: Refusal): string[] {
  const plugin = reasons[0]?.plugin;
  return [...new Set(reasons.filter((reason) => reason.plugin === plugin).map(({ text }) => text))];
}
