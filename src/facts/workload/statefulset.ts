import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { blockerFields, ordinalsOf, revisionFields } from '../../model/ordinals.ts';
import type { Pod } from '../../model/objects.ts';
import type { Workload } from '../../model/selection.ts';
import { isServing, isTroubled, workloadsOf, type Replicated } from '../../model/workload.ts';

/** Where a pod's images differ from the template's: what the newer template would change. */
function imagesBehind(pod: Pod | undefined, { spec }: Replicated): string[] {
  const containers = spec?.template?.spec?.containers ?? [];
  return containers.flatMap(({ name, image }) => {
    const has = pod?.spec?.containers?.find((container) => container.name === name)?.image;
    return has && image && has !== image ? [`${name}: ${has} → ${image}`] : [];
  });
}

const isOnLostNode = ({ spec }: Pod, cluster: Cluster): boolean =>
  (cluster.node(spec?.nodeName)?.status?.conditions ?? []).some(
    ({ type, status }) => type === 'Ready' && status !== 'True',
  );

function setRow(workload: Workload, cluster: Cluster): Row {
  const object = workload.object as Replicated;
  const ordinals = ordinalsOf(workload, cluster);
  const { isOutdated, revisionOf, ...revisions } = revisionFields(object, ordinals);
  const { stuck, pod, ...blocker } = blockerFields(ordinals, cluster);
  const troubled = [...ordinals.pods.values()].filter((other) => isTroubled(other, cluster));
  const ordered = object.spec?.podManagementPolicy !== 'Parallel';
  const wanted = troubled.map(({ metadata }) => metadata.name);
  return {
    target: refTo('StatefulSet', object),
    replicas: ordinals.replicas,
    ready: [...ordinals.pods.values()].filter((other) => isServing(other, cluster)).length,
    ordered,
    ...revisions,
    ...blocker,
    blocker: pod,
    behindText: blocker.behind > 0 ? String(blocker.behind) : null,
    pods: ordered ? (pod ? [pod] : []) : wanted,
    troubled: wanted,
    // on a node that is gone the pod is unready whatever its template
    blockerOutdated:
      stuck !== undefined && !stuck.metadata.deletionTimestamp && isOutdated(stuck) && !isOnLostNode(stuck, cluster),
    blockerRevision: revisionOf(stuck) ?? null,
    changes: imagesBehind(stuck, object),
    keepsClaims: (object.spec?.volumeClaimTemplates ?? []).length > 0,
  };
}

/** How a StatefulSet goes through its pods: the first that is stuck, what waits behind it, and which are of an older template. */
export default defineFact({
  needs: ['pods', 'statefulsets'],
  derive: (cluster) =>
    workloadsOf(cluster, 'StatefulSet')
      .filter(({ object }) => !object.metadata.deletionTimestamp)
      .map((workload) => setRow(workload, cluster)),
});
