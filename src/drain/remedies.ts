import type { BudgetVerdict, Remedy } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';
import { covers } from './coverage.ts';
import { scaleOf } from '../model/scale.ts';
import { scaleUp } from './scale-up.ts';
import { budgetOf, goesWith, withBudget, withoutBudgets, type Unchanged } from './what-if.ts';

type Never = Extract<BudgetVerdict, { kind: 'never' }>;

const patch = (key: string, spec: object): string => {
  const [namespace = '', name = ''] = key.split('/');
  return `kubectl patch pdb ${name} -n ${namespace} --type=merge -p '${JSON.stringify({ spec })}'`;
};

/** A budget with another rule; only offered where the pod then goes. */
function ruled(pod: Pod, key: string, unchanged: Unchanged, rule: { minAvailable?: number; maxUnavailable?: number }) {
  const objects = { poddisruptionbudgets: withBudget(unchanged.stage, key, rule) };
  return goesWith(pod, [key], unchanged, objects);
}

function maxUnavailable(pod: Pod, key: string, unchanged: Unchanged): Remedy[] {
  if (!ruled(pod, key, unchanged, { maxUnavailable: 1 })) return [];
  return [
    {
      text: { en: 'allow one pod at a time: maxUnavailable 1', zh: '改为 maxUnavailable: 1，每次放行一个' },
      command: patch(key, { minAvailable: null, maxUnavailable: 1 }),
      proven: true,
    },
  ];
}

function alwaysAllow(pod: Pod, key: string, unchanged: Unchanged): Remedy {
  const spec = { unhealthyPodEvictionPolicy: 'AlwaysAllow' };
  return {
    text: {
      en: 'let unready pods go: unhealthyPodEvictionPolicy AlwaysAllow',
      zh: '设置 unhealthyPodEvictionPolicy: AlwaysAllow，允许驱逐未就绪的 Pod',
    },
    command: patch(key, spec),
    proven: goesWith(pod, [key], unchanged, { poddisruptionbudgets: withBudget(unchanged.stage, key, spec) }),
  };
}

/** The largest minAvailable with which the pod goes: a number needs no controller with a scale. */
function lowerMinimum(pod: Pod, key: string, unchanged: Unchanged): Remedy[] {
  const { stage } = unchanged;
  const budget = budgetOf(key, stage);
  const own = stage.cluster.all('pods').filter((one) => budget && covers(budget, one) && !isFinished(one));
  for (let least = Math.min(own.length - 1, MOST_TRIES); least >= 0; least--) {
    if (!ruled(pod, key, unchanged, { minAvailable: least })) continue;
    const text = {
      en: `lower the PDB to minAvailable ${least}${least === 0 ? ' (it then protects nothing)' : ''}`,
      zh: `将 PDB 降为 minAvailable: ${least}${least === 0 ? '（不再起保护作用）' : ''}`,
    };
    return [{ text, command: patch(key, { maxUnavailable: null, minAvailable: least }), proven: true }];
  }
  return [];
}

/** So many values of a budget are tried: it only ever has a few pods short of what it asks. */
const MOST_TRIES = 30;

/** The one budget of several that may stay, when the others no longer select the pod. */
function onlyOne(pod: Pod, budgets: string[], unchanged: Unchanged): Remedy[] {
  const kept = budgets.find((key) => {
    const others = budgets.filter((one) => one !== key);
    return goesWith(pod, budgets, unchanged, { poddisruptionbudgets: withoutBudgets(unchanged.stage, others) });
  });
  if (kept === undefined) {
    const all = budgets.join(', ');
    return [
      { text: { en: `let only one PDB select the pod: ${all}`, zh: `只让一个 PDB 选中该 Pod：${all}` }, proven: false },
    ];
  }
  const others = budgets.filter((one) => one !== kept);
  const text = {
    en: `let only PDB ${kept} select the pod: narrow the selector of ${others.join(', ')}`,
    zh: `只让 PDB ${kept} 选中该 Pod：收窄 ${others.join('、')} 的选择器`,
  };
  return [{ text, proven: true }];
}

const controllerManager: Remedy = {
  text: {
    en: 'check that kube-controller-manager runs: its disruption controller works the budget out',
    zh: '请检查 kube-controller-manager 是否正常：由其中的 disruption controller 计算预算',
  },
  command: 'kubectl get lease -n kube-system kube-controller-manager',
  proven: false,
};

/** What would let a pod go that never goes: each change is simulated, and only offered where it helps. */
function remediesFor(pod: Pod, verdict: Never, unchanged: Unchanged): Remedy[] {
  const [key = ''] = verdict.budgets;
  switch (verdict.reason) {
    case 'single-replica':
    case 'min-available-all':
      return [...scaleUp(pod, key, unchanged), ...maxUnavailable(pod, key, unchanged)];
    case 'max-unavailable-zero':
      return maxUnavailable(pod, key, unchanged);
    case 'unhealthy':
    case 'replacement-stays-pending':
    case 'no-replacement': {
      const allow = alwaysAllow(pod, key, unchanged);
      return [...(allow.proven ? [allow] : []), ...scaleUp(pod, key, unchanged), ...lowerMinimum(pod, key, unchanged)];
    }
    case 'unmanaged-pods':
    case 'no-pods-counted':
    case 'sync-failed':
      return lowerMinimum(pod, key, unchanged);
    case 'two-budgets':
      return onlyOne(pod, verdict.budgets, unchanged);
    case 'budget-negative':
    case 'not-processed':
      return [controllerManager];
    default:
      return verdict.reason satisfies never;
  }
}

/** Remedies worked out once for all pods of a workload that one budget holds for the same reason: each needs a simulation of its own. */
export class Remedies {
  readonly #unchanged: Unchanged;
  readonly #known = new Map<string, Remedy[]>();

  constructor(unchanged: Unchanged) {
    this.#unchanged = unchanged;
  }

  for(pod: Pod, verdict: Never): Remedy[] {
    const scale = scaleOf(pod, this.#unchanged.stage.cluster);
    const key = [verdict.reason, ...verdict.budgets, scale?.kind, scale?.name].join(' ');
    const found = this.#known.get(key) ?? remediesFor(pod, verdict, this.#unchanged);
    this.#known.set(key, found);
    return found;
  }
}
