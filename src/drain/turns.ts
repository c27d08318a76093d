import { Cluster } from '../model/cluster.ts';
import type { Remedy } from '../model/drain-plan.ts';
import type { Node, Pod } from '../model/objects.ts';
import { after, settled } from './after.ts';
import { ordered } from './order.ts';
import { chosenPods, leavingOf, type DrainOrder } from './queue.ts';
import { ReadyTimes } from './readiness.ts';
import { Replay, type Replayed, type Stage } from './replay.ts';
import type { Sequenced } from './sequence.ts';

/** So many turns are simulated before no order is found, and so often a pod is held against a node: each is a plan of its own. */
const MOST_TURNS = 40;
const MOST_WORK = 100_000;

/** What came of draining one node while the nodes before it stay closed or are open again. */
interface Turn {
  cluster: Cluster;
  moved: Set<Pod>;
  replayed: Replayed;
  gone: Pod[];
}

function turn(cluster: Cluster, node: string, closed: Set<string>, { flags }: DrainOrder): Turn {
  const times = new ReadyTimes(cluster);
  const pods = ordered(leavingOf(chosenPods({ nodes: [node], flags }, cluster)), times, new Set(), cluster);
  const stage: Stage = { cluster, drained: new Set([...closed, node]), times, deletes: flags.disableEviction };
  const replayed = new Replay(stage, pods).run();
  const gone = pods.filter((pod) => replayed.verdicts.get(pod)?.kind !== 'never');
  return { ...after(cluster, replayed, times), replayed, gone };
}

/** The cluster once the node is given back; undefined when a pod of it never goes, or its replacement fits nowhere even then. */
function givenBack({ cluster, moved, replayed, gone }: Turn): Cluster | undefined {
  if (gone.length < replayed.verdicts.size) return undefined;
  const waiting = [...moved].filter(({ spec }) => !spec?.nodeName);
  if (waiting.length === 0) return cluster;
  const now = settled(cluster, waiting, new ReadyTimes(cluster));
  return waiting.some(({ metadata }) => !now.find('pods', metadata.namespace, metadata.name)?.spec?.nodeName)
    ? undefined
    : now;
}

/** Whether a cluster is small enough to simulate each of the nodes on its own. */
export const takesTurns = (cluster: Cluster, { nodes }: DrainOrder): boolean =>
  nodes.length > 1 && nodes.length * cluster.all('pods').length <= MOST_WORK;

/** How many pods move twice when each node is only cordoned once the one before it is drained: their replacements land on it first. */
export function movedTwice(cluster: Cluster, order: DrainOrder): number {
  let now = cluster;
  let twice = 0;
  const moved = new Set<Pod>();
  const closed = new Set<string>();
  for (const node of order.nodes) {
    const one = turn(now, node, closed, order);
    twice += one.gone.filter((pod) => moved.has(pod)).length;
    for (const pod of one.moved) moved.add(pod);
    closed.add(node);
    now = one.cluster;
  }
  return twice;
}

/** An order in which each node is drained to its end with every replacement placed, when the one before it is given back first. */
function rolling(cluster: Cluster, order: DrainOrder, pods: number): string[] | undefined {
  const turns = Math.floor((MOST_WORK * order.nodes.length) / Math.max(1, pods * cluster.all('nodes').length));
  const whole = Math.floor(MOST_WORK / Math.max(1, cluster.all('pods').length));
  let left = Math.min(MOST_TURNS, Math.max(order.nodes.length, Math.min(turns, whole)));
  const from = (now: Cluster, rest: string[], done: string[]): string[] | undefined => {
    if (rest.length === 0) return done;
    for (const node of rest) {
      left -= 1;
      if (left < 0) return undefined;
      const one = turn(now, node, new Set(), order);
      const open = givenBack(one);
      if (!open) continue;
      const found = from(
        open,
        rest.filter((name) => name !== node),
        [...done, node],
      );
      if (found) return found;
    }
    return undefined;
  };
  return from(cluster, order.nodes, []);
}

function oneByOne({ cluster }: Stage, { pods }: Sequenced, order: DrainOrder): Remedy[] {
  const nodes = order.nodes.length > 1 ? rolling(cluster, order, pods.length) : undefined;
  if (!nodes) return [];
  const [first = ''] = nodes;
  const text = {
    en: `one node at a time, each given back before the next: ${nodes.join(', ')}`,
    zh: `逐个节点进行，恢复一个再排空下一个：${nodes.join('、')}`,
  };
  const command = `k8sdoctor drain ${first}`;
  return [{ text, command, proven: true }];
}

/** An empty node like another, under a name of its own. */
function likeOf({ metadata, spec, status }: Node, name: string): Node {
  const { unschedulable: _u, taints = [], ...rest } = spec ?? {};
  const kept = taints.filter(({ key }) => !key?.startsWith('node.kubernetes.io/'));
  const conditions = [{ type: 'Ready', status: 'True' }];
  const { annotations: _a, ...own } = metadata;
  return {
    metadata: { ...own, name, labels: { ...metadata.labels, 'kubernetes.io/hostname': name } },
    spec: { ...rest, ...(kept.length > 0 && { taints: kept }) },
    status: { ...status, conditions },
  };
}

function moreNodes(stage: Stage, { pods }: Sequenced): Remedy[] {
  const { cluster, drained } = stage;
  const { snapshot } = cluster;
  const models = [...drained].flatMap((name) => cluster.node(name) ?? []);
  for (let count = 1; count <= models.length; count++) {
    const added = models.slice(0, count).map((node) => likeOf(node, `${node.metadata.name}-added`));
    const nodes = [...cluster.all('nodes'), ...added];
    const larger = new Cluster({ ...snapshot, objects: { ...snapshot.objects, nodes } });
    const { verdicts, landings } = new Replay({ ...stage, cluster: larger }, pods).run();
    const ends = pods.every((pod) => verdicts.get(pod)?.kind !== 'never' && landings.get(pod)?.kind !== 'pending');
    if (!ends) continue;
    const like = models.slice(0, count).map(({ metadata }) => metadata.name);
    const text = {
      en: `add ${count} ${count === 1 ? 'node' : 'nodes'} like ${like.join(', ')} first`,
      zh: `先增加 ${count} 个与 ${like.join('、')} 相同的节点`,
    };
    return [{ text, proven: true }];
  }
  return [];
}

/** What lets the plan as a whole end with every replacement placed, each simulated: other than for one pod alone. */
export function wholeRemedies(stage: Stage, chosen: Sequenced, order: DrainOrder): Remedy[] {
  const { never, pending } = chosen.cost;
  if (never + pending === 0) return [];
  const homeless = [...chosen.replayed.landings.values()].some(({ kind }) => kind === 'pending');
  return [...oneByOne(stage, chosen, order), ...(homeless ? moreNodes(stage, chosen) : [])];
}
