import type { DrainSequence } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import { covers } from './coverage.ts';
import type { Replayed, Stage } from './replay.ts';
import { sequenceWords } from './sequence-words.ts';
import { isLess, Trials, type Cost, type Tried } from './trial.ts';

/** Up to so many nodes every order of them is simulated. */
const MOST_NODES = 5;

/** Every order of a few names, the given one first. */
function permutations(names: string[]): string[][] {
  if (names.length < 2) return [names];
  return names.flatMap((first) => permutations(names.filter((name) => name !== first)).map((rest) => [first, ...rest]));
}

function tryNodes(trials: Trials, nodes: string[], pods: Pod[]): void {
  const byNode = (order: string[]): Tried | undefined => {
    const rank = new Map(order.map((name, i) => [name, i]));
    return trials.try(
      'by-node',
      order,
      trials.sorted(pods, ({ spec }) => rank.get(spec?.nodeName ?? '') ?? order.length),
    );
  };
  if (nodes.length <= MOST_NODES) {
    for (const order of permutations(nodes)) byNode(order);
    return;
  }
  // the next node is the one with which the rest ends best
  let chosen: string[] = [];
  while (chosen.length < nodes.length - 1 && !trials.isOver) {
    const rest = nodes.filter((name) => !chosen.includes(name));
    let best: Tried | undefined;
    for (const next of rest) {
      const tried = byNode([...chosen, next, ...rest.filter((name) => name !== next)]);
      if (tried && (!best || isLess(tried.cost, best.cost))) best = tried;
    }
    chosen = best ? best.nodes.slice(0, chosen.length + 1) : nodes;
  }
}

/** What the order of pods is chosen for. */
export interface Sequenced {
  replayed: Replayed;
  pods: Pod[];
  cost: Cost;
  /** Absent where there was nothing to choose. */
  sequence?: DrainSequence;
}

/**
 * The order of pods that ends soonest without breaking a budget, by simulating: all together, those first whose budgets need room for
 * replacements, those last whose replacement fits nowhere, and, of several nodes, one node's pods before the other's.
 */
export function sequenced(stage: Stage, pods: Pod[], stages: Map<Pod, number>): Sequenced {
  const nodes = [...stage.drained];
  const trials = new Trials(stage, stages, pods.length);
  const first = trials.try('together', nodes, pods);
  if (!first) throw new Error('the first way is always tried');
  const { cost, replayed } = first;
  if (cost.never + cost.pending + cost.rounds > 0) {
    const budgets = stage.cluster.all('poddisruptionbudgets');
    const covered = new Set(pods.filter((pod) => budgets.some((budget) => covers(budget, pod))));
    const homeless = new Set(pods.filter((pod) => replayed.landings.get(pod)?.kind === 'pending'));
    if (homeless.size > 0) {
      trials.try(
        'homeless-last',
        nodes,
        trials.sorted(pods, (pod) => (homeless.has(pod) ? 1 : 0)),
      );
      trials.try(
        'covered-first',
        nodes,
        trials.sorted(pods, (pod) => (covered.has(pod) ? 0 : 1)),
      );
    }
    if (nodes.length > 1) tryNodes(trials, nodes, pods);
  }
  const best = trials.best ?? first;
  const chosen = nodes.length > 1 || best !== first;
  return {
    replayed: best.replayed,
    pods: best.pods,
    cost: best.cost,
    ...(chosen && {
      sequence: {
        kind: best.kind,
        nodes: best.nodes,
        tried: trials.tried,
        ...(best.cost.seconds > 0 && { seconds: best.cost.seconds }),
        why: sequenceWords(best, first, trials.tried),
      },
    }),
  };
}
