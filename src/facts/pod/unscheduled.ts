import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { lastSeen } from '../../model/event.ts';
import { nearest } from '../../model/near.ts';
import type { Pod } from '../../model/objects.ts';
import { conditionOf, isFinished } from '../../model/pod.ts';
import { DEFAULT_SCHEDULER, knownSchedulers, schedulerLease, schedulerPods } from '../../schedule/schedulers.ts';
import { scaleUp } from '../../schedule/told.ts';

/** Words of schedulers: any of these means that one has looked at the pod. */
const SPOKEN = /^(?:FailedScheduling|Scheduled|Preempted|SchedulingGated)$/;

function schedulerState(cluster: Cluster): Record<string, string | string[] | number | boolean | null> {
  const lease = schedulerLease(cluster);
  const leaseAge = cluster.age(lease?.spec?.renewTime) ?? null;
  const pods = schedulerPods(cluster);
  return {
    leaseAge,
    leaseRenewed: lease?.spec?.renewTime ?? null,
    leaseHolder: lease?.spec?.holderIdentity ?? null,
    // a leader renews every 2 s; nobody holding the lease for 4 times its length is no hiccup
    leaseStale: leaseAge === null ? null : leaseAge > 4 * (lease?.spec?.leaseDurationSeconds ?? 15),
    schedulerPods: pods.map(({ name }) => name),
    schedulerDown: pods.length === 0 ? null : pods.every(({ ready }) => !ready),
  };
}

/** How many pods wait without a scheduler having said anything of them. */
const silentPods = (cluster: Cluster): number =>
  cluster.all('pods').filter((pod) => !pod.spec?.nodeName && !isFinished(pod) && !conditionOf(pod, 'PodScheduled'))
    .length;

function unscheduledRow(pod: Pod, cluster: Cluster): Row {
  const condition = conditionOf(pod, 'PodScheduled');
  const events = cluster.eventsAbout('Pod', pod);
  const schedulerName = pod.spec?.schedulerName || DEFAULT_SCHEDULER;
  const known = knownSchedulers(cluster);
  const bringing = scaleUp(pod, cluster);
  return {
    target: refTo('Pod', pod),
    age: cluster.age(pod.metadata.creationTimestamp) ?? null,
    reason: condition?.reason ?? null,
    message: condition?.message ?? null,
    since: cluster.age(condition?.lastTransitionTime) ?? null,
    schedulerName,
    isDefault: schedulerName === DEFAULT_SCHEDULER,
    knownScheduler: known.includes(schedulerName) ? true : cluster.hasRead('pods') ? false : null,
    nearScheduler: nearest(schedulerName, known, 1)[0] ?? null,
    known,
    spoken: Boolean(condition) || events.some(({ reason }) => SPOKEN.test(reason ?? '')),
    silentPods: cluster.derived(silentPods),
    gates: pod.spec?.schedulingGates?.flatMap(({ name }) => name ?? []) ?? [],
    nominated: pod.status?.nominatedNodeName || null,
    leaving: pod.status?.nominatedNodeName
      ? cluster
          .podsOn(pod.status.nominatedNodeName)
          .filter(({ metadata }) => metadata.deletionTimestamp)
          .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
      : [],
    scaleUp: bringing?.message ?? null,
    scaleUpAge: (bringing && cluster.age(lastSeen(bringing))) ?? null,
    scaleUpReason: bringing?.reason ?? null,
    ...schedulerState(cluster),
  };
}

/** Pods that have no node yet, and whether anybody is looking for one. */
export default defineFact({
  needs: ['pods', 'events', 'leases'],
  derive: (cluster) =>
    cluster.subjects
      .filter((pod) => !pod.spec?.nodeName && !isFinished(pod) && !pod.metadata.deletionTimestamp)
      .map((pod) => unscheduledRow(pod, cluster)),
});
