import type { Pod } from '../../model/objects.ts';
import { Cycle } from '../cycle.ts';
import { isCounted } from '../filters/node-resources-fit.ts';
import { fitError } from '../fit-error.ts';
import { PodInfo } from '../pod-info.ts';
import { judgeNodes } from '../schedule.ts';
import type { ScheduleIndex } from '../schedule-index.ts';
import { keyOf, type Change } from './change.ts';
import { nodeFix, Trial, type Fix, type NodeFix } from './fixes.ts';

/** A resource the pod asks for, against what the nodes have. */
export interface Fit {
  resource: string;
  requested: number;
  /** The largest any node offers, and the most that is free on any. */
  largest: { node: string; amount: number } | undefined;
  freest: { node: string; amount: number } | undefined;
  /** The pods that have requested most of it where most is free. */
  holders: { pod: Pod; amount: number }[];
  /** It is more than any node has: no eviction and no waiting helps. */
  never: boolean;
}

/** Everything that could make the pod fit. */
export interface ClusterFixes {
  /** For each node, nearest first; of large clusters only the nearest. */
  nodes: NodeFix[];
  /** The smallest sets of changes that make it fit somewhere, smallest first, then those that open most nodes. */
  sets: Fix[];
  /** Each change of the pod by itself: the nodes it opens, or the message the scheduler would write next. */
  singles: { change: Change; opens: string[]; message?: string }[];
  /** What it asks for, scarcest first. */
  resources: Fit[];
}

/** How many nodes are tried one by one, and how many changes by themselves. */
const MOST_NODES = 50;
const MOST_SINGLES = 12;
const MOST_SETS = 12;

function fitOf(resource: string, requested: number, index: ScheduleIndex): Fit {
  const most = (amounts: { node: string; amount: number }[]) =>
    amounts.reduce<{ node: string; amount: number } | undefined>(
      (best, each) => (best && best.amount >= each.amount ? best : each),
      undefined,
    );
  const sizes = index.nodes.map((node) => ({ node: node.name, amount: node.allocatable.get(resource) ?? 0 }));
  const free = index.nodes.map((node, i) => ({
    node: node.name,
    amount: (sizes[i]?.amount ?? 0) - (node.requested.get(resource) ?? 0),
  }));
  const [largest, freest] = [most(sizes), most(free)];
  const holders = (index.byName.get(freest?.node ?? '')?.pods ?? [])
    .map((info) => ({ pod: info.pod, amount: info.requests.get(resource) ?? 0 }))
    .filter(({ amount }) => amount > 0)
    .toSorted((a, b) => b.amount - a.amount)
    .slice(0, 3);
  return { resource, requested, largest, freest, holders, never: requested > (largest?.amount ?? 0) };
}

const resourcesOf = ({ requests }: PodInfo, index: ScheduleIndex): Fit[] =>
  [...requests]
    .filter(([resource, amount]) => amount > 0 && isCounted(resource))
    .map(([resource, amount]) => fitOf(resource, amount, index))
    .toSorted(
      (a, b) =>
        Number(b.never) - Number(a.never) ||
        (a.freest?.amount ?? 0) / a.requested - (b.freest?.amount ?? 0) / b.requested,
    );

const smallestFirst = (a: Fix, b: Fix): number =>
  a.changes.length - b.changes.length || b.opens.length - a.opens.length;

/** Sets that hold a smaller one that suffices are left out. */
function minimal(fixes: Fix[]): Fix[] {
  const kept: Fix[] = [];
  for (const fix of fixes.toSorted(smallestFirst)) {
    const keys = new Set(fix.changes.map(keyOf));
    const covered = kept.some(({ changes }) => changes.every((change) => keys.has(keyOf(change))));
    if (!covered) kept.push(fix);
  }
  return kept;
}

function setsOf(nodes: NodeFix[], trial: Trial): Fix[] {
  const byPod = new Map<string, Fix>();
  const others: Fix[] = [];
  for (const fix of nodes.flatMap((node) => [node.byPod, node.byNode])) {
    if (!fix || fix.opens.length === 0) continue;
    if (fix.changes.some(({ side }) => side === 'node')) others.push(fix);
    else byPod.set(fix.changes.map(keyOf).toSorted().join('\n'), fix);
  }
  const counted = [...byPod.values()]
    .toSorted(smallestFirst)
    .slice(0, MOST_SETS)
    .map((fix) => ({ ...fix, opens: trial.opens(fix.changes) }));
  return minimal([...counted, ...others]);
}

function messageAfter(cycle: Cycle): string {
  const statuses = judgeNodes(cycle).flatMap(({ status }) => status ?? []);
  return fitError(statuses.length, cycle.rejection ? { preFilter: cycle.rejection.text } : { statuses });
}

/** Everything that could make a pod fit, each proven by asking the filters again. */
export function clusterFixes(index: ScheduleIndex, pod: Pod): ClusterFixes {
  const info = new PodInfo(pod, false);
  const cycle = Cycle.of(info, index);
  const trial = new Trial(pod, index);
  const refused = index.nodes
    .map((node) => ({ node, reasons: cycle.judge(node).reasons }))
    .filter(({ reasons }) => reasons.length > 0)
    .toSorted((a, b) => a.reasons.length - b.reasons.length || (a.node.name < b.node.name ? -1 : 1));
  const nodes = refused.slice(0, MOST_NODES).map(({ node, reasons }) => nodeFix(info, node, reasons, index, trial));
  const changes = new Map(
    nodes.flatMap(({ byPod }) => (byPod?.changes ?? []).map((change) => [keyOf(change), change] as const)),
  );
  const singles = [...changes.values()].slice(0, MOST_SINGLES).map((change) => {
    const opens = trial.opens([change]);
    return { change, opens, ...(opens.length === 0 && { message: messageAfter(trial.cycleAfter([change])) }) };
  });
  return { nodes, sets: setsOf(nodes, trial), singles, resources: resourcesOf(info, index) };
}
