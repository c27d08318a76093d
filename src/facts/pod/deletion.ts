import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { blockerOf, deletionTimes, killFailure, ownerFields, stillRunning, volumesHeld } from '../../model/deletion.ts';
import { finalizerDomain, finalizerOwner } from '../../model/finalizers.ts';
import { nodeHealth } from '../../model/node-health.ts';
import type { Pod } from '../../model/objects.ts';
import type { PodContainer } from '../../model/pod.ts';
import { ignoresTerm } from '../../model/signal-handling.ts';
import { excerpt } from '../../model/redact.ts';

function finalizerFields({ metadata }: Pod) {
  const [first = null, ...others] = metadata.finalizers ?? [];
  return {
    finalizers: metadata.finalizers ?? [],
    finalizer: first,
    finalizerOwner: first && (finalizerOwner(first) ?? null),
    finalizerDomain: first && finalizerDomain(first),
    oneFinalizer: first !== null && others.length === 0,
  };
}

/** The container that holds up the deletion, and how it takes SIGTERM. */
function runningFields(containers: PodContainer[]) {
  const holding = containers.find(({ spec }) => ignoresTerm(spec)) ?? containers[0];
  return {
    running: containers.map(({ name }) => name),
    holding: holding?.name ?? null,
    holdingSpec: holding?.specPath ?? null,
    holdingStatus: holding?.statusPath ?? null,
    hooked: containers.some(({ spec }) => spec.lifecycle?.preStop),
    command: holding
      ? excerpt([...(holding.spec.command ?? []), ...(holding.spec.args ?? [])].join(' '), 120) || null
      : null,
    deaf: holding ? (ignoresTerm(holding.spec) ?? null) : null,
  };
}

function deletionRow(pod: Pod, cluster: Cluster): Row[] {
  const times = deletionTimes(pod, cluster);
  if (!times) return [];
  const health = nodeHealth(pod.spec?.nodeName, cluster);
  const failure = killFailure(pod, times.asked, cluster);
  return [
    {
      target: refTo('Pod', pod),
      ...times,
      blocker: blockerOf(pod, times, health, cluster),
      phase: pod.status?.phase ?? null,
      podReason: pod.status?.reason ?? null,
      disruption: pod.status?.conditions?.find(({ type }) => type === 'DisruptionTarget')?.reason ?? null,
      nodeState: health.state ?? null,
      heardAgo: health.heardAgo,
      outOfService: health.outOfService,
      ...runningFields(stillRunning(pod)),
      killReason: failure?.reason ?? null,
      volumes: volumesHeld(pod, cluster),
      namespaceDeleted: Boolean(cluster.find('namespaces', '', pod.metadata.namespace)?.metadata.deletionTimestamp),
      ...finalizerFields(pod),
      ...ownerFields(pod, cluster),
    },
  ];
}

/** Pods that are being deleted: how long it takes, and what it waits for. */
export default defineFact({
  needs: ['pods', 'nodes', 'events', 'leases', 'namespaces'],
  derive: (cluster) => cluster.subjects.flatMap((pod) => deletionRow(pod, cluster)),
});
