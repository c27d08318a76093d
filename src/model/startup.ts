import type { Cluster } from './cluster.ts';
import { lastSeen } from './event.ts';
import type { Pod } from './objects.ts';
import { conditionOf, containersOf, isFinished } from './pod.ts';
import { parseTime } from './time.ts';

/** What a container waits for while the kubelet still sets up what is around it. */
const BEFORE_START = new Set(['ContainerCreating', 'PodInitializing']);

/** The kubelet speaks of containers only after volumes and sandbox are there. */
const CONTAINER_EVENTS = new Set(['Pulling', 'Pulled', 'Created', 'Started', 'Killing', 'BackOff', 'InspectFailed']);
/** Volumes are mounted before the sandbox is made. Source: pkg/kubelet/kubelet.go, SyncPod. */
const SANDBOX_EVENTS = new Set(['FailedCreatePodSandBox', 'SandboxChanged', 'FailedPodSandBoxStatus']);

/**
 * A pod on a node, none of whose containers runs, while the kubelet has yet to set up its volumes or its sandbox; also one that
 * ran before its node was restarted.
 */
export function isStarting(pod: Pod): boolean {
  if (!pod.spec?.nodeName || isFinished(pod) || pod.metadata.deletionTimestamp) return false;
  if (conditionOf(pod, 'PodReadyToStartContainers')?.status === 'True') return false; // Kubernetes 1.29 and newer
  return containersOf(pod).every(({ status }) => {
    const { running, waiting } = status?.state ?? {};
    return !running && (!waiting?.reason || BEFORE_START.has(waiting.reason));
  });
}

/** When a container of the pod last started or ended, in milliseconds; 0 when none ever did. */
export const lastLife = (pod: Pod): number =>
  Math.max(
    0,
    ...containersOf(pod).flatMap(({ status }) =>
      [status?.state, status?.lastState].flatMap((state) => [
        parseTime(state?.running?.startedAt) ?? 0,
        parseTime(state?.terminated?.startedAt) ?? 0,
        parseTime(state?.terminated?.finishedAt) ?? 0,
      ]),
    ),
  );

/** Events that are about a container: the kubelet names it in fieldPath. */
const newestOf = (pod: Pod, reasons: Set<string>, cluster: Cluster): number =>
  Math.max(
    0,
    ...cluster
      .eventsAbout('Pod', pod)
      .filter(({ reason = '', involvedObject }) => reasons.has(reason) || involvedObject?.fieldPath)
      .map(lastSeen),
  );

/** The last time the kubelet got past the sandbox: failures to make it that are older are history. */
export const sandboxPassed = (pod: Pod, cluster: Cluster): number =>
  Math.max(lastLife(pod), newestOf(pod, CONTAINER_EVENTS, cluster));

/** The last time the kubelet got past the volumes: failures to mount that are older are history. */
export const volumesPassed = (pod: Pod, cluster: Cluster): number =>
  Math.max(sandboxPassed(pod, cluster), newestOf(pod, SANDBOX_EVENTS, cluster));
