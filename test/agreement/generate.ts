import type { Manifest } from './api.ts';
import type { Case } from './arena.ts';
import { nodesOf } from './generate-nodes.ts';
import { otherPods, pendingPod } from './generate-pods.ts';
import { storageOf } from './generate-storage.ts';
import { namespaces, type World } from './vocabulary.ts';
import { Random } from '../random.ts';

/** How many nodes a case has: mostly few, so that all of them matter. */
function size(random: Random): number {
  if (random.chance(0.02)) return 0;
  if (random.chance(0.1)) return random.int(10, 30);
  return random.int(1, 6);
}

function budgets({ random, features }: World): Manifest[] {
  if (!features.has('preemption') || random.chance(0.4)) return [];
  return random.times(random.int(1, 3), (i) => ({
    kind: 'PodDisruptionBudget',
    metadata: { name: `pdb-${i}`, namespace: random.pick(namespaces) },
    spec: {
      minAvailable: 1,
      selector: random.chance(0.1) ? {} : { matchLabels: { app: random.pick(['web', 'db', 'cache']) } },
    },
    status: {
      disruptionsAllowed: random.int(0, 2),
      currentHealthy: 2,
      desiredHealthy: 1,
      expectedPods: 2,
      ...(random.chance(0.2) && { disruptedPods: { 'pod-1': '2026-01-01T11:00:00Z' } }),
    },
  }));
}

const FEATURES = [
  'taints',
  'selector',
  'ports',
  'resources',
  'storage',
  'spread',
  'spread',
  'affinity',
  'preemption',
  'preemption',
] as const;

/** A cluster and a pending pod, the same for the same seed. */
export function generate(seed: number): Case {
  const random = new Random(seed);
  const mixed = random.chance(0.5);
  const features = new Set<string>(mixed ? random.some(FEATURES, 0.4) : [random.pick(FEATURES), random.pick(FEATURES)]);
  const world: World = { random, features, nodes: [], claims: [], objects: [] };
  world.nodes = nodesOf(world, size(random));
  storageOf(world);
  const spaces = [...new Set(namespaces)].map((name) => ({
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name, team: name === 'infra' ? 'ops' : 'dev' } },
  }));
  const pods = otherPods(world);
  const pod = pendingPod(world);
  return {
    name: `seed ${seed}`,
    objects: [...spaces, ...world.nodes, ...world.objects, ...pods, ...budgets(world)],
    pod,
  };
}
