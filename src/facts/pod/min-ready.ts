import { defineFact, refTo } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Pod } from '../../model/objects.ts';
import { conditionOf, isFinished } from '../../model/pod.ts';

const KINDS = { ReplicaSet: 'replicasets', StatefulSet: 'statefulsets', DaemonSet: 'daemonsets' } as const;

/** The controller that counts the pod as available, and after how many seconds of being ready. */
function counting(pod: Pod, cluster: Cluster) {
  const [owner] = cluster.ownersOf(pod);
  const kind = owner && Object.hasOwn(KINDS, owner.kind) ? KINDS[owner.kind as keyof typeof KINDS] : undefined;
  const found = owner && kind && cluster.find(kind, owner.namespace, owner.name);
  return found?.spec?.minReadySeconds;
}

/** Pods that are ready, but not for as long as their workload wants before it counts them as available. */
export default defineFact({
  needs: ['pods', 'replicasets', 'statefulsets', 'daemonsets'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) => {
      const ready = conditionOf(pod, 'Ready');
      const readyFor = cluster.age(ready?.lastTransitionTime);
      const minReadySeconds = counting(pod, cluster);
      if (isFinished(pod) || pod.metadata.deletionTimestamp || ready?.status !== 'True') return [];
      if (readyFor === undefined || !minReadySeconds || readyFor >= minReadySeconds) return [];
      return [{ target: refTo('Pod', pod), minReadySeconds, readyFor, left: minReadySeconds - readyFor }];
    }),
});
