import type { Pod } from '../../model/objects.ts';
import { Cycle } from '../cycle.ts';
import type { NodeInfo } from '../node-info.ts';
import { PodInfo } from '../pod-info.ts';
import type { Reason } from '../reason.ts';
import type { ScheduleIndex } from '../schedule-index.ts';
import { changedIndex, changedPod } from './apply.ts';
import { keyOf, type Change } from './change.ts';
import { remedyFor, type Remedy, type Situation } from './remedies.ts';

/** Changes that together make a pod fit, tried out before they are told. */
export interface Fix {
  changes: Change[];
  /** The nodes that take the pod then. */
  opens: string[];
  /** What the scheduler says of the node in question when the changes do not suffice: what blocks next. */
  next?: string[];
}

/** How one node could take the pod. */
export interface NodeFix {
  node: string;
  /** Changes of the pod and its claims alone; absent where none help. */
  byPod?: Fix;
  /** Changes of the node alone (and of pods that are in the way); absent where none help. */
  byNode?: Fix;
  /** What the scheduler would say of the node when what it states now were out of the way; none: it would take the pod. */
  next: string[];
}

/** One remedy for each reason, every change once; undefined when a reason has none of the kind. */
function together(remedies: Remedy[], by: keyof Remedy): Change[] | undefined {
  const lists = remedies.map((remedy) => remedy[by]);
  if (lists.length === 0 || !lists.every((list) => list !== undefined && list.length > 0)) return undefined;
  return [...new Map(lists.flatMap((list) => list ?? []).map((change) => [keyOf(change), change])).values()];
}

/** Of changes of the same thing only the widest counts: the lowest request, the largest skew. */
function widest(changes: Change[]): Change[] {
  const byThing = new Map<string, Change>();
  for (const change of changes) {
    const thing =
      change.kind === 'request'
        ? `request ${change.resource}`
        : change.kind === 'spread'
          ? `spread ${change.index}`
          : keyOf(change);
    const other = byThing.get(thing);
    const wider =
      !other ||
      (change.kind === 'request' && other.kind === 'request' && change.atMost < other.atMost) ||
      (change.kind === 'spread' && other.kind === 'spread' && change.maxSkew > other.maxSkew);
    if (wider) byThing.set(thing, change);
  }
  return [...byThing.values()];
}

/** Supposes changes and asks again. */
export class Trial {
  readonly #pod: Pod;
  readonly #index: ScheduleIndex;
  readonly #cycles = new Map<string, Cycle>();

  constructor(pod: Pod, index: ScheduleIndex) {
    this.#pod = pod;
    this.#index = index;
  }

  /** The cycle of the pod after the changes. */
  cycleAfter(changes: Change[]): Cycle {
    const key = changes.map(keyOf).toSorted().join('\n');
    const known = this.#cycles.get(key);
    if (known) return known;
    const index = changedIndex(this.#index, changes);
    const cycle = Cycle.of(new PodInfo(changedPod(this.#pod, changes, index), false), index);
    if (!changes.some(({ side }) => side === 'node')) this.#cycles.set(key, cycle); // the others serve one node only
    return cycle;
  }

  /** What the scheduler says of a node after the changes; none when it takes the pod. */
  said(changes: Change[], node: NodeInfo): string[] {
    const cycle = this.cycleAfter(changes);
    if (cycle.rejection) return [cycle.rejection.text];
    if (cycle.only && !cycle.only.has(node.name)) return ["node(s) didn't satisfy plugin(s) [NodeAffinity]"];
    return cycle.status(cycle.index.byName.get(node.name) ?? node)?.texts ?? [];
  }

  /** The nodes that take the pod after the changes. */
  opens(changes: Change[]): string[] {
    const cycle = this.cycleAfter(changes);
    if (cycle.rejection) return [];
    return cycle.index.nodes.flatMap((node) =>
      (cycle.only?.has(node.name) ?? true) && !cycle.status(node) ? [node.name] : [],
    );
  }
}

function fixBy(by: keyof Remedy, remedies: Remedy[], node: NodeInfo, trial: Trial): Fix | undefined {
  const found = together(remedies, by);
  if (!found) return undefined;
  const changes = widest(found);
  const next = trial.said(changes, node);
  return { changes, opens: next.length === 0 ? [node.name] : [], ...(next.length > 0 && { next }) };
}

/** What is left of a node's reasons when those the scheduler states are taken away. */
function nextAfter(reasons: Reason[], situation: Situation, trial: Trial): string[] {
  const stated = reasons.filter(({ plugin }) => plugin === reasons[0]?.plugin);
  const remedies = stated.map((reason) => remedyFor(reason, situation));
  const changes = together(remedies, 'pod') ?? together(remedies, 'node');
  if (changes) return trial.said(widest(changes), situation.node);
  const [first] = reasons.filter(({ plugin }) => plugin !== stated[0]?.plugin);
  return first ? [first.text] : [];
}

/** How one node could take the pod: the changes of the pod alone, those of the node alone, and what would block next. */
export function nodeFix(info: PodInfo, node: NodeInfo, reasons: Reason[], index: ScheduleIndex, trial: Trial): NodeFix {
  const situation = { info, node, index };
  const remedies = reasons.map((reason) => remedyFor(reason, situation));
  const byPod = fixBy('pod', remedies, node, trial);
  const byNode = fixBy('node', remedies, node, trial);
  return {
    node: node.name,
    ...(byPod && { byPod }),
    ...(byNode && { byNode }),
    next: reasons.length > 0 ? nextAfter(reasons, situation, trial) : [],
  };
}
