import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { isManaged } from '../../model/disruption.ts';
import { calledNotReady, isAssigned, isMirror } from '../../model/lost-pod.ts';
import { nodeHealth } from '../../model/node-health.ts';
import type { Pod } from '../../model/objects.ts';
import { conditionOf } from '../../model/pod.ts';
import { evictionAt, evictingTaints } from '../../model/taint-eviction.ts';

function row(pod: Pod, cluster: Cluster): Row[] {
  const { state, since, heardAgo } = nodeHealth(pod.spec?.nodeName, cluster);
  if (state !== 'silent' && state !== 'unready' && state !== 'gone') return [];
  const at = evictionAt(pod, cluster);
  const [owner] = cluster.ownersOf(pod);
  return [
    {
      target: refTo('Pod', pod),
      nodeName: pod.spec?.nodeName ?? null,
      state,
      since,
      heardAgo,
      phase: pod.status?.phase ?? null,
      started: Boolean(pod.status?.startTime),
      deleted: pod.metadata.deletionTimestamp !== undefined,
      ready: conditionOf(pod, 'Ready')?.status ?? null,
      notReadyAgo: cluster.age(calledNotReady(pod, cluster) ?? conditionOf(pod, 'Ready')?.lastTransitionTime) ?? null,
      evicted: at !== undefined,
      evictedIn: at === undefined ? null : Math.round((at - cluster.now) / 1000),
      taints: evictingTaints(pod, cluster),
      mirror: isMirror(pod),
      managed: isManaged(pod),
      ownerKind: owner?.kind ?? null,
      age: cluster.age(pod.metadata.creationTimestamp) ?? null,
    },
  ];
}

/** Pods on a node that is lost, unready or gone: what is shown of them is old, and when they will be deleted. */
export default defineFact({
  needs: ['pods', 'nodes', 'events', 'leases'],
  derive: (cluster) => cluster.subjects.filter(isAssigned).flatMap((pod) => row(pod, cluster)),
});
