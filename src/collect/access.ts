import type { ExaminedKind } from '../model/object-kinds.ts';
import type { Kind } from '../model/objects.ts';
import { kinds, resources } from '../model/resources.ts';
import type { Text } from '../model/text.ts';
import { PLANNED } from './maintenance.ts';
import { objectAccess } from './object-access.ts';
import type { Access } from './right.ts';

const workloads = kinds.filter((kind) => /^(?:apps|batch)\//.test(resources[kind].apiVersion));

const pod: Access[] = [
  {
    of: ['pods'],
    verbs: ['get', 'list'],
    why: {
      en: 'the pod; names near a wrong one; what takes the room on the nodes',
      zh: '该 Pod；名称有误时的相近名称；节点资源被哪些 Pod 占用',
    },
  },
  { of: ['events'], verbs: ['list'], why: { en: 'what happened to it', zh: '发生过什么' } },
  { of: ['pods/log'], verbs: ['get'], why: { en: 'why a container exited', zh: '容器为什么退出' } },
  {
    of: ['nodes'],
    verbs: ['get', 'list'],
    why: { en: 'the node it runs on; why no node takes it', zh: '所在节点；为什么没有节点可用' },
  },
  {
    of: ['leases'],
    verbs: ['get'],
    names: ['kube-scheduler'],
    namespace: 'kube-system',
    why: { en: 'whether the scheduler is alive', zh: '调度器是否存活' },
  },
  {
    of: ['leases'],
    verbs: ['get'],
    namespace: 'kube-node-lease',
    why: { en: 'when a lost node was last heard of', zh: '失联节点最后一次上报的时间' },
  },
  {
    of: ['namespaces'],
    verbs: ['get'],
    why: { en: 'whether a pod goes with its namespace', zh: 'Pod 是否随命名空间一起删除' },
  },
  {
    of: ['persistentvolumeclaims'],
    verbs: ['list'],
    why: { en: 'whether its claims are bound', zh: '它的 PVC 是否已绑定' },
  },
  {
    of: ['persistentvolumes', 'storageclasses'],
    verbs: ['list'],
    why: { en: 'why a claim is not bound', zh: 'PVC 为什么没有绑定' },
  },
  {
    of: ['persistentvolumes'],
    verbs: ['get'],
    why: { en: 'what is behind a claim that cannot be mounted', zh: '挂载失败的 PVC 背后是什么存储' },
  },
  {
    of: ['volumeattachments', 'csinodes', 'csidrivers'],
    verbs: ['list'],
    why: {
      en: 'which node has a volume, and where its driver runs',
      zh: '卷挂接在哪个节点，其驱动运行在哪些节点',
    },
  },
  {
    of: workloads,
    verbs: ['get'],
    why: { en: 'the controller that a change must be made on', zh: '应当在哪个控制器上修改' },
  },
  {
    of: ['services', 'endpointslices'],
    verbs: ['list'],
    why: { en: 'whether what an init container waits for is there', zh: '初始化容器所等的 Service 是否存在、有无端点' },
  },
  {
    of: ['podmetrics'],
    verbs: ['get'],
    why: { en: 'how much memory it uses after an OOM kill', zh: 'OOM 之后的内存用量' },
  },
  {
    of: ['limitranges'],
    verbs: ['list'],
    why: { en: 'where a memory limit comes from that nobody wrote', zh: '没有写明的内存限制从何而来' },
  },
  {
    of: ['configmaps'],
    verbs: ['list'],
    why: { en: 'whether the ConfigMaps and keys it names exist', zh: '引用的 ConfigMap 及其键是否存在' },
  },
  {
    of: ['secrets'],
    verbs: ['list'],
    why: {
      en: 'whether the pull secrets it names exist, and of which type',
      zh: '引用的拉取凭据是否存在、类型是否正确',
    },
  },
];

const RECORDED: Text = { en: 'recorded for --from', zh: '录制后供 --from 使用' };

const planning: Access[] = [
  {
    of: PLANNED,
    verbs: ['list'],
    why: {
      en: 'what runs on the node, what holds it there, where it can go',
      zh: '节点上运行着什么、受什么约束、可以去哪里',
    },
  },
];

/** Changing a Node is one right: RBAC cannot tell a cordon from any other change of it. */
const cordoning: Access = {
  of: ['nodes'],
  verbs: ['get', 'patch'],
  why: { en: 'the cordon, and the journal of the maintenance', zh: '封锁节点，并在节点上记录维护过程' },
};

const fit: Access[] = [
  {
    of: ['nodes', 'pods', 'namespaces'],
    verbs: ['list'],
    why: { en: 'what is free on which node, and for whom', zh: '各节点还剩多少资源、接受哪些 Pod' },
  },
  {
    of: ['priorityclasses', 'poddisruptionbudgets'],
    verbs: ['list'],
    why: { en: 'whom the scheduler would evict', zh: '调度器会驱逐哪些 Pod' },
  },
  {
    of: ['limitranges', 'resourcequotas', 'runtimeclasses'],
    verbs: ['list'],
    why: { en: 'what the namespace allows and adds', zh: '命名空间的限制与默认值' },
  },
  {
    of: [
      'persistentvolumeclaims',
      'persistentvolumes',
      'storageclasses',
      'csinodes',
      'csidrivers',
      'csistoragecapacities',
      'volumeattachments',
    ],
    verbs: ['list'],
    why: { en: 'where its volumes can be had', zh: '其卷能在哪些节点使用' },
  },
];

const workload: Access[] = [
  ...pod,
  {
    of: workloads,
    verbs: ['list'],
    why: { en: 'what it controls; names near a wrong one', zh: '它控制的对象；名称有误时的相近名称' },
  },
  {
    of: ['resourcequotas', 'limitranges', 'serviceaccounts'],
    verbs: ['list'],
    why: { en: 'what refuses its pods before they exist', zh: '什么在 Pod 创建之前就拒绝了它们' },
  },
  {
    of: ['services'],
    verbs: ['get'],
    why: { en: 'the Service that names the pods of a StatefulSet', zh: '给 StatefulSet 的 Pod 提供域名的 Service' },
  },
  {
    of: ['leases'],
    verbs: ['get'],
    names: ['kube-controller-manager'],
    namespace: 'kube-system',
    why: { en: 'whether the controllers are alive', zh: '控制器是否存活' },
  },
];

const FOLLOWED: Text = { en: 'whether it is ready, as soon as it is', zh: '是否就绪（监视其变化）' };

const check: Access[] = [
  ...workload,
  {
    of: [
      ...workloads,
      'pods',
      'persistentvolumeclaims',
      'services',
      'horizontalpodautoscalers',
      'ingresses',
      'customresourcedefinitions',
    ],
    verbs: ['list', 'watch'],
    why: FOLLOWED,
  },
  {
    of: ['endpointslices', 'storageclasses', 'events'],
    verbs: ['list', 'watch'],
    why: { en: 'what readiness rests on, and when to look for a cause', zh: '就绪所依赖的对象，以及何时需要查找原因' },
  },
];

/** No cause that a scan looks for depends on these. */
const UNSCANNED: Kind[] = ['runtimeclasses', 'priorityclasses', 'csistoragecapacities'];
/** A scan asks for these only when the state of a pod calls for it. */
const CALLED_FOR: Kind[] = ['secrets', 'configmaps', 'podmetrics'];

const scanned = kinds.filter((kind) => ![...UNSCANNED, ...CALLED_FOR, 'leases'].includes(kind));

const scan: Access[] = [
  {
    of: scanned,
    verbs: ['list'],
    why: { en: 'what there is, and what it says of itself', zh: '集群中有哪些对象、各自状态如何' },
  },
  {
    of: CALLED_FOR,
    verbs: ['list'],
    why: {
      en: 'asked for only when a pod waits for one, or was killed for its memory',
      zh: '仅当有 Pod 在等待它们，或因内存被杀时才会读取',
    },
  },
  ...['kube-node-lease', 'kube-system'].map((namespace): Access => ({
    of: ['leases'],
    verbs: ['list'],
    namespace,
    why: { en: 'signs of life of nodes, scheduler and controllers', zh: '节点、调度器与控制器是否存活' },
  })),
  { of: ['pods/log'], verbs: ['get'], why: { en: 'why containers fail', zh: '容器为什么出错' } },
];

/** What each command that uses a cluster asks of it; nothing else is ever asked for. `rbac` turns it into a role. */
export const access: Record<
  | 'pod'
  | 'workload'
  | 'scan'
  | 'check'
  | 'fit'
  | 'snapshot'
  | 'maintenance'
  | 'cordon'
  | 'drain'
  | 'deletion'
  | 'uncordon'
  | ExaminedKind,
  Access[]
> = {
  ...objectAccess,
  maintenance: planning,
  cordon: [{ ...cordoning, verbs: ['get', 'list', 'patch'] }],
  uncordon: [...planning, cordoning],
  drain: [
    ...planning,
    cordoning,
    { of: ['pods/eviction'], verbs: ['create'], why: { en: 'evictions', zh: '驱逐 Pod' } },
  ],
  /** `drain --disable-eviction`. */
  deletion: [
    ...planning,
    cordoning,
    { of: ['pods'], verbs: ['delete'], why: { en: 'deletions instead of evictions', zh: '以删除代替驱逐' } },
  ],
  pod,
  fit,
  workload,
  scan,
  check,
  snapshot: [
    ...kinds.map((kind): Access => ({ of: [kind], verbs: ['list'], why: RECORDED })),
    { of: ['pods/log'], verbs: ['get'], why: RECORDED },
  ],
};
