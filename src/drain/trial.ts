import type { SequenceKind } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import { Replay, type Replayed, type Stage } from './replay.ts';

/** One way to take the pods of the nodes, with what came of it. */
export interface Tried {
  kind: SequenceKind;
  nodes: string[];
  pods: Pod[];
  replayed: Replayed;
  cost: Cost;
}

/** What is to be as small as possible, the first that differs decides. */
export interface Cost {
  /** Pods that never go. */
  never: number;
  /** Replacements of pods that go which fit nowhere. */
  pending: number;
  seconds: number;
  rounds: number;
}

/** So often a pod may be held against a node before only the first ways are tried: simulations of large clusters take time. */
const MOST_WORK = 100_000;

/** What is to be compared of a way. */
function costOf({ verdicts, landings, rounds }: Replayed): Cost {
  const all = [...verdicts];
  const never = all.filter(([, { kind }]) => kind === 'never').length;
  const pending = all.filter(([pod, { kind }]) => kind !== 'never' && landings.get(pod)?.kind === 'pending').length;
  const seconds = all.reduce(
    (most, [, verdict]) => Math.max(most, verdict.kind === 'waits' ? (verdict.seconds ?? 0) : 0),
    0,
  );
  return { never, pending, seconds, rounds };
}

const PARTS = ['never', 'pending', 'seconds', 'rounds'] as const;

/** Whether one way ends better than another. */
export function isLess(a: Cost, b: Cost): boolean {
  const part = PARTS.find((one) => a[one] !== b[one]);
  return part !== undefined && a[part] < b[part];
}

/** Tries ways to take pods, and remembers the best; the first of equals stays. */
export class Trials {
  readonly #stage: Stage;
  readonly #stages: Map<Pod, number>;
  #left: number;
  best: Tried | undefined;
  tried = 0;

  constructor(stage: Stage, stages: Map<Pod, number>, pods: number) {
    this.#stage = stage;
    this.#stages = stages;
    this.#left = Math.max(4, Math.floor(MOST_WORK / Math.max(1, pods * stage.cluster.all('nodes').length)));
  }

  get isOver(): boolean {
    return this.#left <= 0;
  }

  /** Pods by what is given, what others need still last, equals as they are. */
  sorted(pods: Pod[], rank: (pod: Pod) => number): Pod[] {
    const at = (pod: Pod): number => this.#stages.get(pod) ?? 0;
    return pods.toSorted((a, b) => at(a) - at(b) || rank(a) - rank(b));
  }

  try(kind: SequenceKind, nodes: string[], pods: Pod[]): Tried | undefined {
    if (this.isOver) return undefined;
    this.#left -= 1;
    this.tried += 1;
    const replayed = new Replay(this.#stage, pods).run();
    const tried: Tried = { kind, nodes, pods, replayed, cost: costOf(replayed) };
    if (!this.best || isLess(tried.cost, this.best.cost)) this.best = tried;
    return tried;
  }
}
