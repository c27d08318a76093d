import { defineFact, refTo, type Row } from '../define.ts';
import { attachFields, driverFields, holderFields } from '../../model/attachment.ts';
import type { Cluster } from '../../model/cluster.ts';
import { shortError } from '../../model/mount-error.ts';
import { volumeTroubles, type Trouble } from '../../model/mount-trouble.ts';
import type { Pod } from '../../model/objects.ts';
import { isStarting } from '../../model/startup.ts';
import { fileFields } from '../../model/volume-config.ts';
import { backendFields } from '../../model/volume-backend.ts';

function rowOf(pod: Pod, trouble: Trouble, cluster: Cluster): Row {
  const { told, source, file, problem, key } = trouble;
  const error = told?.error ?? '';
  const node = cluster.node(pod.spec?.nodeName);
  return {
    target: refTo('Pod', pod),
    problem,
    volume: source?.volume ?? file?.volume ?? told?.names[0] ?? null,
    step: told?.step ?? null,
    reason: told?.reason ?? null,
    error: error ? shortError(error) : null,
    times: told?.times ?? null,
    sinceSeconds: cluster.age(told?.since) ?? null,
    podAge: cluster.age(pod.metadata.creationTimestamp) ?? null,
    ownerKind: cluster.ownersOf(pod).at(-1)?.kind ?? null,
    serviceAccount: pod.spec?.serviceAccountName ?? 'default',
    fsGroup: pod.spec?.securityContext?.fsGroup ?? null,
    runtime: node?.status?.nodeInfo?.containerRuntimeVersion ?? null,
    claimUnbound: trouble.claimUnbound,
    ...backendFields(source, error, told?.step ?? '', cluster),
    ...fileFields(pod, file, key, cluster),
    ...holderFields(pod, source, error, cluster),
    ...attachFields(pod, source, cluster),
    ...driverFields(pod, source, error, cluster),
  };
}

/** What keeps the volumes of a pod that has not started from being set up, one row for each thing that is wrong. */
export default defineFact({
  needs: [
    'pods',
    'events',
    'nodes',
    'configmaps',
    'secrets',
    'persistentvolumeclaims',
    'persistentvolumes',
    'volumeattachments',
    'csinodes',
    'csidrivers',
  ],
  derive: (cluster) =>
    cluster.subjects
      .filter(isStarting)
      .flatMap((pod) => volumeTroubles(pod, cluster).map((trouble) => rowOf(pod, trouble, cluster))),
});
