import type { Cluster } from '../model/cluster.ts';
import type { Node, Pod } from '../model/objects.ts';
import { Cycle } from './cycle.ts';
import { PodInfo } from './pod-info.ts';
import type { Reason } from './reason.ts';
import { ScheduleIndex } from './schedule-index.ts';

/**
 * The plugins judged here again. What the rest says (unbound volumes, topology spread, pod affinity) is read from the scheduler's
 * message.
 */
const JUDGED = new Set([
  'NodeUnschedulable',
  'NodeName',
  'TaintToleration',
  'NodeAffinity',
  'NodePorts',
  'NodeResourcesFit',
  'VolumeBinding',
]);

const isJudged = ({ plugin, text }: Reason): boolean =>
  JUDGED.has(plugin) && (plugin !== 'VolumeBinding' || /node affinity/.test(text));

/** A node and every reason for which it refuses a pod; none when all the filters above accept it. */
export interface Refusal {
  node: Node;
  reasons: Reason[];
}

/** What each node says to a pod: all its reasons, not only the first. */
export function refusals(pod: Pod, cluster: Cluster): Refusal[] {
  const index = ScheduleIndex.of(cluster);
  const cycle = Cycle.of(new PodInfo(pod, false), index);
  return index.nodes.map((node) => ({ node: node.node, reasons: cycle.judge(node).reasons.filter(isJudged) }));
}

/** The reasons the scheduler itself would give: those of the first plugin that refuses, each worded once. */
export function firstRefusal({ reasons }: Refusal): string[] {
  const plugin = reasons[0]?.plugin;
  return [...new Set(reasons.filter((reason) => reason.plugin === plugin).map(({ text }) => text))];
}
