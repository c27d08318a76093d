import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { isReplaced } from '../../model/crash.ts';
import type { Pod } from '../../model/objects.ts';
import {
  devicesOf,
  hasRun,
  hostPorts,
  isRejected,
  reclaimOf,
  rejectionMessage,
  shortageOf,
  untoleratedTaints,
} from '../../model/rejection.ts';
import { demandWords, requirementWord, unmet } from '../../schedule/unmet.ts';

/** The scheduler that chose the node, or `spec.nodeName`; null when the events of that time have expired. */
function chosenBy(pod: Pod, cluster: Cluster): string | null {
  const events = cluster.eventsAbout('Pod', pod);
  if (events.some(({ reason }) => reason === 'Scheduled')) return pod.spec?.schedulerName ?? 'default-scheduler';
  const tellsAll = events.some(({ reason }) => reason === pod.status?.reason); // events of its first moments are still there
  return cluster.hasRead('events') && tellsAll ? 'spec.nodeName' : null;
}

function profileOf({ spec }: Pod): string | null {
  const all = [spec, ...(spec?.containers ?? [])].map((part) => part?.securityContext?.appArmorProfile);
  const found = all.find((profile) => profile?.type);
  return found ? [found.type, found.localhostProfile].filter(Boolean).join(' ') : null;
}

function rejectedRow(pod: Pod, cluster: Cluster): Row {
  const node = cluster.node(pod.spec?.nodeName);
  const message = rejectionMessage(pod);
  const ready = node?.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  const owner = cluster.ownersOf(pod);
  return {
    target: refTo('Pod', pod),
    reason: pod.status?.reason ?? null,
    message,
    replaced: isReplaced(pod, cluster),
    ownerKind: owner.at(-1)?.kind ?? null,
    chosenBy: chosenBy(pod, cluster),
    nodeReady: ready ?? null,
    ...shortageOf(pod),
    wanted: demandWords(pod) || null,
    missing: node ? unmet(pod, node).map((requirement) => requirementWord(requirement)) : [],
    hostPorts: hostPorts(pod),
    taints: untoleratedTaints(pod, node),
    devices: devicesOf(pod),
    sysctl: /sysctl: "([^"]+)"/.exec(message)?.[1] ?? null,
    profile: profileOf(pod),
    podOs: pod.spec?.os?.name ?? pod.metadata.labels?.['kubernetes.io/os'] ?? null,
    nodeOs: node?.status?.nodeInfo?.operatingSystem ?? null,
    runtime: node?.status?.nodeInfo?.containerRuntimeVersion ?? null,
    reclaim: reclaimOf(message),
    condition: /condition: \[([^\]]+)\]/.exec(message)?.[1] ?? null,
  };
}

/** Pods that the kubelet of their node refused to run, with what it demanded and what the pod and node say of it now. */
export default defineFact({
  needs: ['pods', 'events', 'nodes'],
  derive: (cluster) =>
    cluster.subjects.filter((pod) => isRejected(pod, hasRun(pod, cluster))).map((pod) => rejectedRow(pod, cluster)),
});
