import type { Cluster } from '../model/cluster.ts';
import type { BudgetVerdict, Landing } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';
import { answerTo, Budget, type Answer } from './budget.ts';
import { coveredBy } from './coverage.ts';
import { Landings, noSuccessor } from './landing.ts';
import { isReady, isStarting, type ReadyTimes } from './readiness.ts';
import { missingOf } from './expectation.ts';
import { neverOf, waitOf, type Refusal } from './verdicts.ts';

/** What the evictions of a plan are replayed on. */
export interface Stage {
  cluster: Cluster;
  drained: Set<string>;
  times: ReadyTimes;
  /** Pods are deleted and no budget is asked. */
  deletes: boolean;
}

/** What came of the replay, by pod. */
export interface Replayed {
  verdicts: Map<Pod, BudgetVerdict>;
  landings: Map<Pod, Landing>;
  rounds: number;
}

const keyOf = ({ metadata }: Pod): string => `${metadata.namespace}/${metadata.name}`;

/** A pod like another, running and ready. */
function made({ metadata: whole, spec }: Pod): Pod {
  const { deletionTimestamp: _, ...metadata } = whole;
  const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  return { metadata, status, ...(spec && { spec }) };
}

/** More rounds than this only repeat themselves: a round without a change ends the replay anyway. */
const MOST_ROUNDS = 1000;

/** Where pods that take the place of others go; pods leave one after the other. */
export interface Places {
  leave(pod: Pod): void;
  place(pod: Pod): Landing;
  /** Puts everything back. */
  undo?(): void;
}

/** The evictions of a plan replayed in order: rounds of what is granted, between which replacements become ready. */
export class Replay {
  readonly #stage: Stage;
  readonly #order: Pod[];
  readonly #places: Places;
  /** The budgets that cover pods of the plan, by namespace, each with the pods it covers. */
  readonly #budgets: Map<string, Budget[]>;
  readonly #members = new Map<Budget, Set<Pod>>();
  readonly #refused = new Map<Pod, Refusal>();
  readonly #result: Replayed = { verdicts: new Map(), landings: new Map(), rounds: 0 };
  /** What must become ready before the next round, by budget. */
  readonly #until = new Map<Budget, Set<string>>();
  /** Pods that started before anything was evicted, as they are once they are ready. */
  readonly #started = new Map<Pod, Pod>();

  /** Evictions in this order; `places` is given where it is known already. */
  constructor(stage: Stage, order: Pod[], places?: Places) {
    this.#stage = stage;
    this.#order = order;
    this.#places = places ?? new Landings(stage.cluster, stage.drained);
    const { cluster } = stage;
    const going = new Set(order);
    const budgets = cluster.all('poddisruptionbudgets').flatMap((object) => {
      const covered = coveredBy(object, cluster);
      return covered.some((pod) => going.has(pod)) ? [new Budget(object, covered, cluster)] : [];
    });
    for (const budget of budgets) this.#members.set(budget, new Set(budget.pods.filter((pod) => !isFinished(pod))));
    this.#budgets = Map.groupBy(budgets, ({ object }) => object.metadata.namespace);
  }

  #covered(budget: Budget): Pod[] {
    return [...(this.#members.get(budget) ?? [])];
  }

  #of({ metadata }: Pod): Budget[] {
    return this.#budgets.get(metadata.namespace) ?? [];
  }

  /** Replays the evictions. */
  run(): Replayed {
    let queue = this.#order;
    for (let round = 0; round < MOST_ROUNDS && queue.length > 0; round++) {
      const gone = new Set(queue.filter((pod) => this.#ask(pod, round)));
      if (gone.size > 0) this.#result.rounds = round;
      queue = queue.filter((pod) => !gone.has(pod));
      const changed = this.#settle([...gone], round);
      if (gone.size === 0 && !changed) break;
    }
    for (const pod of queue) this.#giveUp(pod);
    this.#places.undo?.();
    return this.#result;
  }

  /** Whether the API server lets the pod go now. */
  #ask(pod: Pod, round: number): boolean {
    if (this.#namespaceEnds(pod)) return true;
    const now = this.#started.get(pod) ?? pod;
    const answer: Answer = this.#stage.deletes ? { granted: true, reason: 'deleted' } : answerTo(now, this.#of(pod));
    if (!answer.granted) {
      if (!this.#refused.has(pod)) this.#refused.set(pod, { answer, pods: this.#coveredBy(answer) });
      return false;
    }
    const { reason, budget } = answer;
    const refusal = this.#refused.get(pod);
    this.#result.verdicts.set(
      pod,
      refusal
        ? waitOf(refusal, round, this.#untilOf(refusal), this.#stage)
        : { kind: 'free', reason, ...(budget && { budget: budget.key }) },
    );
    this.#go(pod);
    if (budget && reason === 'allowed' && isReady(now)) budget.allowed -= 1;
    if (budget && isReady(now)) budget.healthy -= 1;
    return true;
  }

  /** Evictions in a namespace that is being deleted are refused, but the pod goes with it. */
  #namespaceEnds(pod: Pod): boolean {
    const { namespace, deletionTimestamp } = pod.metadata;
    const ending = this.#stage.cluster.find('namespaces', '', namespace);
    if (!ending || deletionTimestamp || this.#stage.deletes) return false;
    if (ending.status?.phase !== 'Terminating' && !ending.metadata.deletionTimestamp) return false;
    this.#result.verdicts.set(pod, {
      kind: 'waits',
      reason: 'namespace-terminating',
      why: {
        en: `namespace ${namespace} is being deleted, and the pod with it`,
        zh: `命名空间 ${namespace} 正在删除，Pod 会随之删除`,
      },
      until: [],
      round: 0,
    });
    this.#go(pod);
    return true;
  }

  #go(pod: Pod): void {
    const now = this.#started.get(pod) ?? pod;
    for (const budget of this.#of(pod)) this.#members.get(budget)?.delete(now);
    this.#places.leave(pod);
  }

  #come(pod: Pod): void {
    for (const budget of this.#of(pod)) if (budget.covers(pod)) this.#members.get(budget)?.add(pod);
  }

  #coveredBy(answer: Answer): Pod[] {
    return 'budget' in answer && answer.budget ? this.#covered(answer.budget) : [];
  }

  #untilOf({ answer }: Refusal): { all: string[]; starting: boolean } {
    const all = 'budget' in answer ? [...(this.#until.get(answer.budget) ?? [])] : [];
    const starting = new Set([...this.#started.keys()].map(keyOf));
    return { all, starting: all.length > 0 && all.every((key) => starting.has(key)) };
  }

  /** What happens until the next round: replacements are made and become ready, budgets are counted anew. True when anything changed. */
  #settle(gone: Pod[], round: number): boolean {
    const arrived: { pod: Pod; for: Pod }[] = gone.flatMap((pod) => this.#replace(pod));
    if (round === 0) arrived.push(...this.#arrivals());
    for (const { pod } of arrived) this.#come(pod);
    let changed = arrived.length > 0;
    for (const budget of [...this.#budgets.values()].flat()) {
      for (const { pod, for: cause } of arrived) if (budget.covers(pod)) this.#awaits(budget, cause);
      const before = budget.allowed;
      const held = round === 0 && budget.held(this.#covered(budget), this.#stage.cluster.now).length > 0;
      const stale = round === 0 && budget.isStale(this.#covered(budget));
      const starts = budget.behind || held || stale || arrived.some(({ pod }) => budget.covers(pod));
      if (starts && budget.recount(this.#covered(budget), this.#stage.cluster)) changed ||= budget.allowed !== before;
    }
    return changed;
  }

  #awaits(budget: Budget, pod: Pod): void {
    this.#until.set(budget, (this.#until.get(budget) ?? new Set()).add(keyOf(pod)));
  }

  #replace(pod: Pod): { pod: Pod; for: Pod }[] {
    const none = pod.metadata.deletionTimestamp
      ? ({ kind: 'none', why: 'terminating' } as const)
      : noSuccessor(pod, this.#stage.cluster);
    const landing = none ?? this.#places.place(pod);
    this.#result.landings.set(pod, landing);
    const comes = landing.kind === 'lands' || landing.kind === 'returns' || landing.kind === 'unknown';
    // one that was starting itself is taken to become ready, so the next one is as well
    const well = this.#started.has(pod) || this.#stage.times.willBeReady(pod);
    return comes && well ? [{ pod: made(pod), for: pod }] : [];
  }

  /** Pods that are on their way before anything is evicted: those that start, and those that controllers still have to make. */
  #arrivals(): { pod: Pod; for: Pod }[] {
    const { cluster, times } = this.#stage;
    const budgets = [...this.#members.keys()];
    const starting = new Set(
      budgets.flatMap((budget) => this.#covered(budget)).filter((pod) => isStarting(pod, cluster)),
    );
    for (const pod of starting) {
      for (const budget of this.#of(pod)) this.#members.get(budget)?.delete(pod);
      this.#started.set(pod, made(pod));
    }
    const missing = budgets.flatMap(({ pods }) =>
      missingOf(pods, cluster)
        .filter(({ like }) => times.willBeReady(like))
        .flatMap(({ like, count }) => Array.from({ length: count }, () => like)),
    );
    const comes = missing.filter((like) => this.#places.place(like).kind !== 'pending');
    return [...starting, ...comes].map((pod) => ({ pod: this.#started.get(pod) ?? made(pod), for: pod }));
  }

  #refusedForGood = (pod: Pod): boolean => this.#result.verdicts.get(pod)?.kind === 'never';

  #giveUp(pod: Pod): void {
    const refusal = this.#refused.get(pod);
    if (!refusal) return;
    const { budget } = 'budget' in refusal.answer ? refusal.answer : { budget: undefined };
    const left = (of: (landing: Landing) => boolean): string[] =>
      [...this.#result.landings]
        .filter(([gone, landing]) => of(landing) && budget?.covers(gone) && !this.#refusedForGood(gone))
        .map(([gone]) => keyOf(gone));
    const verdict = neverOf(refusal, {
      pods: budget ? this.#covered(budget) : [],
      pending: left(({ kind }) => kind === 'pending'),
      lost: left((landing) => landing.kind === 'none' && landing.why === 'bare'),
      stage: this.#stage,
    });
    this.#places.leave(pod);
    this.#result.landings.set(pod, noSuccessor(pod, this.#stage.cluster) ?? this.#places.place(pod)); // where it would go if it went
    this.#result.verdicts.set(pod, verdict);
  }
}
