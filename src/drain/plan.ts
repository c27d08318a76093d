import type { Cluster } from '../model/cluster.ts';
import type { DrainFlags, DrainPlan, Fate, LiftingFlag, PlannedPod } from '../model/drain-plan.ts';
import { DoctorError } from '../model/error.ts';
import type { Kind, Node, Pod } from '../model/objects.ts';
import { matchesLabels, parseSelector } from '../model/selector.ts';
import type { Text } from '../model/text.ts';
import { hazardsOf } from './hazards.ts';
import { judge } from './judge.ts';
import { noSuccessor } from './landing.ts';
import { lossesOf } from './losses.ts';
import { graceOf, ordered, stageOf } from './order.ts';
import { ReadyTimes } from './readiness.ts';
import { Remedies } from './remedies.ts';
import { Replay, type Replayed, type Stage } from './replay.ts';
import { backedServices, webhookBackends } from './services.ts';

/** Which nodes to drain, and how. */
export interface DrainOrder {
  nodes: string[];
  flags: DrainFlags;
}

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
  remedies: Remedies;
  backends: Set<Pod>;
}

function planned(pod: Pod, fate: Fate, known: Known): PlannedPod {
  const { cluster, flags, replayed, remedies, backends } = known;
  const { metadata, spec } = pod;
  const verdict = replayed.verdicts.get(pod);
  const landing = replayed.landings.get(pod) ?? noSuccessor(pod);
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
    losses: goes ? lossesOf(pod, cluster) : [],
    remedies: verdict?.kind === 'never' ? remedies.for(pod, verdict) : [],
    graceSeconds: graceOf(pod, flags),
    terminating: Boolean(metadata.deletionTimestamp),
    stage: stageOf(pod, backends),
  };
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

/** The pods of the nodes that the flags choose, each with what the rules say of it. */
function chosenPods(order: DrainOrder, cluster: Cluster): Map<Pod, Fate> {
  const { flags } = order;
  const selector = flags.podSelector ? parseSelector(flags.podSelector) : undefined;
  const pods = [...new Set(order.nodes)]
    .flatMap((name) => cluster.podsOn(name))
    .filter(({ metadata }) => !selector || matchesLabels(selector, metadata.labels));
  return new Map(pods.map((pod) => [pod, judge(pod, { cluster, flags })]));
}

/**
 * What will happen when nodes are drained: which pods go in which order, what their budgets say to it, where replacements land, what is
 * lost, and what else hangs on the nodes. Blocked pods are planned as if their flags were given.
 */
export function plan(cluster: Cluster, order: DrainOrder): DrainPlan {
  const { flags } = order;
  const nodes = nodesOf(order.nodes, cluster);
  const fates = chosenPods(order, cluster);
  const lifted = [...fates].filter(([, fate]) => fate.kind !== 'skip' && !staysWithFlag(fate)).map(([pod]) => pod);
  const services = backedServices(cluster);
  const backends = webhookBackends(cluster, services);
  const behind = new Set(backends.flatMap(({ pods }) => pods));
  const times = new ReadyTimes(cluster);
  const queue = ordered(lifted, times, behind, cluster);
  const drained = new Set(order.nodes);
  const stage: Stage = { cluster, drained, times, deletes: flags.disableEviction };
  const replayed = new Replay(stage, queue).run();
  const rest = [...fates.keys()]
    .filter((pod) => !lifted.includes(pod))
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const known: Known = {
    cluster,
    flags,
    replayed,
    remedies: new Remedies({ order: queue, stage, landings: replayed.landings }),
    backends: behind,
  };
  const pods = [...queue, ...rest].map((pod) => planned(pod, fates.get(pod) ?? { kind: 'evict', warnings: [] }, known));
  const leaving = new Set(queue);
  return {
    nodes: order.nodes,
    flags,
    takenAt: cluster.snapshot.takenAt,
    outcome: outcomeOf(pods, cluster, flags),
    pods,
    hazards: hazardsOf({ cluster, nodes, leaving, services, backends }),
    missingFlags: liftedBy([...fates.values()]),
    rounds: replayed.rounds,
    notSeen: notSeen(cluster),
  };
}

/** A pod of a DaemonSet: with the flag it would stay, so nothing about its eviction matters. */
const staysWithFlag = (fate: Fate): boolean =>
  fate.kind === 'blocked' && fate.by.some(({ flag }) => flag === '--ignore-daemonsets');
