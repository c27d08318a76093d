import {
  asking,
  known,
  node,
  pending,
  rule,
  running,
  using,
  volume,
  claim,
  storageClass,
  type Known,
} from './build.ts';

const CPU = '1 Insufficient cpu';
const asks = (cpu: string) => ({ containers: [asking({ cpu })] });
const high = (cpu: string, more: object = {}) => pending({ ...asks(cpu), priority: 100, ...more });
const holder = (name: string, cpu: string, priority: number, more: object = {}) =>
  running(name, 1, { ...asks(cpu), priority, ...more });
const budget = (disruptionsAllowed: number) => ({
  kind: 'PodDisruptionBudget',
  metadata: { name: 'pdb', namespace: 'shop' },
  spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
  status: { disruptionsAllowed, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
});
const web = { labels: { app: 'web' } };
const started = (hour: string) => ({ status: { startTime: `2026-01-01T${hour}:00:00Z` } });

const evicting = (known_: Known, ...evicts: string[]): Known => ({
  ...known_,
  evicts: evicts.map((name) => `shop/${name}`),
});

/** Who is evicted for whom. */
export const preemption: Known[] = [
  evicting(known('a pod of lower priority goes', CPU, high('2'), node(1), holder('low', '1', 1)), 'low'),
  known('of the same priority it stays', CPU, high('2'), node(1), holder('same', '1', 100)),
  known('without any pod there is nobody to evict', CPU, high('3'), node(1)),
  known('a request larger than the node is beyond help', CPU, high('3'), node(1), holder('low', '1', 1)),
  known('preemptionPolicy Never', CPU, high('2', { preemptionPolicy: 'Never' }), node(1), holder('low', '1', 1)),
  known(
    'taints are beyond help',
    '1 node(s) had untolerated taint(s)',
    high('2'),
    node(1, { taints: [{ key: 'a', effect: 'NoSchedule' }] }),
    holder('low', '1', 1),
  ),
  evicting(
    known(
      'no more than needed, the important ones stay',
      CPU,
      high('1'),
      node(1),
      holder('low', '1', 1),
      holder('mid', '1', 50),
    ),
    'low',
  ),
  evicting(
    known(
      'of equals the younger goes',
      CPU,
      high('1'),
      node(1),
      holder('old', '1', 1, started('01')),
      holder('young', '1', 1, started('05')),
    ),
    'young',
  ),
  evicting(
    known(
      'a protected pod is spared when another will do',
      CPU,
      high('1'),
      node(1),
      holder('web', '1', 1, web),
      holder('other', '1', 5),
      budget(0),
    ),
    'other',
  ),
  evicting(
    known('a protected pod goes when no other will do', CPU, high('1'), node(1), holder('web', '2', 1, web), budget(0)),
    'web',
  ),
  evicting(
    known(
      'the node with fewer violations',
      '2 Insufficient cpu',
      high('2'),
      node(1),
      node(2),
      holder('web', '2', 1, web),
      running('other', 2, { ...asks('2'), priority: 50 }),
      budget(0),
    ),
    'other',
  ),
  evicting(
    known(
      'a host port',
      "1 node(s) didn't have free ports for the requested pod ports",
      pending({
        priority: 100,
        containers: [{ name: 'app', image: 'x', ports: [{ containerPort: 80, hostPort: 80 }] }],
      }),
      node(1),
      running('low', 1, { containers: [{ name: 'app', image: 'x', ports: [{ containerPort: 80, hostPort: 80 }] }] }),
    ),
    'low',
  ),
  evicting(
    known(
      'anti-affinity',
      "1 node(s) didn't match pod anti-affinity rules",
      high('1', rule('podAntiAffinity', 'web')),
      node(1),
      holder('low', '1', 1, web),
    ),
    'low',
  ),
  evicting(
    known(
      'a ReadWriteOncePod claim',
      '1 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
      high('1', using(1)),
      node(1),
      storageClass('slow', 'csi.slow'),
      volume(1),
      claim(1, { volume: 1, accessModes: ['ReadWriteOncePod'] }),
      holder('low', '100m', 1, using(1)),
    ),
    'low',
  ),
  known(
    'affinity to the victims',
    "1 node(s) didn't match pod affinity rules",
    high('1', rule('podAffinity', 'db')),
    node(1),
    holder('low', '1', 1, web),
  ),
  known('a gated pod is not tried', 'gated', pending({ schedulingGates: [{ name: 'x.test/wait' }] }), node(1)),
];
