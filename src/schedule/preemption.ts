import type { Pod } from '../model/objects.ts';
import type { Cycle, Status } from './cycle.ts';
import { fitError } from './fit-error.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';
import { budgetsOf, victimsOn, type Victims } from './victims.ts';

/** A node on which evicting pods would make room. */
export interface Candidate {
  node: string;
  victims: Pod[];
  /** How many victims a PodDisruptionBudget protects; the scheduler evicts them all the same when nothing else helps. */
  violations: number;
}

/** What preemption can do for a pod. */
export interface Preemption {
  kind:
    | 'evicts' // it makes room on `best`
    | 'unhelpful' // no eviction helps
    | 'never' // the pod's preemptionPolicy forbids it
    | 'waits' // pods evicted for it are still ending on its nominated node
    | 'fails'; // the scheduler meets an error
  /** What the scheduler says of it; nothing when it evicts. */
  text?: string;
  /** Every node on which evictions would make room, best first. */
  candidates: Candidate[];
  /** Those of them the scheduler may choose: it takes any of equals. */
  best: string[];
  /** What each node says when pods are supposed gone. */
  statuses: Map<string, Status>;
}

const NOT_HELPFUL: Status = { texts: ['Preemption is not helpful for scheduling'], unresolvable: true };

/** How many candidates the scheduler gathers before it chooses. Source: config/v1/defaults.go, DefaultPreemptionArgs. */
const enough = (nodes: number): number => Math.min(nodes, Math.max(100, Math.floor(nodes / 10)));

const isEnding = ({ pod: { metadata, status } }: PodInfo): boolean => {
  const target = status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
  return Boolean(metadata.deletionTimestamp) && target?.status === 'True' && target.reason === 'PreemptionByScheduler';
};

const none = (kind: Preemption['kind'], text: string): Preemption => ({
  kind,
  text,
  candidates: [],
  best: [],
  statuses: new Map(),
});

/** Why the pod may not preempt at all. Source: default_preemption.go, PodEligibleToPreemptOthers. */
function ineligible({ info, index }: Cycle, refused: Map<string, Status>, others: Status): Preemption | undefined {
  if (info.pod.spec?.preemptionPolicy === 'Never') return none('never', 'not eligible due to preemptionPolicy=Never.');
  const nominated = info.pod.status?.nominatedNodeName;
  if (!nominated || (refused.get(nominated) ?? others).unresolvable) return undefined;
  const ending = index.byName.get(nominated)?.pods.some((other) => other.priority < info.priority && isEnding(other));
  return ending ? none('waits', 'not eligible due to a terminating pod on the nominated node.') : undefined;
}

interface Found extends Victims {
  node: NodeInfo;
}

/** The measures by which the scheduler compares nodes, smaller is better. Source: preemption.go, pickOneNodeForPreemption. */
function measures({ pods, violations }: Found): number[] {
  const highest = Math.max(...pods.map(({ priority }) => priority));
  const earliest = Math.min(...pods.filter(({ priority }) => priority === highest).map(({ started }) => started));
  const sum = pods.reduce((total, { priority }) => total + priority + 2 ** 31, 0);
  return [violations, pods[0]?.priority ?? 0, sum, pods.length, -earliest];
}

function compare(a: number[], b: number[]): number {
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

function chosen(found: Found[]): Pick<Preemption, 'candidates' | 'best'> {
  const measured = found.map((each) => ({ each, by: measures(each) })).toSorted((a, b) => compare(a.by, b.by));
  const [first] = measured;
  return {
    candidates: measured.map(({ each: { node, pods, violations } }) => ({
      node: node.name,
      victims: pods.map(({ pod }) => pod),
      violations,
    })),
    best: measured.filter(({ by }) => first && compare(by, first.by) === 0).map(({ each }) => each.node.name),
  };
}

/** What it comes to when no node becomes free. Source: preemption.go, Preempt and DryRunPreemption. */
function fruitless(cycle: Cycle, statuses: Map<string, Status>, free: string[]): Preemption {
  const messages = [...new Set(free.map((node) => `expected at least one victim pod on node "${node}"`))];
  if (messages.length > 0) {
    const text = messages.length > 1 ? `[${messages.join(', ')}]` : (messages[0] ?? '');
    return { ...none('fails', text), statuses };
  }
  const all = cycle.index.nodes.map(({ name }) => statuses.get(name) ?? NOT_HELPFUL);
  return { ...none('unhelpful', fitError(all.length, { statuses: all })), statuses };
}

/**
 * Whom the scheduler would evict for a pod that fits nowhere, and why that helps or does not. `refused` is what each node said,
 * `others` what holds for nodes that were not asked.
 */
export function preemptionFor(cycle: Cycle, refused: Map<string, Status>, others: Status): Preemption {
  const barred = ineligible(cycle, refused, others);
  if (barred) return barred;
  const potential = cycle.index.nodes.filter(({ name }) => !(refused.get(name) ?? others).unresolvable);
  const budgets = budgetsOf(cycle.index.cluster.all('poddisruptionbudgets'));
  const statuses = new Map<string, Status>();
  const found: Found[] = [];
  const free: string[] = [];
  for (const node of potential) {
    const result = victimsOn(node, cycle, budgets);
    if ('texts' in result) statuses.set(node.name, result);
    else if (result.pods.length > 0) found.push({ ...result, node });
    else free.push(node.name);
    if (found.length >= enough(potential.length) && found.some(({ violations }) => violations === 0)) break;
  }
  if (found.length === 0) return fruitless(cycle, statuses, free);
  return { kind: 'evicts', ...chosen(found), statuses };
}
