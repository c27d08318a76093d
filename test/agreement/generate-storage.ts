import type { Manifest } from './api.ts';
import { HOST, namespaces, ZONE, zones, type World } from './vocabulary.ts';

const CLASSES = ['manual', 'slow', 'fast', 'zonal', 'now'];

function classes({ random }: World): Manifest[] {
  const make = (name: string, provisioner: string, volumeBindingMode: string, more: object = {}): Manifest => ({
    kind: 'StorageClass',
    metadata: { name },
    provisioner,
    volumeBindingMode,
    reclaimPolicy: 'Delete',
    ...more,
  });
  const zone = { matchLabelExpressions: [{ key: ZONE, values: [random.pick(zones), random.pick(zones)] }] };
  return [
    make('manual', 'kubernetes.io/no-provisioner', 'WaitForFirstConsumer'),
    make('slow', 'csi.slow', 'WaitForFirstConsumer'),
    make('fast', 'csi.fast', 'WaitForFirstConsumer'),
    make('zonal', 'csi.slow', 'WaitForFirstConsumer', { allowedTopologies: [zone] }),
    make('now', 'csi.slow', 'Immediate'),
  ];
}

/** Node affinity of a volume: a zone, a host, several, or none. */
function reach({ random, nodes }: World): object {
  const hosts = nodes.map(({ metadata }) => metadata.name);
  const term = (key: string, values: string[]): object => ({ matchExpressions: [{ key, operator: 'In', values }] });
  const required = (...nodeSelectorTerms: object[]): object => ({ nodeAffinity: { required: { nodeSelectorTerms } } });
  if (random.chance(0.35)) return {};
  if (random.chance(0.5) || hosts.length === 0) return required(term(ZONE, [random.pick(zones)]));
  if (random.chance(0.3)) return required(term(HOST, [random.pick(hosts)]), term(ZONE, [random.pick(zones)]));
  return required(term(HOST, [random.pick(hosts)]));
}

function zoneLabels({ random }: World): object {
  if (random.chance(0.75)) return {};
  const zone = random.pick(['a', 'b', 'a__b', 'b__c', 'c']);
  return random.pick([
    { labels: { [ZONE]: zone } },
    { labels: { 'failure-domain.beta.kubernetes.io/zone': zone } },
    { labels: { [ZONE]: zone, 'topology.kubernetes.io/region': random.pick(['r1', 'r2']) } },
  ]);
}

function volume(world: World, i: number, more: object, status = 'Bound'): Manifest {
  const { random } = world;
  const driver = random.pick(['csi.slow', 'csi.fast']);
  return {
    kind: 'PersistentVolume',
    metadata: { name: `volume-${i}`, ...zoneLabels(world) },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: random.pick(['1Gi', '5Gi', '10Gi']) },
      persistentVolumeReclaimPolicy: 'Retain',
      csi: { driver, volumeHandle: random.chance(0.9) ? `handle-${i}` : 'handle-shared' },
      ...reach(world),
      ...more,
    },
    status: { phase: status },
  };
}

function claim(world: World, i: number): { claim: Manifest; volume?: Manifest } {
  const { random } = world;
  const namespace = random.pick(namespaces);
  const name = `claim-${i}`;
  world.claims.push({ namespace, name });
  const storageClassName = random.pick(CLASSES);
  const bound = random.chance(0.6);
  const modes = random.chance(0.25) ? ['ReadWriteOncePod'] : ['ReadWriteOnce'];
  const made: Manifest = {
    kind: 'PersistentVolumeClaim',
    metadata: {
      name,
      namespace,
      uid: `uid-claim-${i}`,
      annotations: {
        ...(bound && random.chance(0.97) && { 'pv.kubernetes.io/bind-completed': 'yes' }),
        ...(!bound && random.chance(0.1) && { 'volume.kubernetes.io/selected-node': `node-${random.int(0, 3)}` }),
      },
      ...(random.chance(0.02) && {
        deletionTimestamp: '2026-01-01T11:00:00Z',
        finalizers: ['kubernetes.io/pvc-protection'],
      }),
    },
    spec: {
      accessModes: modes,
      ...(random.chance(0.95) && { storageClassName: random.chance(0.96) ? storageClassName : 'missing' }),
      resources: { requests: { storage: random.pick(['1Gi', '3Gi', '5Gi', '20Gi']) } },
      volumeMode: 'Filesystem',
      ...(bound && { volumeName: random.chance(0.95) ? `volume-${i}` : 'volume-999' }),
      ...(!bound && random.chance(0.1) && { selector: { matchLabels: { tier: 'gold' } } }),
    },
    status: { phase: bound ? (random.chance(0.97) ? 'Bound' : 'Lost') : 'Pending' },
  };
  if (!bound) return { claim: made };
  return {
    claim: made,
    volume: volume(world, i, { storageClassName, claimRef: { kind: 'PersistentVolumeClaim', namespace, name } }),
  };
}

function limits({ random, nodes }: World): Manifest[] {
  return nodes
    .filter(() => random.chance(0.6))
    .map(({ metadata: { name } }) => ({
      kind: 'CSINode',
      metadata: { name },
      spec: {
        drivers: ['csi.slow', 'csi.fast'].map((driver) => ({
          name: driver,
          nodeID: name,
          topologyKeys: null,
          ...(random.chance(0.7) && { allocatable: { count: random.int(0, 3) } }),
        })),
      },
    }));
}

function attachments({ random, nodes }: World, volumes: Manifest[]): Manifest[] {
  if (nodes.length === 0) return [];
  return random.some(volumes, 0.15).map(({ metadata: { name }, spec }, i) => ({
    kind: 'VolumeAttachment',
    metadata: { name: `attachment-${i}` },
    spec: {
      attacher: (spec as { csi: { driver: string } }).csi.driver,
      nodeName: random.pick(nodes).metadata.name,
      source: { persistentVolumeName: name },
    },
    status: { attached: true },
  }));
}

function capacities({ random }: World): Manifest[] {
  if (random.chance(0.5)) return [];
  const driver: Manifest = {
    kind: 'CSIDriver',
    metadata: { name: 'csi.fast' },
    spec: { attachRequired: true, podInfoOnMount: false, storageCapacity: true, volumeLifecycleModes: ['Persistent'] },
  };
  const room = random.times(random.int(0, 3), (i): Manifest => ({
    kind: 'CSIStorageCapacity',
    metadata: { name: `capacity-${i}`, namespace: 'infra' },
    storageClassName: random.pick(['fast', 'slow']),
    ...(random.chance(0.9) && {
      nodeTopology: random.chance(0.2) ? {} : { matchLabels: { [ZONE]: random.pick(zones) } },
    }),
    capacity: random.pick(['2Gi', '4Gi', '100Gi']),
    ...(random.chance(0.3) && { maximumVolumeSize: random.pick(['1Gi', '50Gi']) }),
  }));
  return [driver, ...room];
}

/** Classes, claims, volumes, and what drivers tell of nodes. */
export function storageOf(world: World): void {
  const { random, features } = world;
  if (!features.has('storage')) return;
  const claims = random.times(random.int(1, 8), (i) => claim(world, i));
  if (random.chance(0.1)) world.claims.push({ namespace: random.pick(namespaces), name: 'claim-99' });
  const bound = claims.flatMap((each) => each.volume ?? []);
  const free = random.times(random.int(0, 4), (i) => {
    const status = random.chance(0.85) ? 'Available' : 'Released';
    const reserved = random.chance(0.15) ? random.pick(claims).claim.metadata : undefined;
    const claimRef = reserved && { kind: 'PersistentVolumeClaim', namespace: reserved.namespace, name: reserved.name };
    return volume(
      world,
      100 + i,
      { storageClassName: random.pick(['manual', 'slow']), ...(claimRef && { claimRef }) },
      status,
    );
  });
  world.objects.push(...classes(world), ...claims.map((each) => each.claim), ...bound, ...free);
  world.objects.push(...limits(world), ...attachments(world, bound), ...capacities(world));
}
