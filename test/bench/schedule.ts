// One pod against 5,000 nodes and 150,000 pods in memory, every filter: `node --expose-gc test/bench/schedule.ts`.
import { performance } from 'node:perf_hooks';
import { clusterOf } from '../agreement/judge.ts';
import type { Manifest } from '../agreement/api.ts';
import type { Pod } from '../../src/model/objects.ts';
import { clusterFixes } from '../../src/schedule/fixes/cluster-fixes.ts';
import { schedule } from '../../src/schedule/schedule.ts';
import { ScheduleIndex } from '../../src/schedule/schedule-index.ts';

const NODES = 5000;
const PODS = 150_000;
const RUNS = 20;
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const ZONE = 'topology.kubernetes.io/zone';

const node = (i: number): Manifest => ({
  kind: 'Node',
  metadata: {
    name: `node-${i}`,
    labels: {
      'kubernetes.io/hostname': `node-${i}`,
      [ZONE]: `z${i % 3}`,
      disk: i % 2 ? 'ssd' : 'hdd',
      pool: `p${i % 20}`,
    },
  },
  spec: {
    taints: i % 50 === 0 ? [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] : [],
    unschedulable: i % 97 === 0,
  },
  status: { allocatable: { cpu: '8', memory: '32Gi', pods: '110', 'ephemeral-storage': '100Gi' } },
});

const pod = (i: number): Manifest => ({
  kind: 'Pod',
  metadata: {
    name: `pod-${i}`,
    namespace: `ns-${i % 100}`,
    uid: `u${i}`,
    labels: { app: `app-${i % 500}`, tier: `t${i % 4}` },
  },
  spec: {
    nodeName: `node-${i % NODES}`,
    priority: i % 3,
    containers: [
      {
        name: 'app',
        resources: { requests: { cpu: '250m', memory: '512Mi' } },
        ...(i % 200 === 0 && { ports: [{ containerPort: 8080, hostPort: 8080 }] }),
      },
    ],
    volumes: i % 10 === 0 ? [{ name: 'data', persistentVolumeClaim: { claimName: `claim-${i}` } }] : [],
    ...(i % 500 === 0 && {
      affinity: {
        podAntiAffinity: {
          [REQUIRED]: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'app-0' } } }],
        },
      },
    }),
  },
  status: { phase: 'Running', startTime: '2026-01-01T00:00:00Z' },
});

const volumes = (i: number): Manifest[] => [
  {
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: `claim-${i}`,
      namespace: `ns-${i % 100}`,
      annotations: { 'pv.kubernetes.io/bind-completed': 'yes' },
    },
    spec: { volumeName: `volume-${i}`, storageClassName: 'fast', accessModes: ['ReadWriteOnce'] },
    status: { phase: 'Bound' },
  },
  {
    kind: 'PersistentVolume',
    metadata: { name: `volume-${i}` },
    spec: { csi: { driver: 'csi.fast', volumeHandle: `h${i}` }, storageClassName: 'fast' },
    status: { phase: 'Bound' },
  },
];

const csiNode = (i: number): Manifest => ({
  kind: 'CSINode',
  metadata: { name: `node-${i}` },
  spec: { drivers: [{ name: 'csi.fast', nodeID: `node-${i}`, allocatable: { count: 25 } }] },
});

/** It asks every filter something, and fits nowhere. */
const pending: Manifest = {
  kind: 'Pod',
  metadata: { name: 'pending', namespace: 'ns-0', uid: 'pending', labels: { app: 'app-0' } },
  spec: {
    priority: 0,
    nodeSelector: { disk: 'ssd' },
    containers: [
      {
        name: 'app',
        resources: { requests: { cpu: '1', memory: '40Gi' } },
        ports: [{ containerPort: 8080, hostPort: 8080 }],
      },
    ],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'claim-0' } }],
    topologySpreadConstraints: [
      {
        topologyKey: ZONE,
        maxSkew: 1,
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { tier: 't0' } },
      },
      {
        topologyKey: 'kubernetes.io/hostname',
        maxSkew: 1,
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'app-0' } },
      },
    ],
    affinity: {
      podAffinity: { [REQUIRED]: [{ topologyKey: ZONE, labelSelector: { matchLabels: { tier: 't0' } } }] },
      podAntiAffinity: { [REQUIRED]: [{ topologyKey: 'pool', labelSelector: { matchLabels: { app: 'app-0' } } }] },
    },
  },
};

const memory = (): number => {
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

const list = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const cluster = clusterOf([
  {
    kind: 'StorageClass',
    metadata: { name: 'fast' },
    provisioner: 'csi.fast',
    volumeBindingMode: 'WaitForFirstConsumer',
  },
  ...list(NODES, node),
  ...list(NODES, csiNode),
  ...list(PODS, pod),
  ...list(PODS / 10, (i) => volumes(i * 10)).flat(),
  pending,
]);
const start = performance.now();
const index = ScheduleIndex.of(cluster);
const indexing = performance.now() - start;
// a second one, when everything else has come to rest
const before = memory();
const second = new ScheduleIndex(cluster);
const after = memory();

function measure(title: string, subject: Pod | undefined, run: (pod: Pod) => unknown): void {
  if (!subject) throw new Error('no such pod');
  const times = list(RUNS, () => {
    const begun = performance.now();
    run(subject);
    return performance.now() - begun;
  }).toSorted((a, b) => a - b);
  const [least = 0, median = 0, most = 0] = [times[0], times[RUNS >> 1], times.at(-1)];
  console.log(`${title.padEnd(40)} min ${least.toFixed(0)}, median ${median.toFixed(0)}, max ${most.toFixed(0)} ms`);
}

console.log(
  `${NODES} nodes, ${PODS} pods: indexed in ${indexing.toFixed(0)} ms, ${(after - before).toFixed(0)} MiB for the index of ${second.nodes.length} nodes`,
);
const own = cluster.find('pods', 'ns-0', 'pending');
const important = own && { ...own, spec: { ...own.spec, priority: 1000 } };
const small = own && { ...own, spec: { containers: [{ name: 'app', resources: { requests: { cpu: '100m' } } }] } };
console.log(own && schedule(index, own).message);
measure('refused everywhere, every filter', own, (subject) => schedule(index, subject));
measure('the same of a high priority', important, (subject) => schedule(index, subject));
measure('a small pod that fits', small, (subject) => schedule(index, subject));
measure('everything that could make it fit', own, (subject) => clusterFixes(index, subject));
