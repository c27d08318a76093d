import type { Manifest } from './api.ts';
import { affinityOf, nodeAffinityOf, spreadOf } from './generate-rules.ts';
import { apps, namespaces, podLabels, requests, scalars, zones, type World } from './vocabulary.ts';

function ports({ random, features }: World): object[] {
  if (!features.has('ports') || random.chance(0.4)) return [];
  const seen = new Set<number>();
  return random.times(random.int(1, 2), () => {
    const containerPort = random.pick([80, 443, 8080].filter((port) => !seen.has(port)));
    seen.add(containerPort);
    return {
      containerPort,
      hostPort: containerPort,
      ...(random.chance(0.3) && { protocol: random.pick(['TCP', 'UDP']) }),
      ...(random.chance(0.3) && { hostIP: random.pick(['10.0.0.1', '10.0.0.2', '0.0.0.0', '127.0.0.1']) }),
    };
  });
}

const asking = (world: World, extended: boolean): object => {
  const own = requests(world);
  const more = extended ? scalars(world) : {};
  return { resources: { requests: { ...own, ...more }, ...(Object.keys(more).length > 0 && { limits: more }) } };
};

function container(world: World, name: string, withPorts = true): object {
  const busy = world.features.has('resources') || world.features.has('preemption');
  const own = withPorts ? ports(world) : [];
  return { name, image: 'x', ...(busy && asking(world, true)), ...(own.length > 0 && { ports: own }) };
}

function containers(world: World): object {
  const { random } = world;
  const init = random.times(random.chance(0.25) ? random.int(1, 3) : 0, (i) => {
    const sidecar = random.chance(0.4);
    const own = container(world, `init-${i}`, false);
    return { ...own, ...(sidecar && { restartPolicy: 'Always' }) };
  });
  return {
    containers: [container(world, 'app'), ...(random.chance(0.2) ? [container(world, 'side', false)] : [])],
    ...(init.length > 0 && { initContainers: init }),
  };
}

function claimVolumes({ random, features, claims }: World, namespace: string): object[] {
  const own = claims.filter((claim) => claim.namespace === namespace);
  if (!features.has('storage') || own.length === 0 || random.chance(0.3)) return [];
  return random
    .some(own, 0.35)
    .slice(0, 3)
    .map(({ name }, i) => ({ name: `v${i}`, persistentVolumeClaim: { claimName: name } }));
}

function diskVolumes({ random, features }: World): object[] {
  if (!features.has('storage') || random.chance(0.85)) return [];
  const readOnly = random.chance(0.5);
  return [
    random.pick([
      { name: 'disk', gcePersistentDisk: { pdName: random.pick(['d1', 'd2']), readOnly } },
      { name: 'disk', awsElasticBlockStore: { volumeID: random.pick(['vol-1', 'vol-2']) } },
      {
        name: 'disk',
        iscsi: {
          targetPortal: '10.0.0.9:3260',
          iqn: random.pick(['iqn.2026-01.test:a', 'iqn.2026-01.test:b']),
          lun: 0,
          readOnly,
        },
      },
      {
        name: 'disk',
        rbd: { monitors: random.pick([['m1'], ['m1', 'm2'], ['m2']]), image: 'i1', pool: 'rbd', readOnly },
      },
    ]),
  ];
}

const priorityOf = ({ random, features }: World): object =>
  features.has('preemption') ? { priority: random.pick([-10, 0, 0, 5, 10, 100]) } : {};

function common(world: World, namespace: string): Record<string, unknown> {
  return {
    ...containers(world),
    ...priorityOf(world),
    volumes: [...claimVolumes(world, namespace), ...diskVolumes(world)],
  };
}

/** A node, the first ones more often, so that domains differ. */
function someNode({ random, nodes }: World): string {
  const [a, b] = [random.int(0, nodes.length - 1), random.int(0, nodes.length - 1)];
  return nodes[Math.min(a, b)]?.metadata.name ?? '';
}

function boundPod(world: World, i: number): Manifest {
  const { random, features } = world;
  const namespace = random.pick(namespaces);
  const labels = podLabels(world);
  const ending = random.chance(0.06);
  const rules = features.has('affinity') && random.chance(0.35) ? affinityOf(world, labels, true) : undefined;
  return {
    kind: 'Pod',
    metadata: {
      name: `pod-${i}`,
      namespace,
      labels,
      ...(ending && { deletionTimestamp: '2026-01-01T11:59:00Z', deletionGracePeriodSeconds: 3600 }),
    },
    spec: {
      ...common(world, namespace),
      ...(rules && { affinity: rules }),
      nodeName: random.chance(0.98) ? someNode(world) : 'gone',
      schedulerName: 'default-scheduler',
      terminationGracePeriodSeconds: 3600,
    },
    status: {
      phase: random.chance(0.06) ? random.pick(['Succeeded', 'Failed']) : 'Running',
      startTime: `2026-01-01T0${i % 10}:${String(i % 60).padStart(2, '0')}:${String((i * 7) % 60).padStart(2, '0')}Z`,
    },
  };
}

/** A pending pod for which preemption has reserved a place; it matches no node by itself and so stays where it is. */
function nominee(world: World, i: number): Manifest {
  const { random, nodes } = world;
  const namespace = random.pick(namespaces);
  return {
    kind: 'Pod',
    metadata: { name: `nominee-${i}`, namespace, labels: podLabels(world) },
    spec: {
      ...common(world, namespace),
      volumes: [],
      preemptionPolicy: 'Never',
      nodeSelector: { 'no-such': 'label' },
      schedulerName: 'default-scheduler',
    },
    status: { phase: 'Pending', nominatedNodeName: random.pick(nodes).metadata.name },
  };
}

/** The pods that are there already. */
export function otherPods(world: World): Manifest[] {
  const { random, nodes, features } = world;
  if (nodes.length === 0) return [];
  const most = features.has('spread') || features.has('affinity') || features.has('preemption') ? 4 : 3;
  const bound = random.times(random.int(0, nodes.length * most), (i) => boundPod(world, i));
  const nominees = random.chance(0.12) ? random.times(random.int(1, 2), (i) => nominee(world, i)) : [];
  return [...bound, ...nominees];
}

function tolerations({ random, features }: World): object[] {
  if (!features.has('taints') || random.chance(0.35)) return [];
  if (random.chance(0.05)) return [{ operator: 'Exists' }];
  const keys = ['dedicated', 'gpu', 'node.kubernetes.io/unschedulable', 'node.kubernetes.io/not-ready'];
  return random.some(keys, 0.5).map((key) => {
    const effect = random.pick([undefined, 'NoSchedule', 'NoExecute']);
    const exists = random.chance(0.5);
    return {
      key,
      ...(exists ? { operator: 'Exists' } : { value: random.pick(['web', 'db', '']) }),
      ...(effect && { effect }),
    };
  });
}

/** The pod to place. */
export function pendingPod(world: World): Manifest {
  const { random, features } = world;
  const namespace = random.pick(namespaces);
  const labels = podLabels(world);
  const busy = features.has('resources') || features.has('preemption');
  const nodeAffinity = features.has('selector') ? nodeAffinityOf(world) : undefined;
  const podRules = features.has('affinity') ? affinityOf(world, labels, false) : {};
  const affinity = { ...podRules, ...(nodeAffinity && { nodeAffinity }) };
  return {
    kind: 'Pod',
    metadata: { name: 'pending', namespace, labels },
    spec: {
      ...common(world, namespace),
      terminationGracePeriodSeconds: 0,
      ...(features.has('preemption') && { priority: random.pick([0, 5, 10, 50, 1000, 1000]) }),
      ...(features.has('preemption') && random.chance(0.1) && { preemptionPolicy: 'Never' }),
      ...(busy && random.chance(0.1) && { overhead: { cpu: '250m', memory: '120Mi' } }),
      ...(busy && random.chance(0.08) && { resources: { requests: { cpu: '7', memory: '9Gi' } } }),
      ...(features.has('selector') && random.chance(0.5) && { nodeSelector: selector(world) }),
      tolerations: tolerations(world),
      ...(Object.keys(affinity).length > 0 && { affinity }),
      ...(features.has('spread') && { topologySpreadConstraints: spreadOf(world) }),
      ...(random.chance(0.01) && { schedulingGates: [{ name: 'example.com/wait' }] }),
    },
  };
}

function selector({ random }: World): Record<string, string> {
  return random.pick([
    { disk: random.pick(['ssd', 'hdd', 'nvme']) },
    { 'topology.kubernetes.io/zone': random.pick(zones) },
    { disk: 'ssd', cores: random.pick(['2', '4', '8']) },
    { app: random.pick(apps) },
  ]);
}
