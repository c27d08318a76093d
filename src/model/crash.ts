import type { Cluster } from './cluster.ts';
import type { ObjectOf, Pod, Terminated } from './objects.ts';
import type { PodContainer } from './pod.ts';
import { parseTime, secondsBetween } from './time.ts';

/** A container that is in a crash loop or has ended abnormally, judged so that a flapping one always looks the same. */
export interface Crash {
  container: PodContainer;
  /** How its newest finished life ended; absent when it never came to life. */
  terminated: Terminated | undefined;
  /** Where that stands in the container's status. */
  field: 'state' | 'lastState';
}

/** The restart policy that holds for one container: its own, else the pod's; an init container that succeeded stays done. */
export function restartPolicyOf(pod: Pod, { type, spec }: PodContainer): 'Always' | 'OnFailure' | 'Never' {
  const wanted = spec.restartPolicy ?? pod.spec?.restartPolicy ?? 'Always';
  if (type === 'init' && wanted === 'Always') return 'OnFailure';
  return wanted === 'OnFailure' || wanted === 'Never' ? wanted : 'Always';
}

/** Seconds a life lasted; undefined when it never began (startedAt 1970, as containerd writes for StartError). */
export const lifeOf = (life: Terminated | undefined): number | undefined =>
  secondsBetween(life?.startedAt, life?.finishedAt);

const LONGEST_WATCH = 3600;
const BACKOFF_RESET = 600;

/**
 * Whether a running container has outlived its last life clearly enough to count as recovered. The kubelet forgets
 * its back-off after 10 good minutes, so lives longer than that, far apart, are single incidents and no loop.
 */
function hasRecovered(pod: Pod, { status }: PodContainer, cluster: Cluster): boolean {
  const current = cluster.age(status?.state?.running?.startedAt);
  const last = lifeOf(status?.lastState?.terminated) ?? 0;
  if (current === undefined) return false;
  const between = (cluster.age(pod.metadata.creationTimestamp) ?? 0) / Math.max(1, status?.restartCount ?? 0);
  if (last >= BACKOFF_RESET && between > LONGEST_WATCH) return true;
  return current > Math.min(2 * last + 60, LONGEST_WATCH);
}

const LET_IT_RESTART_SECONDS = 60;

/** How a container of a pod that is not finished stands. */
function ofLivingPod(pod: Pod, container: PodContainer, cluster: Cluster): Crash['field'] | undefined {
  const { state = {}, lastState, restartCount = 0 } = container.status ?? {};
  const policy = restartPolicyOf(pod, container);
  if (state.waiting)
    return /^(?:CrashLoopBackOff|RunContainerError|CreateContainerError|PostStartHookError)$/.test(
      state.waiting.reason ?? '',
    )
      ? 'lastState'
      : undefined;
  if (state.terminated) {
    const failed = (state.terminated.exitCode ?? 0) !== 0;
    if (!failed && policy !== 'Always') return undefined;
    if (failed && policy === 'Never') return 'state';
    const waited = cluster.age(state.terminated.finishedAt) ?? 0;
    return restartCount >= 1 || waited > LET_IT_RESTART_SECONDS ? 'state' : undefined;
  }
  const loops = state.running && restartCount >= 2 && lastState?.terminated && !hasRecovered(pod, container, cluster);
  return loops ? 'lastState' : undefined;
}

/** Whether something else ended a failed pod: the kubelet and the controllers give a reason, a container that fails does not. */
const endedFromOutside = ({ status }: Pod): boolean => status?.phase === 'Failed' && Boolean(status.reason);

/** The crash of a container, when it has one: two ends make a loop, one is a restart. */
export function crashOf(pod: Pod, container: PodContainer, cluster: Cluster): Crash | undefined {
  const { status, type } = container;
  if (pod.metadata.deletionTimestamp || pod.status?.phase === 'Succeeded' || endedFromOutside(pod)) return undefined;
  if (pod.status?.phase === 'Failed') {
    const terminated = status?.state?.terminated;
    const failed = terminated && (terminated.exitCode ?? 0) !== 0 && type !== 'sidecar';
    return failed ? { container, terminated, field: 'state' } : undefined;
  }
  const field = ofLivingPod(pod, container, cluster);
  if (!field) return undefined;
  const neverBegan = status?.state?.waiting?.reason === 'CreateContainerError';
  return { container, terminated: neverBegan ? undefined : status?.[field]?.terminated, field };
}

const isComplete = ({ status }: ObjectOf<'jobs'>): boolean =>
  (status?.conditions ?? []).some(({ type, status: now }) => type === 'Complete' && now === 'True');

/** Whether a later run of the same CronJob went well. */
function isSuperseded({ metadata }: ObjectOf<'jobs'>, cluster: Cluster): boolean {
  const above = metadata.ownerReferences?.find(({ controller }) => controller)?.uid;
  const made = parseTime(metadata.creationTimestamp) ?? 0;
  return (
    above !== undefined &&
    cluster
      .all('jobs')
      .some(
        (other) =>
          isComplete(other) &&
          (parseTime(other.metadata.creationTimestamp) ?? 0) > made &&
          other.metadata.ownerReferences?.some(({ uid }) => uid === above),
      )
  );
}

/** Whether the work or the replicas of a failed pod are taken care of by others: a leftover, no outage. */
export function isReplaced(pod: Pod, cluster: Cluster): boolean {
  if (pod.status?.phase !== 'Failed') return false;
  return cluster.ownersOf(pod).some((owner) => {
    if (owner.kind === 'Job') {
      const job = cluster.find('jobs', owner.namespace, owner.name);
      return job !== undefined && (isComplete(job) || isSuperseded(job, cluster));
    }
    const kind = ({ ReplicaSet: 'replicasets', StatefulSet: 'statefulsets' } as const)[owner.kind];
    const workload = kind && cluster.find(kind, owner.namespace, owner.name);
    return workload !== undefined && (workload.status?.readyReplicas ?? 0) >= (workload.spec?.replicas ?? 1);
  });
}
