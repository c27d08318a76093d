import { deployment, member, pdb, workers } from './world.ts';

type Manifest = Parameters<typeof deployment>[1] extends never ? never : ReturnType<typeof deployment>[number];

const full = (count: number, allowed = 0) => ({
  disruptionsAllowed: allowed,
  currentHealthy: count,
  desiredHealthy: count - allowed,
  expectedPods: count,
});
const asks = (cpu: string, more: object = {}) => ({
  containers: [{ name: 'app', resources: { requests: { cpu } } }],
  ...more,
});
const scratch = { volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '1Gi' } }] };

const statefulSet = (name: string, nodes: string[], spec: object): Manifest[] => [
  { kind: 'StatefulSet', metadata: { name, namespace: 'shop' }, spec: { replicas: nodes.length } },
  ...nodes.map((on, i) => member(name, i, { node: on, spec, owner: { kind: 'StatefulSet', name } })),
];

const daemonSet = (name: string): Manifest[] => [
  { kind: 'DaemonSet', metadata: { name, namespace: 'shop' } },
  ...['w1', 'w2', 'w3'].map((on, i) => member(name, i, { node: on, owner: { kind: 'DaemonSet', name } })),
];

const service = (name: string, pods: string[]): Manifest[] => [
  { kind: 'Service', metadata: { name, namespace: 'shop' }, spec: { selector: { app: name } } },
  {
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-1`,
      namespace: 'shop',
      labels: { 'kubernetes.io/service-name': name },
    } as Manifest['metadata'],
    endpoints: pods.map((pod) => ({
      conditions: { ready: true },
      targetRef: { kind: 'Pod', namespace: 'shop', name: pod },
    })),
  },
];

const times = (count: number, on: string) => Array.from({ length: count }, () => on);

/** A working day on w1: thirty pods of everything there is, on a cluster of three workers. */
export const busy: Manifest[] = [
  ...workers.map((node) => ({
    ...node,
    status: { ...(node['status'] as object), nodeInfo: { kubeletVersion: 'v1.34.4', kernelVersion: '6.8.0-45' } },
  })),
  ...deployment(
    'web',
    [...times(4, 'w1'), 'w2', 'w3'].map((on) => ({ node: on, spec: asks('50m', scratch) })),
  ),
  pdb('web', 'web', { maxUnavailable: 1 }, full(6, 1)),
  ...service('web', ['web-0', 'web-1', 'web-2', 'web-3', 'web-4', 'web-5']),
  ...deployment(
    'api',
    [...times(4, 'w1'), 'w2'].map((on) => ({ node: on, spec: asks('50m') })),
  ),
  pdb('api', 'api', { minAvailable: '60%' }, full(5, 2)),
  ...deployment('report-ui', [{ node: 'w1' }]),
  ...service('report-ui', ['report-ui-0']),
  ...deployment('legacy', [{ node: 'w1' }]),
  pdb('legacy', 'legacy', { minAvailable: 1 }, full(1)),
  ...deployment(
    'worker',
    [...times(8, 'w1'), ...times(4, 'w2')].map((on) => ({ node: on, spec: asks('20m', scratch) })),
  ),
  ...statefulSet('db', ['w1', 'w2', 'w3'], { terminationGracePeriodSeconds: 600 }),
  pdb('db', 'db', { maxUnavailable: 1 }, full(3, 1)),
  ...statefulSet('cache', ['w1'], scratch),
  {
    kind: 'Job',
    metadata: { name: 'import', namespace: 'shop' },
    spec: { backoffLimit: 0, completions: 1 },
    status: { active: 1 },
  },
  member('import', 0, { node: 'w1', owner: { apiVersion: 'batch/v1', kind: 'Job', name: 'import' } }),
  member('debug', 0, { node: 'w1' }),
  member('old', 0, {
    node: 'w1',
    phase: 'Succeeded',
    ready: false,
    owner: { apiVersion: 'batch/v1', kind: 'Job', name: 'old' },
  }),
  ...daemonSet('agent'),
  ...daemonSet('log-shipper'),
  ...daemonSet('node-exporter'),
];
