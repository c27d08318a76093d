import type { Cluster } from '../model/cluster.ts';
import type {
  DrainFlags,
  DrainPlan,
  DrainSequence,
  Fate,
  Hazard,
  LiftingFlag,
  PlannedPod,
} from '../model/drain-plan.ts';
import { DoctorError } from '../model/error.ts';
import type { Kind, Node, Pod } from '../model/objects.ts';
import type { Text } from '../model/text.ts';
import { downtime, isFree } from './downtime.ts';
import { endings, podsOfJobs } from './endings.ts';
import { hazardsOf } from './hazards.ts';
import { noSuccessor } from './landing.ts';
import { lossesOf } from './losses.ts';
import { graceOf, ordered, stageOf } from './order.ts';
import { chosenPods, leavingOf, type DrainOrder } from './queue.ts';
import { ReadyTimes } from './readiness.ts';
import { Remedies } from './remedies.ts';
import type { Replayed, Stage } from './replay.ts';
import { sequenced } from './sequence.ts';
import { movedTwice, takesTurns, wholeRemedies } from './turns.ts';
import { backedServices, webhookBackends, type Backed, type Backend } from './services.ts';

function nodesOf(names: string[], cluster: Cluster): Node[] {
  return names.map((name) => {
    const node = cluster.node(name);
    if (node) return node;
    const known = cluster.all('nodes').map(({ metadata }) => metadata.name);
    throw new DoctorError(
      'not-found',
      { en: `no node ${name}`, zh: `没有节点 ${name}` },
      known.length > 0
        ? { hint: { en: `there is: ${known.slice(0, 8).join(', ')}`, zh: `现有：${known.slice(0, 8).join('、')}` } }
        : {},
    );
  });
}

const MATTERING: Partial<Record<Kind, Text>> = {
  poddisruptionbudgets: {
    en: 'PodDisruptionBudgets: whether evictions are allowed',
    zh: 'PodDisruptionBudget：能否驱逐',
  },
  namespaces: { en: 'namespaces: whether one is being deleted', zh: '命名空间：是否正在删除' },
  daemonsets: { en: 'DaemonSets: whether those of the pods still exist', zh: 'DaemonSet：是否仍然存在' },
  replicasets: { en: 'ReplicaSets: what replaces a pod', zh: 'ReplicaSet：Pod 由谁重建' },
  deployments: { en: 'Deployments: how many replicas there are to be', zh: 'Deployment：应有多少副本' },
  statefulsets: { en: 'StatefulSets: how many replicas there are to be', zh: 'StatefulSet：应有多少副本' },
  endpointslices: {
    en: 'EndpointSlices: which Service loses its last endpoint',
    zh: 'EndpointSlice：哪些 Service 会失去最后一个端点',
  },
};

const notSeen = (cluster: Cluster): Text[] =>
  Object.entries(MATTERING).flatMap(([kind, text]) => (cluster.hasRead(kind as Kind) ? [] : [text]));

/** What everything about a pod is worked out from. */
interface Known {
  cluster: Cluster;
  flags: DrainFlags;
  replayed: Replayed;
  /** Absent where no changes are looked for. */
  remedies: Remedies | undefined;
  backends: Set<Pod>;
  drained: Set<string>;
  ofJobs: Map<string, number>;
}

function planned(pod: Pod, fate: Fate, known: Known): PlannedPod {
  const { cluster, flags, replayed, remedies, backends } = known;
  const { metadata, spec } = pod;
  const verdict = replayed.verdicts.get(pod);
  const landing = replayed.landings.get(pod) ?? noSuccessor(pod, cluster);
  const owner = cluster.ownersOf(pod).at(-1);
  const goes = fate.kind !== 'skip';
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    ...(metadata.uid && { uid: metadata.uid }),
    node: spec?.nodeName ?? '',
    ...(owner && { owner }),
    fate,
    ...(verdict && goes && { verdict }),
    ...(landing && goes && { landing }),
    losses: goes ? lossesOf(pod, known) : [],
    remedies: verdict?.kind === 'never' && remedies ? remedies.for(pod, verdict) : [],
    graceSeconds: graceOf(pod, flags),
    terminating: Boolean(metadata.deletionTimestamp),
    stage: stageOf(pod, backends),
  };
}

/** What all nodes at once spare, where there are several. */
function withTurns(sequence: DrainSequence, { cluster }: Stage, order: DrainOrder): DrainSequence {
  if (order.brief || !takesTurns(cluster, order)) return sequence;
  return { ...sequence, inTurn: { movedTwice: movedTwice(cluster, order) } };
}

const liftedBy = (fates: Fate[]): LiftingFlag[] => [
  ...new Set(fates.flatMap((fate) => (fate.kind === 'blocked' ? fate.by.flatMap(({ flag }) => flag ?? []) : []))),
];

function outcomeOf(pods: PlannedPod[], cluster: Cluster, { disableEviction }: DrainFlags): DrainPlan['outcome'] {
  if (pods.some(({ verdict }) => verdict?.kind === 'never')) return 'never';
  if (pods.some(({ fate }) => fate.kind === 'blocked')) return 'blocked';
  if (!disableEviction && !cluster.hasRead('poddisruptionbudgets')) return 'unknown';
  return pods.some(({ verdict }) => verdict?.kind === 'waits') ? 'waits' : 'free';
}

/** What beside the pods themselves hazards are looked for in. */
interface Around {
  nodes: Node[];
  queue: Pod[];
  times: ReadyTimes;
  services: Backed[];
  backends: Backend[];
}

function allHazards({ cluster, flags, replayed, ofJobs }: Known, around: Around): Hazard[] {
  const { queue, nodes, services, backends, times } = around;
  const gone = downtime({ cluster, times, services, ...replayed });
  const away = new Set(gone.flatMap(({ pods }) => pods));
  const atOnce = new Set(queue.filter((pod) => isFree(replayed.verdicts.get(pod))));
  return [
    ...hazardsOf({ cluster, nodes, leaving: new Set(queue), atOnce, away, services, backends }),
    ...gone.map(({ hazard }) => hazard),
    ...endings({ cluster, leaving: queue, flags, ofJobs }),
  ];
}

/** The pods that do not have to go, in the order of their names. */
const staying = (fates: Map<Pod, Fate>, leaving: Set<Pod>): Pod[] =>
  [...fates.keys()].filter((pod) => !leaving.has(pod)).toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));

/**
 * What will happen when nodes are drained: which pods go in which order, what their budgets say to it, where replacements land, what is
 * lost, and what else hangs on the nodes. Blocked pods are planned as if their flags were given.
 */
export function plan(cluster: Cluster, order: DrainOrder): DrainPlan {
  const { flags } = order;
  const nodes = nodesOf(order.nodes, cluster);
  const fates = chosenPods(order, cluster);
  const lifted = leavingOf(fates);
  const services = backedServices(cluster);
  const backends = webhookBackends(cluster, services);
  const behind = new Set(backends.flatMap(({ pods }) => pods));
  const times = new ReadyTimes(cluster);
  const stage: Stage = { cluster, drained: new Set(order.nodes), times, deletes: flags.disableEviction };
  const stages = new Map(lifted.map((pod) => [pod, stageOf(pod, behind)]));
  const chosen = sequenced(stage, ordered(lifted, times, behind, cluster), stages);
  const { pods: queue, replayed } = chosen;
  const rest = staying(fates, new Set(queue));
  const known: Known = {
    cluster,
    flags,
    replayed,
    remedies: order.brief ? undefined : new Remedies({ order: queue, stage, landings: replayed.landings }),
    backends: behind,
    drained: stage.drained,
    ofJobs: podsOfJobs(queue),
  };
  const pods = [...queue, ...rest].map((pod) => planned(pod, fates.get(pod) ?? { kind: 'evict', warnings: [] }, known));
  return {
    nodes: order.nodes,
    flags,
    takenAt: cluster.snapshot.takenAt,
    outcome: outcomeOf(pods, cluster, flags),
    pods,
    hazards: allHazards(known, { nodes, queue, times, services, backends }),
    missingFlags: liftedBy([...fates.values()]),
    rounds: replayed.rounds,
    ...(chosen.sequence && { sequence: withTurns(chosen.sequence, stage, order) }),
    remedies: order.brief ? [] : wholeRemedies(stage, chosen, order),
    notSeen: notSeen(cluster),
  };
}
