import { asking, known, node, pending, running, type Known } from './build.ts';

const CPU = '1 Insufficient cpu';
const full = (cpu: string, more: object = {}) => running('other', 1, { containers: [asking({ cpu })], ...more });
const wanting = (requests: Record<string, string>, more: object = {}) =>
  pending({ containers: [asking(requests)], ...more });

const sum = (name: string, says: string | null, spec: object): Known =>
  known(`requests: ${name}`, says, pending({ ...spec }), node(1));

const init = (cpu: string, more: object = {}) => ({ ...asking({ cpu }), name: `init-${cpu}`, ...more });
const ALWAYS = { restartPolicy: 'Always' };

/** Requests and room. */
export const resources: Known[] = [
  known('to the last millicore', null, wanting({ cpu: '500m' }), node(1), full('1500m')),
  known('a millicore too much', CPU, wanting({ cpu: '501m' }), node(1), full('1500m')),
  known(
    'a terminating pod holds its place',
    CPU,
    wanting({ cpu: '1' }),
    node(1),
    full('2', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 30 } }),
  ),
  known('a finished pod does not', null, wanting({ cpu: '1' }), node(1), full('2', { status: { phase: 'Succeeded' } })),
  known(
    'a pod on a node that is gone does not',
    null,
    wanting({ cpu: '1' }),
    node(1),
    running('other', 9, { containers: [asking({ cpu: '2' })] }),
  ),
  known(
    'everything that is short',
    '1 Insufficient cpu, 1 Insufficient ephemeral-storage, 1 Insufficient memory, 1 Too many pods',
    wanting({ cpu: '3', memory: '5Gi', 'ephemeral-storage': '11Gi' }),
    node(1, { allocatable: { pods: '0' } }),
  ),
  known(
    'tenths of a gibibyte add up before they are rounded',
    null,
    pending({ containers: [asking({ memory: '0.1Gi' }), { ...asking({ memory: '0.1Gi' }), name: 'b' }] }),
    node(1, { allocatable: { memory: '214748365' } }),
  ),
  known(
    'an extended resource nobody offers',
    '1 Insufficient nvidia.com/gpu',
    pending({
      containers: [{ ...asking({ 'nvidia.com/gpu': '1' }), resources: { limits: { 'nvidia.com/gpu': '1' } } }],
    }),
    node(1),
  ),
  known(
    'huge pages',
    '1 Insufficient hugepages-2Mi',
    pending({
      containers: [
        {
          name: 'app',
          image: 'x',
          resources: { limits: { 'hugepages-2Mi': '4Mi', cpu: '1' }, requests: { 'hugepages-2Mi': '4Mi', cpu: '1' } },
        },
      ],
    }),
    node(1, { allocatable: { 'hugepages-2Mi': '2Mi' } }),
  ),
  known('a pod without requests only needs a place', null, pending(), node(1), full('2')),
  known('no place left', '1 Too many pods', pending(), node(1, { allocatable: { pods: '1' } }), running('other', 1)),
  sum('containers add up', CPU, { containers: [asking({ cpu: '1200m' }), { ...asking({ cpu: '1' }), name: 'b' }] }),
  sum('init containers run one after the other', null, { initContainers: [init('2'), init('1500m')] }),
  sum('an init container larger than the rest', CPU, {
    initContainers: [init('2100m')],
    containers: [asking({ cpu: '100m' })],
  }),
  sum('a sidecar runs beside the containers', CPU, {
    initContainers: [init('1', ALWAYS)],
    containers: [asking({ cpu: '1100m' })],
  }),
  sum('an init container beside the sidecars before it', CPU, { initContainers: [init('1', ALWAYS), init('1100m')] }),
  sum('not beside those after it', null, {
    initContainers: [init('1100m'), init('1', ALWAYS)],
    containers: [asking({ cpu: '1' })],
  }),
  sum('overhead comes on top', CPU, { containers: [asking({ cpu: '2' })], overhead: { cpu: '10m' } }),
  sum('requests of the pod replace those of its containers', CPU, {
    containers: [asking({ cpu: '100m' })],
    resources: { requests: { cpu: '2100m' } },
  }),
  known(
    'while it is being resized, the larger of what it asks for and has',
    CPU,
    wanting({ cpu: '1' }),
    node(1),
    full('500m', {
      status: {
        containerStatuses: [
          {
            name: 'app',
            image: 'x',
            imageID: 'x',
            ready: true,
            restartCount: 0,
            resources: { requests: { cpu: '1500m' } },
          },
        ],
      },
    }),
  ),
  known('a place that preemption reserved', '1 Insufficient cpu', wanting({ cpu: '1' }), node(1), {
    kind: 'Pod',
    metadata: { name: 'nominee', namespace: 'shop' },
    spec: {
      ...(wanting({ cpu: '1500m' })['spec'] as object),
      priority: 10,
      preemptionPolicy: 'Never',
      nodeSelector: { no: 'such' },
      schedulerName: 'default-scheduler',
    },
    status: { phase: 'Pending', nominatedNodeName: 'node-1' },
  }),
  known('a gated pod reserves nothing', null, wanting({ cpu: '1' }), node(1), {
    kind: 'Pod',
    metadata: { name: 'nominee', namespace: 'shop' },
    spec: {
      ...(wanting({ cpu: '1500m' })['spec'] as object),
      priority: 10,
      schedulingGates: [{ name: 'x.test/wait' }],
      schedulerName: 'default-scheduler',
    },
    status: { phase: 'Pending', nominatedNodeName: 'node-1' },
  }),
];
