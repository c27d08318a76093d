import type { Cluster } from '../model/cluster.ts';
import type { Pod } from '../model/objects.ts';
import type { Text } from '../model/text.ts';
import { DEFAULT_SCHEDULER } from '../schedule/schedulers.ts';
import type { Requested } from './manifest.ts';

/** Whether a scheduler other than the default one places the pod. */
export const usesOtherScheduler = ({ spec }: Pod): boolean =>
  (spec?.schedulerName || DEFAULT_SCHEDULER) !== DEFAULT_SCHEDULER;

/** Why where the pods land is not for the simulated filters to say. */
export function undecidable(pod: Pod): Text[] {
  const { spec } = pod;
  const own = spec?.schedulerName ?? '';
  return [
    ...(spec?.resourceClaims?.length
      ? [
          {
            en: 'device claims (DynamicResources) are not simulated: the pods also need devices that are free',
            zh: '未模拟设备声明（DynamicResources）：Pod 还需要有空闲设备',
          },
        ]
      : []),
    ...(!usesOtherScheduler(pod)
      ? []
      : [
          {
            en: `schedulerName ${own}: what that scheduler does is not simulated; shown is what the default one would do`,
            zh: `schedulerName 为 ${own}：未模拟该调度器，以下按默认调度器推算`,
          },
        ]),
  ];
}

const madeFrom = ({ kind, name }: Requested, { metadata }: Pod): boolean => {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (kind === 'Pod') return metadata.name === name && !owner;
  if (kind === 'Deployment')
    return owner?.kind === 'ReplicaSet' && owner.name === `${name}-${metadata.labels?.['pod-template-hash']}`;
  return owner?.kind === kind && owner.name === name;
};

/** That a workload of this name has pods already, which keep their places here. */
function alreadyThere(requested: Requested, cluster: Cluster): Text[] {
  const pods = cluster
    .all('pods')
    .filter((pod) => pod.metadata.namespace === requested.namespace && pod.spec?.nodeName && madeFrom(requested, pod));
  if (pods.length === 0) return [];
  const what = `${requested.kind.toLowerCase()}/${requested.name}`;
  return [
    {
      en: `${what} is there already with ${pods.length} ${pods.length === 1 ? 'pod' : 'pods'}, which keep their places: shown is what fits beside them`,
      zh: `${what} 已存在，其 ${pods.length} 个 Pod 仍占用原有位置：这里给出的是额外还能放下的数量`,
    },
  ];
}

function ofClaims({ spec }: Pod, cluster: Cluster): Text[] {
  const names = [spec?.priorityClassName, spec?.runtimeClassName];
  const kinds = ['priorityclasses', 'runtimeclasses'] as const;
  return kinds.flatMap((kind, i) =>
    names[i] && !cluster.hasRead(kind)
      ? [
          {
            en: `${kind} could not be read: ${names[i]} counts for nothing here`,
            zh: `无法读取 ${kind}：未计入 ${names[i]}`,
          },
        ]
      : [],
  );
}

/** What was assumed about one workload. */
export function notesOn(requested: Requested, pod: Pod, cluster: Cluster): Text[] {
  const { namespace, suspended } = requested;
  const isNew = cluster.hasRead('namespaces') && !cluster.find('namespaces', '', namespace);
  return [
    ...undecidable(pod),
    ...alreadyThere(requested, cluster),
    ...ofClaims(pod, cluster),
    ...(suspended
      ? [
          {
            en: 'it is suspended: shown is what happens once it is not',
            zh: '当前处于暂停状态：这里给出的是恢复后的结果',
          },
        ]
      : []),
    ...(isNew && cluster.all('namespaces').length > 0
      ? [{ en: `namespace ${namespace} does not exist yet`, zh: `命名空间 ${namespace} 尚不存在` }]
      : []),
  ];
}

/** What holds for every simulation. */
export const ALWAYS: Text = {
  en: 'of several nodes that fit the scheduler may choose another; preferences, admission webhooks and autoscalers are not simulated',
  zh: '有多个节点可用时，调度器可能选择其他节点；未模拟偏好打分、准入 Webhook 与自动扩缩',
};

/** That a recording holds the pods of one namespace only, while those of others take room too. */
export function onlyOneNamespace(cluster: Cluster): Text[] {
  const namespaces = new Set(cluster.all('pods').map(({ metadata }) => metadata.namespace));
  const [only] = namespaces;
  if (cluster.snapshot.source.kind === 'live' || namespaces.size !== 1 || only === 'kube-system') return [];
  return [
    {
      en: `the recording holds pods of namespace ${only} alone: what others take of the nodes is not counted`,
      zh: `录制内容只有命名空间 ${only} 的 Pod：未计入其他命名空间占用的资源`,
    },
  ];
}
