import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { isMirror } from '../../model/lost-pod.ts';
import type { Pod } from '../../model/objects.ts';
import { conditionOf } from '../../model/pod.ts';
import { isServing } from '../../model/workload.ts';

function row(pod: Pod, cluster: Cluster): Row[] {
  if (!isMirror(pod)) return [];
  const ready = conditionOf(pod, 'Ready');
  return [
    {
      target: refTo('Pod', pod),
      nodeName: pod.spec?.nodeName ?? null,
      source: pod.metadata.annotations?.['kubernetes.io/config.source'] ?? null,
      ready: isServing(pod, cluster),
      readyFor: cluster.age(ready?.lastTransitionTime) ?? null,
      phase: pod.status?.phase ?? null,
      deleted: pod.metadata.deletionTimestamp !== undefined,
      controlPlane: /^(?:kube-apiserver|kube-controller-manager|kube-scheduler|etcd)-/.test(pod.metadata.name),
    },
  ];
}

/** Pods that only mirror a file on their node. */
export default defineFact({
  needs: ['pods'],
  derive: (cluster) => cluster.subjects.flatMap((pod) => row(pod, cluster)),
});
