import type { Cluster } from '../model/cluster.ts';
import type { NodeRow, Way } from '../model/fit.ts';
import type { Pod } from '../model/objects.ts';
import { conditionOf, isFinished } from '../model/pod.ts';
import { schedule } from '../schedule/schedule.ts';
import { ScheduleIndex } from '../schedule/schedule-index.ts';
import { DEFAULT_SCHEDULER } from '../schedule/schedulers.ts';
import { isCertain, isOfNodeAlone } from './depends.ts';
import { rowOf } from './node-rows.ts';
import { waysFor } from './ways.ts';

/** Whether the scheduler has tried a pod and found no node for it; one with gates, or of another scheduler, is none of these. */
export function isRefused(pod: Pod): boolean {
  const { nodeName, schedulingGates, schedulerName } = pod.spec ?? {};
  const { status, reason } = conditionOf(pod, 'PodScheduled') ?? {};
  return (
    !nodeName &&
    !isFinished(pod) &&
    !pod.metadata.deletionTimestamp &&
    !schedulingGates?.length &&
    (schedulerName || DEFAULT_SCHEDULER) === DEFAULT_SCHEDULER &&
    status === 'False' &&
    reason === 'Unschedulable'
  );
}

/** What every node says to a pod that has none, and what would change that. */
export interface Pending {
  nodes: NodeRow[];
  /** Only where every filter could be asked, and no node would take it as it is. */
  ways?: Way[];
}

/**
 * How it stands with a pod that has no node, now. Nothing where nodes could not be read, and where the scheduler asks no node at all.
 */
export function pendingNow(pod: Pod, cluster: Cluster): Pending | undefined {
  if (!isRefused(pod) || !cluster.hasRead('nodes')) return undefined;
  const index = ScheduleIndex.of(cluster);
  const { nodes, rejection, unjudged } = schedule(index, pod);
  if (nodes.length === 0 || rejection) return undefined;
  const certain = isCertain(unjudged, cluster);
  const ofNodes = cluster.hasRead('pods') ? () => true : isOfNodeAlone;
  const rows = nodes.map(({ node, reasons }) => rowOf(pod, node, reasons.filter(ofNodes), certain));
  if (!certain && rows.every(({ reasons }) => reasons.length === 0)) return undefined;
  const ways = certain && rows.every(({ reasons }) => reasons.length > 0) ? waysFor(pod, index) : [];
  return { nodes: rows, ...(ways.length > 0 && { ways }) };
}
