import type { Cluster } from './cluster.ts';
import { lastSeen } from './event.ts';
import type { NodeHealth } from './node-health.ts';
import type { Event, Pod } from './objects.ts';
import { containersOf, type PodContainer } from './pod.ts';
import { parseTime } from './time.ts';
import { sourceOf } from './volume-source.ts';

/**
 * What a pod that is being deleted waits for. `grace`: its time has not passed; `node-gone`, `node`: nobody is left to confirm its
 * end; `finalizer`: it has ended, a controller has not let go; `kill`: the runtime cannot end a container; `cleanup`: everything
 * has ended, the kubelet is not done with volumes and cgroups; `kubelet`: it should have been killed and was not; `unseen`: one of
 * the last two, or the node, which could not be looked at.
 */
export type Blocker = 'grace' | 'node-gone' | 'node' | 'finalizer' | 'kill' | 'cleanup' | 'kubelet' | 'unseen';

/** The times of a deletion, in seconds; the timestamp already includes the grace period. */
export interface DeletionTimes {
  /** The whole grace period. */
  grace: number;
  /** Until it has passed. */
  left: number;
  /** Since it has passed. */
  overdue: number;
  /** Since somebody asked for the deletion. */
  asked: number;
}

/** The times of a pod's deletion; undefined for one that is not being deleted. */
export function deletionTimes({ metadata }: Pod, cluster: Cluster): DeletionTimes | undefined {
  const until = parseTime(metadata.deletionTimestamp);
  if (until === undefined) return undefined;
  const grace = metadata.deletionGracePeriodSeconds ?? 0;
  const past = Math.round((cluster.now - until) / 1000);
  return { grace, left: Math.max(0, -past), overdue: Math.max(0, past), asked: Math.max(0, past + grace) };
}

/** Containers that still run, as far as was heard. */
export const stillRunning = (pod: Pod): PodContainer[] =>
  containersOf(pod).filter(({ status }) => status?.state?.running);

/** The newest event since the deletion was asked for that says a container could not be ended. */
export function killFailure(pod: Pod, asked: number, cluster: Cluster): Event | undefined {
  return cluster
    .eventsAbout('Pod', pod)
    .find(
      (event) =>
        /^(?:FailedKillPod|ExceededGracePeriod)$/.test(event.reason ?? '') &&
        (cluster.age(lastSeen(event)) ?? asked + 1) <= asked + 2,
    );
}

/** A kubelet kills at the end of the grace period, reports it, unmounts, reports again: normally a matter of seconds. */
const SLACK = 15;
/** Volumes of a network take longer. */
const UNMOUNT_SLACK = 30;

/** What the deletion waits for. */
export function blockerOf(pod: Pod, times: DeletionTimes, health: NodeHealth, cluster: Cluster): Blocker {
  const { overdue, left, asked } = times;
  const running = stillRunning(pod).length > 0;
  if (health.state === 'gone') return 'node-gone';
  if (health.state === 'silent' || (health.state === 'unready' && overdue > SLACK && running)) return 'node';
  const ended = !running && (overdue > 0 || left === 0);
  if (ended && (pod.metadata.finalizers ?? []).length > 0) return overdue > SLACK ? 'finalizer' : 'grace';
  if (running && overdue > 0 && killFailure(pod, asked, cluster)) return 'kill';
  if (!pod.spec?.nodeName || overdue <= (running ? SLACK : UNMOUNT_SLACK)) return 'grace'; // without a node it is collected
  if (health.state === undefined) return 'unseen';
  return running ? 'kubelet' : 'cleanup';
}

const NOT_MOUNTED = new Set([
  'configMap',
  'secret',
  'projected',
  'downwardAPI',
  'hostPath',
  'image',
  'gitRepo',
  'unknown',
]);

/** Volumes of a pod that must be unmounted from its node and can refuse to be, as `data (claim data-0, nfs nas.test)`. */
export const volumesHeld = (pod: Pod, cluster: Cluster): string[] =>
  (pod.spec?.volumes ?? []).flatMap((volume) => {
    const { type, claim, driver, server } = sourceOf(pod, volume, cluster);
    if (NOT_MOUNTED.has(type) || (type === 'emptyDir' && !volume.emptyDir?.medium)) return [];
    const made = [claim && `claim ${claim}`, driver ?? (type === 'persistentVolumeClaim' ? undefined : type), server];
    return [`${volume.name} (${made.filter(Boolean).join(', ')})`];
  });

/** The controller above the pod, and whether it is being deleted or, as a Job, has failed. */
export function ownerFields(pod: Pod, cluster: Cluster) {
  const [nearest] = cluster.ownersOf(pod);
  const object = nearest && cluster.resolve(nearest);
  const job = nearest?.kind === 'Job' ? cluster.find('jobs', nearest.namespace, nearest.name) : undefined;
  const failed = job?.status?.conditions?.find(
    ({ type, status }) => (type === 'Failed' || type === 'FailureTarget') && status === 'True',
  );
  return {
    ownerKind: nearest?.kind ?? null,
    ownerName: nearest?.name ?? null,
    ownerDeleted: Boolean(object?.metadata.deletionTimestamp),
    jobFailed: failed?.reason ?? null,
    jobMessage: failed?.message ?? null,
    jobCondition: failed?.type ?? null,
  };
}
