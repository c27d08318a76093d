import type { Cluster } from './cluster.ts';
import { lastSeen } from './event.ts';
import type { Pod } from './objects.ts';
import { conditionOf, containersOf, isFinished, type PodContainer } from './pod.ts';

/** Its node's kubelet is the one to run it: it has a node and has not finished for good. */
export const isAssigned = (pod: Pod): boolean =>
  Boolean(pod.spec?.nodeName) && (!isFinished(pod) || pod.metadata.deletionTimestamp !== undefined);

const MIRROR = 'kubernetes.io/config.mirror';

/** Whether a pod only mirrors a static one: a file on its node is what counts. */
export const isMirror = ({ metadata }: Pod): boolean => metadata.annotations?.[MIRROR] !== undefined;

/**
 * Whether a container's last life ended without anybody knowing how, as when its machine or runtime went down: the runtime says
 * Unknown with 255, the kubelet ContainerStatusUnknown with 137. Source: pkg/kubelet/kubelet_pods.go, convertToAPIContainerStatuses.
 */
export function endedUnknown({ status }: PodContainer): boolean {
  const ended = status?.state?.terminated ?? status?.lastState?.terminated;
  if (!ended) return false;
  return ended.reason === 'ContainerStatusUnknown' || (ended.reason === 'Unknown' && ended.exitCode === 255);
}

/** Containers of a pod that lost a life with the node or the runtime. */
export const lostWithNode = (pod: Pod): PodContainer[] => containersOf(pod).filter(endedUnknown);

/** When the node controller last called the pod not ready for its node's sake, in milliseconds. */
export function calledNotReady(pod: Pod, cluster: Cluster): number | undefined {
  const event = cluster.eventsAbout('Pod', pod).find(({ reason }) => reason === 'NodeNotReady');
  return event && lastSeen(event);
}
