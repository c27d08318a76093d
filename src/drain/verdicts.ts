import type { BudgetVerdict, NeverReason, WaitReason } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import type { Text } from '../model/text.ts';
import type { Answer, Budget } from './budget.ts';
import { isReady } from './readiness.ts';
import type { Stage } from './replay.ts';
import { scaleOf } from '../model/scale.ts';

/** The first refusal of an eviction, and the pods its budget covered then. */
export interface Refusal {
  answer: Extract<Answer, { granted: false }>;
  pods: Pod[];
}

type Never = Extract<BudgetVerdict, { kind: 'never' }>;

/** What a budget asks for, as its manifest says it: `minAvailable 1`, `maxUnavailable 25%`. */
export const askOf = ({ object: { spec } }: Budget): string =>
  spec?.maxUnavailable === undefined
    ? `minAvailable ${spec?.minAvailable ?? '?'}`
    : `maxUnavailable ${spec.maxUnavailable}`;

const names = (keys: string[]): string => (keys.length > 3 ? `${keys.slice(0, 3).join(', ')}, …` : keys.join(', '));

const WAITING: Record<Exclude<WaitReason, 'namespace-terminating'>, (budget: Budget, until: string) => Text> = {
  'budget-used-up': ({ key }, until) => ({
    en: `PDB ${key} is used up until the replacement of ${until} is ready`,
    zh: `PDB ${key} 额度用尽，待 ${until} 的替代 Pod 就绪后放行`,
  }),
  'replicas-starting': ({ key }, until) => ({
    en: `PDB ${key} allows 0 until ${until} is ready`,
    zh: `PDB ${key} 目前允许 0，待 ${until} 就绪后放行`,
  }),
  'not-processed': ({ key }) => ({
    en: `PDB ${key} or its pods have changed, and the disruption controller has not counted them yet`,
    zh: `PDB ${key} 或其 Pod 刚有变更，disruption controller 尚未重新统计`,
  }),
  'disrupted-pods': ({ key }) => ({
    en: `PDB ${key} is held by evictions granted in the last 2 minutes`,
    zh: `PDB ${key} 被最近 2 分钟内放行但未完成的驱逐占用`,
  }),
};

/** What an eviction waits for: the pods to become ready, and whether they were starting before anything was evicted. */
export interface Awaited {
  all: string[];
  starting: boolean;
}

function waitReason(
  { answer, pods }: Refusal,
  { all, starting }: Awaited,
  { cluster }: Stage,
): Exclude<WaitReason, 'namespace-terminating'> {
  if (answer.reason === 'not-processed') return 'not-processed';
  if (answer.reason === 'crowded' || answer.reason === 'two-budgets') return 'disrupted-pods';
  if (all.length === 0) return answer.budget.held(pods, cluster.now).length > 0 ? 'disrupted-pods' : 'not-processed';
  return starting ? 'replicas-starting' : 'budget-used-up';
}

/** How long an eviction waits: for each round, for what its workload's pods need to become ready. */
function secondsOf({ pods }: Refusal, round: number, { times }: Stage): number | undefined {
  const [like] = pods;
  const each = like && times.secondsFor(like);
  return each === undefined ? undefined : each * Math.max(1, round);
}

/** A refused eviction that is granted in a later round. */
export function waitOf(refusal: Refusal, round: number, awaited: Awaited, stage: Stage): BudgetVerdict {
  const { answer } = refusal;
  if (answer.reason === 'two-budgets') throw new Error('two budgets are never granted');
  const reason = waitReason(refusal, awaited, stage);
  const processing = reason === 'not-processed' || reason === 'disrupted-pods';
  const seconds = processing ? undefined : secondsOf(refusal, round, stage);
  return {
    kind: 'waits',
    reason,
    budget: answer.budget.key,
    why: WAITING[reason](answer.budget, names(awaited.all)),
    until: awaited.all,
    round,
    ...(seconds !== undefined && { seconds }),
  };
}

interface Circumstances {
  /** The pods the budget covers at the end. */
  pods: Pod[];
  /** Pods evicted under it whose replacements stay Pending. */
  pending: string[];
  /** Pods evicted under it that nothing makes again. */
  lost: string[];
  stage: Stage;
}

const never = (reason: NeverReason, budget: Budget, why: Text, answer = 429): Never => ({
  kind: 'never',
  reason,
  budgets: [budget.key],
  why,
  answer,
});

function structural(budget: Budget): Never | undefined {
  const { key, desired, expected } = budget;
  const ask = askOf(budget);
  if (desired < expected) return undefined;
  const { maxUnavailable } = budget.object.spec ?? {};
  if (maxUnavailable !== undefined) {
    const why = { en: `PDB ${key} has ${ask}: no pod may ever go`, zh: `PDB ${key} 的 ${ask} 不允许任何 Pod 离开` };
    return never('max-unavailable-zero', budget, why);
  }
  if (expected === 1) {
    const why = {
      en: `PDB ${key} asks for ${ask}, and there is only 1 replica`,
      zh: `PDB ${key} 要求 ${ask}，而它只有 1 个副本`,
    };
    return never('single-replica', budget, why);
  }
  const why = {
    en: `PDB ${key} asks for ${ask}, which is all of its ${expected} pods`,
    zh: `PDB ${key} 要求 ${ask}，等于全部 ${expected} 个 Pod`,
  };
  return never('min-available-all', budget, why);
}

function uncounted(budget: Budget, pods: Pod[], { cluster }: Stage): Never {
  const { key } = budget;
  const ask = askOf(budget);
  if (pods.some((pod) => !scaleOf(pod, cluster))) {
    const why = {
      en: `PDB ${key} has ${ask} over pods without a controller: it counts 0 expected pods and allows none to go`,
      zh: `PDB ${key} 用 ${ask} 覆盖了没有控制器的 Pod：期望数为 0，不放行任何驱逐`,
    };
    return never('unmanaged-pods', budget, why);
  }
  const why = {
    en: `PDB ${key} counts 0 expected pods and allows none to go`,
    zh: `PDB ${key} 的期望 Pod 数为 0，不放行任何驱逐`,
  };
  return never('no-pods-counted', budget, why);
}

function usedUp(budget: Budget, { pods, pending, lost, stage }: Circumstances): Never {
  const { key } = budget;
  if (budget.expected <= 0) return uncounted(budget, pods, stage);
  const rigid = structural(budget);
  if (rigid) return rigid;
  if (pending.length > 0) {
    const why = {
      en: `PDB ${key} waits for the replacement of ${names(pending)}, which would stay Pending`,
      zh: `PDB ${key} 要等 ${names(pending)} 的替代 Pod 就绪，但它会一直 Pending`,
    };
    return never('replacement-stays-pending', budget, why);
  }
  if (lost.length > 0) {
    const why = {
      en: `PDB ${key} needs ${budget.desired} healthy pods, and nothing makes ${names(lost)} again`,
      zh: `PDB ${key} 需要 ${budget.desired} 个健康 Pod，而 ${names(lost)} 没有控制器，不会重建`,
    };
    return never('no-replacement', budget, why);
  }
  const unready = pods.filter((pod) => !isReady(pod)).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  const why = {
    en: `PDB ${key} needs ${budget.desired} healthy pods and has ${budget.healthy}; not ready and not getting there: ${names(unready) || 'missing replicas'}`,
    zh: `PDB ${key} 需要 ${budget.desired} 个健康 Pod，只有 ${budget.healthy} 个；未就绪且无望就绪：${names(unready) || '缺失的副本'}`,
  };
  return never('unhealthy', budget, why);
}

/** A refused eviction that no round grants: why not. */
export function neverOf({ answer }: Refusal, circumstances: Circumstances): Never {
  if (answer.reason === 'two-budgets') {
    const budgets = answer.budgets.map(({ key }) => key);
    const all = budgets.join(', ');
    const why = {
      en: `covered by ${budgets.length} PDBs (${all}): the eviction API answers 500`,
      zh: `被 ${budgets.length} 个 PDB 同时覆盖（${all}）：驱逐 API 返回 500`,
    };
    return { kind: 'never', reason: 'two-budgets', budgets, why, answer: 500 };
  }
  const { budget } = answer;
  const { key, syncFailed } = budget;
  if (syncFailed !== undefined) {
    const why = {
      en: `PDB ${key} cannot be worked out (SyncFailed: ${syncFailed}), so it allows none to go`,
      zh: `PDB ${key} 无法计算（SyncFailed：${syncFailed}），不放行任何驱逐`,
    };
    return never('sync-failed', budget, why);
  }
  if (answer.reason === 'negative') {
    const why = { en: `PDB ${key} has a negative disruptionsAllowed`, zh: `PDB ${key} 的 disruptionsAllowed 为负数` };
    return never('budget-negative', budget, why, 403);
  }
  if (budget.behind) {
    const why = {
      en: `PDB ${key} is not processed by the disruption controller, and what it will allow cannot be told`,
      zh: `PDB ${key} 尚未被 disruption controller 处理，无法推断它将允许多少`,
    };
    return never('not-processed', budget, why);
  }
  return usedUp(budget, circumstances);
}
