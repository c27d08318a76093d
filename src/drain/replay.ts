import type { Cluster } from '../model/cluster.ts';
import type { BudgetVerdict, Landing } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';
import { answerTo, Budget, type Answer } from './budget.ts';
import { Landings, noSuccessor } from './landing.ts';
import { isReady, isStarting, type ReadyTimes } from './readiness.ts';
import { missingOf } from './scale.ts';
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

/** The evictions of a plan replayed in order: rounds of what is granted, between which replacements become ready. */
export class Replay {
  readonly #stage: Stage;
  readonly #pods: Set<Pod>;
  readonly #byNamespace: Map<string, Set<Pod>>;
  readonly #budgets: Map<string, Budget[]>;
  readonly #landings: Landings;
  readonly #refused = new Map<Pod, Refusal>();
  readonly #result: Replayed = { verdicts: new Map(), landings: new Map(), rounds: 0 };
  /** What must become ready before the next round, by budget. */
  readonly #until = new Map<Budget, Set<string>>();
  /** Pods that started before anything was evicted, as they are once they are ready. */
  readonly #started = new Map<Pod, Pod>();

  constructor(stage: Stage) {
    this.#stage = stage;
    const { cluster } = stage;
    this.#pods = new Set(cluster.all('pods').filter((pod) => !isFinished(pod)));
    this.#byNamespace = new Map();
    for (const pod of this.#pods) this.#room(pod.metadata.namespace).add(pod);
    this.#landings = new Landings(cluster, stage.drained);
    const budgets = cluster.all('poddisruptionbudgets').map((object) => {
      const pods = [...this.#room(object.metadata.namespace)];
      const budget = new Budget(object, [], cluster);
      if (!object.status)
        budget.recount(
          pods.filter((pod) => budget.covers(pod)),
          cluster,
        );
      return budget;
    });
    this.#budgets = Map.groupBy(budgets, ({ object }) => object.metadata.namespace);
  }

  #room(namespace: string): Set<Pod> {
    const room = this.#byNamespace.get(namespace) ?? new Set();
    this.#byNamespace.set(namespace, room);
    return room;
  }

  #covered(budget: Budget): Pod[] {
    return [...this.#room(budget.object.metadata.namespace)].filter((pod) => budget.covers(pod));
  }

  /** Replays the evictions of pods in their order. */
  run(order: Pod[]): Replayed {
    let queue = order;
    for (let round = 0; round < MOST_ROUNDS && queue.length > 0; round++) {
      const gone = queue.filter((pod) => this.#ask(pod, round));
      if (gone.length > 0) this.#result.rounds = round;
      queue = queue.filter((pod) => !gone.includes(pod));
      const changed = this.#settle(gone, round);
      if (gone.length === 0 && !changed) break;
    }
    for (const pod of queue) this.#giveUp(pod);
    return this.#result;
  }

  /** Whether the API server lets the pod go now. */
  #ask(pod: Pod, round: number): boolean {
    if (this.#namespaceEnds(pod)) return true;
    const now = this.#started.get(pod) ?? pod;
    const budgets = this.#budgets.get(pod.metadata.namespace) ?? [];
    const answer: Answer = this.#stage.deletes ? { granted: true, reason: 'deleted' } : answerTo(now, budgets);
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
    this.#room(pod.metadata.namespace).delete(this.#started.get(pod) ?? pod);
    this.#pods.delete(pod);
    this.#landings.leave(pod);
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
    for (const { pod } of arrived) this.#room(pod.metadata.namespace).add(pod);
    let changed = arrived.length > 0;
    for (const budget of [...this.#budgets.values()].flat()) {
      for (const { pod, for: cause } of arrived) if (budget.covers(pod)) this.#awaits(budget, cause);
      const before = budget.allowed;
      const held = round === 0 && budget.held(this.#covered(budget), this.#stage.cluster.now).length > 0;
      const starts = budget.behind || held || arrived.some(({ pod }) => budget.covers(pod));
      if (starts && budget.recount(this.#covered(budget), this.#stage.cluster)) changed ||= budget.allowed !== before;
    }
    return changed;
  }

  #awaits(budget: Budget, pod: Pod): void {
    this.#until.set(budget, (this.#until.get(budget) ?? new Set()).add(keyOf(pod)));
  }

  #replace(pod: Pod): { pod: Pod; for: Pod }[] {
    const none = pod.metadata.deletionTimestamp ? ({ kind: 'none', why: 'terminating' } as const) : noSuccessor(pod);
    const landing = none ?? this.#landings.place(pod);
    this.#result.landings.set(pod, landing);
    const comes = landing.kind === 'lands' || landing.kind === 'returns' || landing.kind === 'unknown';
    return comes && this.#stage.times.willBeReady(pod) ? [{ pod: made(pod), for: pod }] : [];
  }

  /** Pods that are on their way before anything is evicted: those that start, and those that controllers still have to make. */
  #arrivals(): { pod: Pod; for: Pod }[] {
    const { cluster, times } = this.#stage;
    const starting = [...this.#pods].filter((pod) => isStarting(pod, cluster));
    for (const pod of starting) {
      this.#room(pod.metadata.namespace).delete(pod);
      this.#started.set(pod, made(pod));
    }
    const before = Map.groupBy(cluster.all('pods'), ({ metadata }) => metadata.namespace);
    const missing = [...this.#budgets.values()].flat().flatMap((budget) =>
      missingOf(
        (before.get(budget.object.metadata.namespace) ?? []).filter((pod) => budget.covers(pod)),
        cluster,
      )
        .filter(({ like }) => times.willBeReady(like))
        .flatMap(({ like, count }) => Array.from({ length: count }, () => like)),
    );
    const comes = missing.filter((like) => this.#landings.place(like).kind !== 'pending');
    return [...starting, ...comes].map((pod) => ({ pod: this.#started.get(pod) ?? made(pod), for: pod }));
  }

  #giveUp(pod: Pod): void {
    const refusal = this.#refused.get(pod);
    if (!refusal) return;
    const { budget } = 'budget' in refusal.answer ? refusal.answer : { budget: undefined };
    const left = (of: (landing: Landing) => boolean): string[] =>
      [...this.#result.landings]
        .filter(([gone, landing]) => of(landing) && budget?.covers(gone))
        .map(([gone]) => keyOf(gone));
    this.#result.verdicts.set(
      pod,
      neverOf(refusal, {
        pods: budget ? this.#covered(budget) : [],
        pending: left(({ kind }) => kind === 'pending'),
        lost: left((landing) => landing.kind === 'none' && landing.why === 'bare'),
        stage: this.#stage,
      }),
    );
  }
}
