import type { Cluster } from '../model/cluster.ts';
import type { Loss } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';

/** A volume that is a folder or a disk of one node. */
function localVolumeOf(pod: Pod, claim: string, cluster: Cluster): string | undefined {
  const found = cluster.find('persistentvolumeclaims', pod.metadata.namespace, claim);
  const volume = cluster.find('persistentvolumes', '', found?.spec?.volumeName ?? '');
  return volume?.spec?.local || volume?.spec?.hostPath ? volume.metadata.name : undefined;
}

function ofVolumes(pod: Pod, cluster: Cluster): Loss[] {
  return (pod.spec?.volumes ?? []).flatMap(
    ({ name = '', emptyDir, hostPath, persistentVolumeClaim: claim }): Loss[] => {
      if (emptyDir) {
        const size = emptyDir.sizeLimit === undefined ? '' : `${emptyDir.sizeLimit}`;
        const memory = emptyDir.medium === 'Memory';
        const en = [memory && 'in memory', size && `at most ${size}`].filter(Boolean).join(', ');
        const zh = [memory && '内存', size && `上限 ${size}`].filter(Boolean).join('，');
        const what = {
          en: `emptyDir ${name}${en ? ` (${en})` : ''} is deleted`,
          zh: `emptyDir ${name}${zh ? `（${zh}）` : ' '}会被删除`,
        };
        return [{ kind: 'empty-dir', what }];
      }
      if (hostPath) {
        const what = {
          en: `hostPath ${hostPath.path} stays on this node: the replacement does not see it`,
          zh: `hostPath ${hostPath.path} 留在本节点，替代 Pod 看不到`,
        };
        return [{ kind: 'host-path', what }];
      }
      const volume = claim?.claimName ? localVolumeOf(pod, claim.claimName, cluster) : undefined;
      if (!volume) return [];
      const what = {
        en: `claim ${claim?.claimName} is on this node's disk (${volume}): the replacement must come back here`,
        zh: `PVC ${claim?.claimName} 在本节点磁盘上（${volume}），替代 Pod 只能回到本节点`,
      };
      return [{ kind: 'local-volume', what }];
    },
  );
}

function ofJob(pod: Pod, cluster: Cluster): Loss[] {
  const owner = pod.metadata.ownerReferences?.find(({ controller, kind }) => controller && kind === 'Job');
  if (!owner?.name) return [];
  const job = cluster.find('jobs', pod.metadata.namespace, owner.name);
  const limit = job?.spec?.backoffLimit;
  const failed = job?.status?.failed ?? 0;
  // a podFailurePolicy that ignores DisruptionTarget would spare the backoff; it is not among the fields read
  const en = limit === undefined ? '' : `; may count against its backoffLimit (${failed} of ${limit} used)`;
  const zh = limit === undefined ? '' : `，可能计入 backoffLimit（已用 ${failed}/${limit}）`;
  return [
    {
      kind: 'job',
      what: { en: `job ${owner.name} starts this work again${en}`, zh: `Job ${owner.name} 会从头重做${zh}` },
    },
  ];
}

/** What ends with a pod for good: data, a bare pod itself, the work of a Job. Nothing of a pod that is finished. */
export function lossesOf(pod: Pod, cluster: Cluster): Loss[] {
  if (isFinished(pod)) return [];
  const bare = !pod.metadata.ownerReferences?.some(({ controller }) => controller);
  const itself: Loss[] = bare
    ? [{ kind: 'bare-pod', what: { en: 'the pod itself: nothing makes it again', zh: 'Pod 本身：没有控制器重建它' } }]
    : [];
  return [...itself, ...ofVolumes(pod, cluster), ...ofJob(pod, cluster)];
}
