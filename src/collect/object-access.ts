import type { ExaminedKind } from '../model/object-kinds.ts';
import type { Text } from '../model/text.ts';
import type { Access } from './right.ts';

const NAMED: Text = { en: 'the object; names near a wrong one', zh: '该对象；名称有误时的相近名称' };
const HAPPENED: Text = { en: 'what happened to it', zh: '发生过什么' };

/** An object by its name, the names near a wrong one, and its events. */
const object = (kind: ExaminedKind): Access[] => [
  {
    of: [kind],
    verbs: ['get', 'list'],
    why: NAMED,
  },
  { of: ['events'], verbs: ['list'], why: HAPPENED },
];

/** What the diagnosis of a node, a namespace and the like asks for. */
export const objectAccess: Record<ExaminedKind, Access[]> = {
  nodes: [
    ...object('nodes'),
    {
      of: ['leases'],
      verbs: ['get'],
      namespace: 'kube-node-lease',
      why: { en: 'when it was last heard of', zh: '最近一次心跳' },
    },
    {
      of: ['leases'],
      verbs: ['get'],
      names: ['kube-controller-manager'],
      namespace: 'kube-system',
      why: { en: 'whether anybody judges nodes', zh: '是否有控制器在判断节点状态' },
    },
    { of: ['pods'], verbs: ['list'], why: { en: 'who is on it', zh: '其上有哪些 Pod' } },
    {
      of: ['certificatesigningrequests'],
      verbs: ['list'],
      why: { en: 'whether its certificates are approved', zh: '它的证书是否已批准' },
    },
  ],
  namespaces: [
    ...object('namespaces'),
    {
      of: ['resourcequotas', 'limitranges', 'pods', 'replicasets', 'poddisruptionbudgets'],
      verbs: ['list'],
      why: { en: 'what is bounded and refused in it', zh: '其中的限制与被拒绝的对象' },
    },
    { of: ['apiservices'], verbs: ['list'], why: { en: 'what keeps it from going away', zh: '为什么删不掉' } },
  ],
  poddisruptionbudgets: [
    ...object('poddisruptionbudgets'),
    {
      of: ['pods', 'replicasets', 'deployments', 'statefulsets'],
      verbs: ['list'],
      why: { en: 'which pods it covers, and how many there are to be', zh: '它覆盖哪些 Pod，应有多少个' },
    },
  ],
};
