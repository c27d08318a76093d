import type { Cluster } from '../model/cluster.ts';
import type { NodeRow } from '../model/fit.ts';
import type { Pod } from '../model/objects.ts';
import { conditionOf, isFinished } from '../model/pod.ts';
import { schedule } from '../schedule/schedule.ts';
import { ScheduleIndex } from '../schedule/schedule-index.ts';
import { DEFAULT_SCHEDULER } from '../schedule/schedulers.ts';
import { isCertain, isOfNodeAlone } from './depends.ts';
import { rowOf } from './node-rows.ts';

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

/**
 * What every node says to a pod that has none, now. Nothing where nodes could not be read, where the scheduler asks no node at all,
 * and where devices decide, which are not simulated.
 */
export function nodesNow(pod: Pod, cluster: Cluster): NodeRow[] | undefined {
  if (!isRefused(pod) || !cluster.hasRead('nodes')) return undefined;
  const { nodes, rejection, unjudged } = schedule(ScheduleIndex.of(cluster), pod);
  if (nodes.length === 0 || rejection) return undefined;
  const certain = isCertain(unjudged, cluster);
  const ofNodes = cluster.hasRead('pods') ? () => true : isOfNodeAlone;
  const rows = nodes.map(({ node, reasons }) => rowOf(pod, node, reasons.filter(ofNodes), certain));
  return certain || rows.some(({ reasons }) => reasons.length > 0) ? rows : undefined;
}
