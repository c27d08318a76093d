import type { Cluster } from './cluster.ts';
import { isReplaced } from './crash.ts';
import type { Pod } from './objects.ts';
import { conditionOf, isFinished } from './pod.ts';
import { isRejected } from './rejection.ts';
import { table } from './table.ts';

/**
 * Who ended a pod, or is ending it, from outside. `kubelet-*`: the kubelet, for lack of something on its node, for a limit of the
 * pod, for a critical pod, because the machine goes down; `deadline`: its own activeDeadlineSeconds; the rest are controllers.
 */
export type Ender =
  | 'kubelet-eviction'
  | 'kubelet-preemption'
  | 'kubelet-shutdown'
  | 'deadline'
  | 'eviction-api'
  | 'taint'
  | 'scheduler'
  | 'pod-gc'
  | 'other';

const BY_REASON = table<Ender>({
  Evicted: 'kubelet-eviction',
  Preempting: 'kubelet-preemption',
  Terminated: 'kubelet-shutdown',
  NodeShutdown: 'kubelet-shutdown',
  Shutdown: 'kubelet-shutdown', // before 1.22
  DeadlineExceeded: 'deadline',
});
const BY_CONDITION = table<Ender>({
  EvictionByEvictionAPI: 'eviction-api',
  DeletionByTaintManager: 'taint',
  PreemptionByScheduler: 'scheduler',
  PreemptionByKubeScheduler: 'scheduler', // 1.25
  DeletionByPodGC: 'pod-gc',
});

/** The condition that is set on a pod just before the system ends it. */
export function disruptionOf(pod: Pod) {
  const condition = conditionOf(pod, 'DisruptionTarget');
  return condition?.status === 'True' ? condition : undefined;
}

/** Who ends or has ended a pod from outside (`ran`: its events tell that it has run); undefined when nobody did: a condition on a pod that lives on is withdrawn after 2 minutes. */
export function enderOf(pod: Pod, ran = false): Ender | undefined {
  if (isRejected(pod, ran)) return undefined; // it never ran
  if (pod.status?.phase === 'Failed') {
    const byReason = BY_REASON[pod.status.reason ?? ''];
    if (byReason) return byReason;
    if (pod.status.reason && !pod.metadata.deletionTimestamp) return 'other';
  }
  const disruption = disruptionOf(pod);
  if (!disruption || !(pod.metadata.deletionTimestamp || isFinished(pod))) return undefined;
  if (pod.status?.phase === 'Succeeded') return undefined; // it had time to finish
  return BY_CONDITION[disruption.reason ?? ''] ?? 'other';
}

/** Whether a controller makes the pod again: any but its node, which only mirrors a static pod. */
export const isManaged = (pod: Pod): boolean =>
  (pod.metadata.ownerReferences ?? []).some(({ controller, kind }) => controller && kind !== 'Node');

/**
 * Whether others have taken over: the controller has all its ready replicas, or the Job its result, without this pod. A ReplicaSet
 * does not count pods that are being deleted (pkg/controller/controller_utils.go, IsPodActive), a StatefulSet does.
 */
export function isTakenOver(pod: Pod, cluster: Cluster): boolean {
  if (pod.status?.phase === 'Failed') return isReplaced(pod, cluster);
  const [owner] = cluster.ownersOf(pod);
  const set = owner?.kind === 'ReplicaSet' ? cluster.find('replicasets', owner.namespace, owner.name) : undefined;
  return set !== undefined && (set.status?.readyReplicas ?? 0) >= (set.spec?.replicas ?? 1);
}
