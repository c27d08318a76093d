import type { Cluster } from './cluster.ts';
import { lastSeen } from './event.ts';
import type { Pod } from './objects.ts';
import { containersOf, isFinished, type PodContainer } from './pod.ts';
import { parseTime } from './time.ts';

/** Its node's kubelet is the one to run it: it has a node and has not finished for good. */
export const isAssigned = (pod: Pod): boolean =>
  Boolean(pod.spec?.nodeName) && (!isFinished(pod) || pod.metadata.deletionTimestamp !== undefined);

const MIRROR = 'kubernetes.io/config.mirror';

/** Whether a pod only mirrors a static one: a file on its node is what counts. */
export const isMirror = ({ metadata }: Pod): boolean => metadata.annotations?.[MIRROR] !== undefined;

const lastLife = ({ status }: PodContainer) => status?.state?.terminated ?? status?.lastState?.terminated;

/** How long after the end of its containers the kubelet may tell that the sandbox of a pod is gone. */
const SANDBOX_TOLD_MS = 120_000;

/**
 * Whether a container's last life ended without anybody knowing how, as when its machine or runtime went down: the runtime says
 * Unknown with 255, the kubelet ContainerStatusUnknown with 137, or the pod's whole sandbox was made anew right after.
 * Source: pkg/kubelet/kubelet_pods.go, convertToAPIContainerStatuses.
 */
function endedUnknown(container: PodContainer, sandboxChanges: number[]): boolean {
  const ended = lastLife(container);
  if (!ended) return false;
  if (ended.reason === 'ContainerStatusUnknown' || (ended.reason === 'Unknown' && ended.exitCode === 255)) return true;
  const end = parseTime(ended.finishedAt);
  return end !== undefined && sandboxChanges.some((at) => at >= end - 2000 && at <= end + SANDBOX_TOLD_MS);
}

/** Containers of a pod that lost a life with the node, the runtime or the sandbox. */
export function lostWithNode(pod: Pod, cluster: Cluster): PodContainer[] {
  const changes = cluster.eventsAbout('Pod', pod).filter(({ reason }) => reason === 'SandboxChanged');
  return containersOf(pod).filter((container) => endedUnknown(container, changes.map(lastSeen)));
}

/** When the node controller last called the pod not ready for its node's sake, in milliseconds. */
export function calledNotReady(pod: Pod, cluster: Cluster): number | undefined {
  const event = cluster.eventsAbout('Pod', pod).find(({ reason }) => reason === 'NodeNotReady');
  return event && lastSeen(event);
}
