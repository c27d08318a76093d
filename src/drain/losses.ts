import type { Cluster } from '../model/cluster.ts';
import type { Loss } from '../model/drain-plan.ts';
import type { PersistentVolume, Pod } from '../model/objects.ts';
import type { Volume } from '../model/pod-shape.ts';
import { containersOf, isFinished } from '../model/pod.ts';
import { formatBytes, parseQuantity } from '../model/quantity.ts';
import type { Text } from '../model/text.ts';
import { nodeTermsTest } from '../schedule/selectors.ts';
import { answerOf, replacesLate } from './jobs.ts';

/** What losses are looked for in. */
export interface LossScene {
  cluster: Cluster;
  drained: Set<string>;
  /** How many pods of each Job go, by `namespace/name`. */
  ofJobs: Map<string, number>;
}

const EPHEMERAL = 'ephemeral-storage';

/** The sum of what the containers of a pod may use, or ask for, of the node's disk. */
function disk(pod: Pod, bound: 'limits' | 'requests'): number | undefined {
  const amounts = containersOf(pod).map(({ spec }) => spec.resources?.[bound]?.[EPHEMERAL]);
  if (amounts.length === 0 || (bound === 'limits' && amounts.includes(undefined))) return undefined;
  const sum = amounts.reduce<number>((all, amount) => all + (amount === undefined ? 0 : parseQuantity(amount)), 0);
  return sum > 0 ? sum : undefined;
}

/** How much an emptyDir may hold, by what its pod says of it; how much it holds only the kubelet knows. */
function sizeOf(pod: Pod, { emptyDir }: Volume): Text | undefined {
  if (emptyDir?.sizeLimit !== undefined) {
    return { en: `at most ${emptyDir.sizeLimit}`, zh: `上限 ${emptyDir.sizeLimit}` };
  }
  const [limit, request] = [disk(pod, 'limits'), disk(pod, 'requests')];
  if (emptyDir?.medium === 'Memory') return undefined;
  if (limit !== undefined) return { en: `at most ${formatBytes(limit)}`, zh: `上限 ${formatBytes(limit)}` };
  if (request === undefined) return undefined;
  return { en: `${formatBytes(request)} requested`, zh: `请求 ${formatBytes(request)}` };
}

function ofEmptyDir(pod: Pod, volume: Volume): Loss {
  const size = sizeOf(pod, volume);
  const memory = volume.emptyDir?.medium === 'Memory';
  const en = [memory && 'in memory', size?.en].filter(Boolean).join(', ');
  const zh = [memory && '内存', size?.zh].filter(Boolean).join('，');
  const what = {
    en: `emptyDir ${volume.name}${en ? ` (${en})` : ''} is deleted`,
    zh: `emptyDir ${volume.name}${zh ? `（${zh}）` : ' '}会被删除`,
  };
  return { kind: 'empty-dir', what };
}

/** The nodes that can use a volume; undefined for a volume that says nothing of nodes. */
function nodesFor({ spec }: PersistentVolume, cluster: Cluster): string[] | undefined {
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms;
  if (!terms) return undefined;
  const fits = nodeTermsTest(terms);
  return cluster
    .all('nodes')
    .flatMap(({ metadata }) => (fits({ labels: metadata.labels, name: metadata.name }) ? [metadata.name] : []));
}

const SHARED = new Set(['ReadWriteMany', 'ReadOnlyMany']);

/** Whether a volume is one that the control plane attaches to one node after the other. */
function isAttached({ spec, metadata }: PersistentVolume, node: string, cluster: Cluster): boolean {
  if (spec?.accessModes?.some((mode) => SHARED.has(mode))) return false;
  const attachment = cluster
    .all('volumeattachments')
    .some((one) => one.spec?.source?.persistentVolumeName === metadata.name && one.spec.nodeName === node);
  const driver = spec?.csi?.driver && cluster.find('csidrivers', '', spec.csi.driver);
  return attachment || (driver ? driver.spec?.attachRequired !== false : false);
}

function ofClaim(pod: Pod, claim: string, { cluster, drained }: LossScene): Loss[] {
  const found = cluster.find('persistentvolumeclaims', pod.metadata.namespace, claim);
  const volume = cluster.find('persistentvolumes', '', found?.spec?.volumeName ?? '');
  if (!volume) return [];
  const node = pod.spec?.nodeName ?? '';
  const nodes = nodesFor(volume, cluster);
  if (nodes && nodes.length > 0 && nodes.every((name) => drained.has(name))) {
    const what = {
      en: `claim ${claim} is on the disk of ${nodes.join(', ')} (${volume.metadata.name}): its replacement can run nowhere else and stays Pending until the node is back`,
      zh: `PVC ${claim} 的数据在 ${nodes.join('、')} 的本地磁盘上（${volume.metadata.name}）：替代 Pod 只能在此运行，节点恢复前一直 Pending`,
    };
    return [{ kind: 'local-volume', what }];
  }
  if (volume.spec?.hostPath) {
    const what = {
      en: `claim ${claim} is a folder of this node (${volume.metadata.name}, hostPath): elsewhere its replacement finds other data or none`,
      zh: `PVC ${claim} 是本节点上的目录（${volume.metadata.name}，hostPath）：替代 Pod 在其他节点上看不到这些数据`,
    };
    return [{ kind: 'local-volume', what }];
  }
  if (!isAttached(volume, node, cluster)) return [];
  const what = {
    en: `claim ${claim} has to be detached here before the replacement can start elsewhere`,
    zh: `PVC ${claim} 需先从本节点卸载，替代 Pod 才能在其他节点启动`,
  };
  return [{ kind: 'attached-volume', what }];
}

const ofVolumes = (pod: Pod, scene: LossScene): Loss[] =>
  (pod.spec?.volumes ?? []).flatMap((volume): Loss[] => {
    const { emptyDir, hostPath, persistentVolumeClaim: claim } = volume;
    if (emptyDir) return [ofEmptyDir(pod, volume)];
    if (!hostPath) return claim?.claimName ? ofClaim(pod, claim.claimName, scene) : [];
    const what = {
      en: `hostPath ${hostPath.path} stays on this node: the replacement does not see it`,
      zh: `hostPath ${hostPath.path} 留在本节点，替代 Pod 看不到`,
    };
    return [{ kind: 'host-path', what }];
  });

function ofJob(pod: Pod, { cluster, ofJobs }: LossScene): Loss[] {
  const owner = pod.metadata.ownerReferences?.find(({ controller, kind }) => controller && kind === 'Job');
  if (!owner?.name) return [];
  const again = { en: `job ${owner.name} starts this work again`, zh: `Job ${owner.name} 会从头重做` };
  const answer = answerOf(pod, cluster, ofJobs.get(`${pod.metadata.namespace}/${owner.name}`));
  if (!answer) return [{ kind: 'job', what: again }];
  const { kind, why } = answer;
  if (kind === 'fails') {
    const what = { en: `job ${owner.name} fails for good: ${why.en}`, zh: `Job ${owner.name} 会彻底失败：${why.zh}` };
    return [{ kind: 'job', what }];
  }
  if (kind === 'index-fails') {
    const what = { en: `job ${owner.name}: ${why.en}`, zh: `Job ${owner.name}：${why.zh}` };
    return [{ kind: 'job', what }];
  }
  const late = replacesLate(pod, cluster);
  const en = `${again.en}${late ? ' once it has ended' : ''}; ${why.en}`;
  const zh = `${again.zh}${late ? '（待其结束后）' : ''}；${why.zh}`;
  return [{ kind: 'job', what: { en, zh } }];
}

/** The next pod of a StatefulSet has the same name, so it is only made once this one is gone. */
function ofName({ metadata }: Pod): Loss[] {
  if (!metadata.ownerReferences?.some(({ controller, kind }) => controller && kind === 'StatefulSet')) return [];
  const what = {
    en: 'comes back under the same name, only once it has ended here',
    zh: '以原名重建，且必须等它在本节点完全结束',
  };
  return [{ kind: 'same-name', what }];
}

/** What ends with a pod for good (data, a bare pod itself, the work of a Job), and what must move with it. Nothing of a finished pod. */
export function lossesOf(pod: Pod, scene: LossScene): Loss[] {
  if (isFinished(pod)) return [];
  const bare = !pod.metadata.ownerReferences?.some(({ controller }) => controller);
  const itself: Loss[] = bare
    ? [{ kind: 'bare-pod', what: { en: 'the pod itself: nothing makes it again', zh: 'Pod 本身：没有控制器重建它' } }]
    : [];
  return [...itself, ...ofVolumes(pod, scene), ...ofJob(pod, scene), ...ofName(pod)];
}
