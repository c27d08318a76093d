import type { Manifest } from '../api.ts';
import type { Case } from '../arena.ts';

/** A case with what the scheduler is known to say of it; `null` when it places the pod. */
export interface Known extends Case {
  says: string | null;
  /** The pods it evicts. */
  evicts?: string[];
}

export const ZONE = 'topology.kubernetes.io/zone';
export const HOST = 'kubernetes.io/hostname';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

type Labels = Record<string, string>;
type Amounts = Record<string, string>;
type Fields = Record<string, unknown>;

/** A node with room for 2 CPU and 4 GiB. */
export const node = (
  i: number,
  { labels = {}, allocatable = {}, ...spec }: { labels?: Labels; allocatable?: Amounts; [field: string]: unknown } = {},
): Manifest => {
  const all = { cpu: '2', memory: '4Gi', pods: '110', 'ephemeral-storage': '10Gi', ...allocatable };
  const metadata = { name: `node-${i}`, labels: { [HOST]: `node-${i}`, ...labels } };
  return { kind: 'Node', metadata, spec, status: { allocatable: all, capacity: all } };
};

/** A container that asks for something. */
export const asking = (requests: Amounts, more: object = {}): Fields => ({
  name: 'app',
  image: 'x',
  resources: { requests },
  ...more,
});

const container = { name: 'app', image: 'x' };

/** A running pod on a node. */
export const running = (
  name: string,
  on: number,
  {
    labels = {},
    metadata = {},
    status = {},
    ...spec
  }: { labels?: Labels; metadata?: object; status?: object; [field: string]: unknown } = {},
): Manifest => ({
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels, ...metadata },
  spec: {
    containers: [container],
    nodeName: `node-${on}`,
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 3600,
    ...spec,
  },
  status: { phase: 'Running', startTime: '2026-01-01T01:00:00Z', ...status },
});

/** The pod to place. */
export const pending = ({ labels = {}, ...spec }: { labels?: Labels; [field: string]: unknown } = {}): Manifest => ({
  kind: 'Pod',
  metadata: { name: 'pending', namespace: 'shop', labels },
  spec: { containers: [container], terminationGracePeriodSeconds: 0, ...spec },
});

/** Required terms of node affinity. */
export const nodeTerms = (...nodeSelectorTerms: object[]): Fields => ({
  affinity: { nodeAffinity: { [REQUIRED]: { nodeSelectorTerms } } },
});

/** A required rule toward pods of an app. */
export const rule = (
  kind: 'podAffinity' | 'podAntiAffinity',
  app: string,
  topologyKey = HOST,
  more: object = {},
): Fields => ({
  affinity: { [kind]: { [REQUIRED]: [{ topologyKey, labelSelector: { matchLabels: { app } }, ...more }] } },
});

/** A topology spread constraint over pods of app web. */
export const spread = (topologyKey = ZONE, more: object = {}): Fields => ({
  topologySpreadConstraints: [
    {
      topologyKey,
      maxSkew: 1,
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'web' } },
      ...more,
    },
  ],
});

/** A namespace. */
export const namespace = (name: string, labels: Labels = {}): Manifest => ({
  kind: 'Namespace',
  metadata: { name, labels },
});

/** A storage class that waits for the pod. */
export const storageClass = (name: string, provisioner: string, more: object = {}): Manifest => ({
  kind: 'StorageClass',
  metadata: { name },
  provisioner,
  volumeBindingMode: 'WaitForFirstConsumer',
  reclaimPolicy: 'Delete',
  ...more,
});

/** A claim; with a volume it is bound. */
export const claim = (
  i: number,
  {
    volume,
    metadata = {},
    phase,
    ...spec
  }: { volume?: number; metadata?: object; phase?: string; [field: string]: unknown } = {},
): Manifest => ({
  kind: 'PersistentVolumeClaim',
  metadata: {
    name: `claim-${i}`,
    namespace: 'shop',
    ...(volume !== undefined && { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } }),
    ...metadata,
  },
  spec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
    storageClassName: 'slow',
    volumeMode: 'Filesystem',
    ...(volume !== undefined && { volumeName: `volume-${volume}` }),
    ...spec,
  },
  status: { phase: phase ?? (volume === undefined ? 'Pending' : 'Bound') },
});

/** A CSI volume. */
export const volume = (
  i: number,
  { labels = {}, phase = 'Bound', ...spec }: { labels?: Labels; phase?: string; [field: string]: unknown } = {},
): Manifest => ({
  kind: 'PersistentVolume',
  metadata: { name: `volume-${i}`, labels },
  spec: {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '5Gi' },
    persistentVolumeReclaimPolicy: 'Retain',
    storageClassName: 'slow',
    csi: { driver: 'csi.slow', volumeHandle: `handle-${i}` },
    ...spec,
  },
  status: { phase },
});

/** Reachable only where a label has a value. */
export const onlyIn = (key: string, value: string): Fields => ({
  nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: [value] }] }] } },
});

/** The volumes of a pod that uses claims. */
export const using = (...claims: number[]): Fields => ({
  volumes: claims.map((i) => ({ name: `v${i}`, persistentVolumeClaim: { claimName: `claim-${i}` } })),
});

/** A case: what is there, the pod, and what the scheduler says (without «0/N nodes are available: » and what it says of preemption). */
export const known = (name: string, says: string | null, pod: Manifest, ...objects: Manifest[]): Known => ({
  name,
  says,
  pod,
  objects,
});
