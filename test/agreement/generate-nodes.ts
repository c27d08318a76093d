import type { Manifest } from './api.ts';
import { HOST, scalars, ZONE, zones, type World } from './vocabulary.ts';

const TAINT_KEYS = [
  'dedicated',
  'gpu',
  'node.kubernetes.io/unschedulable',
  'node.kubernetes.io/not-ready',
  'node-role.kubernetes.io/control-plane',
];

function taints({ random, features }: World): object[] {
  if (!features.has('taints') || random.chance(0.4)) return [];
  return random.some(TAINT_KEYS, 0.25).map((key) => ({
    key,
    ...(random.chance(0.5) && { value: random.pick(['web', 'db']) }),
    effect: random.pick(['NoSchedule', 'NoSchedule', 'NoExecute', 'PreferNoSchedule']),
  }));
}

function labels({ random, features }: World, name: string): Record<string, string> {
  const spreading = features.has('spread');
  return {
    ...((spreading || random.chance(0.95)) && { [HOST]: name }),
    ...(random.chance(spreading ? 0.96 : 0.85) && { [ZONE]: random.pick(zones) }),
    ...(random.chance(0.5) && { 'topology.kubernetes.io/region': 'r1' }),
    ...(random.chance(0.1) && { 'failure-domain.beta.kubernetes.io/zone': random.pick(zones) }),
    ...(random.chance(0.6) && { disk: random.pick(['ssd', 'hdd']) }),
    ...(random.chance(0.5) && { cores: random.pick(['2', '4', '8', '16', '4x']) }),
    ...(random.chance(0.3) && { rack: random.pick(['r1', 'r2', 'r3']) }),
  };
}

/** Nodes of different sizes, labels and taints. */
export function nodesOf(world: World, count: number): Manifest[] {
  const { random, features } = world;
  return random.times(count, (i) => {
    const name = `node-${i}`;
    const small = features.has('resources') || features.has('preemption');
    const allocatable = {
      cpu: small ? random.pick(['500m', '1', '2', '2500m', '4']) : '32',
      memory: small ? random.pick(['512Mi', '1Gi', '2Gi', '4000M', '8Gi']) : '128Gi',
      ...(random.chance(0.95) && { pods: small && random.chance(0.15) ? String(random.int(0, 4)) : '110' }),
      ...(random.chance(0.7) && { 'ephemeral-storage': random.pick(['4Gi', '100Gi']) }),
      ...(small && scalars(world)),
    };
    return {
      kind: 'Node',
      metadata: { name, labels: labels(world, name) },
      spec: {
        ...(features.has('taints') && random.chance(0.15) && { unschedulable: true }),
        taints: taints(world),
      },
      status: { allocatable, capacity: allocatable },
    };
  });
}
