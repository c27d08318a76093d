import { asking, known, node, nodeTerms, pending, running, type Known } from './build.ts';

const db = { key: 'dedicated', value: 'db', effect: 'NoSchedule' };
const UNTOLERATED = '1 node(s) had untolerated taint(s)';
const UNSELECTED = "1 node(s) didn't match Pod's node affinity/selector";
const PORTS = "1 node(s) didn't have free ports for the requested pod ports";

const tolerating = (name: string, says: string | null, toleration: object, taint: object = db): Known =>
  known(`toleration: ${name}`, says, pending({ tolerations: [toleration] }), node(1, { taints: [taint] }));

const expression = (name: string, says: string | null, requirement: object): Known =>
  known(
    `node affinity: ${name}`,
    says,
    pending(nodeTerms({ matchExpressions: [requirement] })),
    node(1, { labels: { disk: 'ssd', cores: '8', odd: '8x' } }),
  );

const port = (name: string, says: string | null, wanted: object, held: object): Known => {
  const serving = (own: object) => ({
    containers: [{ name: 'app', image: 'x', ports: [{ containerPort: 80, hostPort: 80, ...own }] }],
  });
  return known(`host port: ${name}`, says, pending(serving(wanted)), node(1), running('other', 1, serving(held)));
};

/** Taints, cordons, node selectors and affinity, names, host ports. */
export const placement: Known[] = [
  known('no nodes at all', 'no nodes available to schedule pods', pending()),
  known('a cordoned node', '1 node(s) were unschedulable', pending(), node(1, { unschedulable: true })),
  known(
    'a cordoned node that is tolerated',
    null,
    pending({ tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] }),
    node(1, { unschedulable: true }),
  ),
  known(
    'cordoned and tainted, first the cordon',
    '1 node(s) were unschedulable',
    pending(),
    node(1, { unschedulable: true, taints: [db] }),
  ),
  known(
    'PreferNoSchedule keeps nothing away',
    null,
    pending(),
    node(1, { taints: [{ ...db, effect: 'PreferNoSchedule' }] }),
  ),
  tolerating('the same', null, { key: 'dedicated', operator: 'Equal', value: 'db', effect: 'NoSchedule' }),
  tolerating('another value', UNTOLERATED, { key: 'dedicated', operator: 'Equal', value: 'web', effect: 'NoSchedule' }),
  tolerating('another effect', UNTOLERATED, { key: 'dedicated', operator: 'Equal', value: 'db', effect: 'NoExecute' }),
  tolerating('any effect', null, { key: 'dedicated', operator: 'Equal', value: 'db' }),
  tolerating('any key', null, { operator: 'Exists' }),
  tolerating('any key of another effect', UNTOLERATED, { operator: 'Exists', effect: 'NoExecute' }, db),
  tolerating(
    'NoExecute for a while',
    null,
    { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 },
    { key: 'a', effect: 'NoExecute' },
  ),
  known(
    'two taints count as one node',
    UNTOLERATED,
    pending(),
    node(1, { taints: [db, { key: 'b', effect: 'NoExecute' }] }),
  ),
  known('a selector', UNSELECTED, pending({ nodeSelector: { disk: 'nvme' } }), node(1, { labels: { disk: 'ssd' } })),
  known(
    'a selector of an empty value',
    null,
    pending({ nodeSelector: { disk: '' } }),
    node(1, { labels: { disk: '' } }),
  ),
  expression('In', null, { key: 'disk', operator: 'In', values: ['hdd', 'ssd'] }),
  expression('NotIn', UNSELECTED, { key: 'disk', operator: 'NotIn', values: ['ssd'] }),
  expression('NotIn of a missing label', null, { key: 'none', operator: 'NotIn', values: ['x'] }),
  expression('Exists', UNSELECTED, { key: 'none', operator: 'Exists' }),
  expression('DoesNotExist', null, { key: 'none', operator: 'DoesNotExist' }),
  expression('Gt', null, { key: 'cores', operator: 'Gt', values: ['7'] }),
  expression('Gt is not at least', UNSELECTED, { key: 'cores', operator: 'Gt', values: ['8'] }),
  expression('Lt of a missing label', UNSELECTED, { key: 'none', operator: 'Lt', values: ['8'] }),
  expression('Gt of what is no number', UNSELECTED, { key: 'odd', operator: 'Gt', values: ['1'] }),
  known(
    'two terms are alternatives',
    null,
    pending(
      nodeTerms(
        { matchExpressions: [{ key: 'a', operator: 'Exists' }] },
        { matchExpressions: [{ key: 'disk', operator: 'Exists' }] },
      ),
    ),
    node(1, { labels: { disk: 'ssd' } }),
  ),
  known(
    'selector and affinity both',
    UNSELECTED,
    pending({ nodeSelector: { a: 'b' }, ...nodeTerms({ matchExpressions: [{ key: 'disk', operator: 'Exists' }] }) }),
    node(1, { labels: { disk: 'ssd' } }),
  ),
  known(
    'a node by name, as for a DaemonSet',
    "1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]",
    pending({
      containers: [asking({ cpu: '3' })],
      ...nodeTerms({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] }),
    }),
    node(1),
    node(2),
    node(3),
  ),
  known(
    'a node by a name that is not there',
    "1 node(s) didn't satisfy plugin(s) [NodeAffinity]",
    pending(nodeTerms({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['nobody'] }] })),
    node(1),
  ),
  known(
    'names that contradict each other',
    'pod affinity terms conflict',
    pending(
      nodeTerms({
        matchFields: [
          { key: 'metadata.name', operator: 'In', values: ['node-1'] },
          { key: 'metadata.name', operator: 'In', values: ['node-2'] },
        ],
      }),
    ),
    node(1),
  ),
  known(
    'not a node by name',
    null,
    pending(nodeTerms({ matchFields: [{ key: 'metadata.name', operator: 'NotIn', values: ['node-1'] }] })),
    node(1),
    node(2),
  ),
  port('the same', PORTS, {}, {}),
  port('another protocol', null, { protocol: 'UDP' }, {}),
  port('two addresses', null, { hostIP: '10.0.0.1' }, { hostIP: '10.0.0.2' }),
  port('one address and all', PORTS, { hostIP: '10.0.0.1' }, {}),
  port('all addresses and one', PORTS, {}, { hostIP: '10.0.0.1' }),
  known(
    'a sidecar holds its port',
    PORTS,
    pending({ containers: [{ name: 'app', image: 'x', ports: [{ containerPort: 80, hostPort: 80 }] }] }),
    node(1),
    running('other', 1, {
      initContainers: [
        { name: 'proxy', image: 'x', restartPolicy: 'Always', ports: [{ containerPort: 80, hostPort: 80 }] },
      ],
    }),
  ),
];
