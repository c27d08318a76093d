import { Cluster } from '../model/cluster.ts';
import type { BudgetVerdict, Landing, Remedy } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import type { PodDisruptionBudget } from '../model/policy-shapes.ts';
import { covers } from './budget.ts';
import { Replay, type Places, type Stage } from './replay.ts';
import { scaleOf } from './scale.ts';

type Never = Extract<BudgetVerdict, { kind: 'never' }>;

/** The plan without the change, and where its replacements land: a budget moves none of them. */
export interface Unchanged {
  order: Pod[];
  stage: Stage;
  landings: Map<Pod, Landing>;
}

/** Whether a pod goes when the cluster is changed so. Only what the same budget covers is replayed: no other eviction matters to it. */
function goes(
  pod: Pod,
  key: string,
  { order, stage, landings }: Unchanged,
  objects: Partial<Cluster['snapshot']['objects']>,
): boolean {
  const { snapshot } = stage.cluster;
  const cluster = new Cluster({ ...snapshot, objects: { ...snapshot.objects, ...objects } });
  const budget = stage.cluster.all('poddisruptionbudgets').find((one) => keyOf(one) === key);
  const concerned = budget ? order.filter((other) => covers(budget, other)) : order;
  const places: Places = {
    leave: () => undefined,
    place: (left) => landings.get(left) ?? { kind: 'lands', node: '', fits: 0 },
  };
  const { verdicts } = new Replay({ ...stage, cluster }, concerned, places).run();
  return verdicts.get(pod)?.kind !== 'never';
}

const keyOf = ({ metadata }: { metadata: { namespace: string; name: string } }): string =>
  `${metadata.namespace}/${metadata.name}`;

/** The budget with another rule, as the disruption controller has not seen it yet, so that it is worked out anew. */
function withBudget(stage: Stage, key: string, spec: object): PodDisruptionBudget[] {
  return stage.cluster.all('poddisruptionbudgets').map((budget) => {
    const { metadata, spec: before } = budget;
    if (`${metadata.namespace}/${metadata.name}` !== key) return budget;
    const { minAvailable: _a, maxUnavailable: _b, ...rest } = before ?? {};
    const kept = 'unhealthyPodEvictionPolicy' in spec ? (before ?? {}) : rest;
    return { metadata, spec: { ...kept, ...spec } };
  });
}

const patch = (key: string, spec: object): string => {
  const [namespace = '', name = ''] = key.split('/');
  return `kubectl patch pdb ${name} -n ${namespace} --type=merge -p '${JSON.stringify({ spec })}'`;
};

function loosen(pod: Pod, key: string, unchanged: Unchanged): Remedy {
  const spec = { minAvailable: null, maxUnavailable: 1 };
  return {
    text: { en: 'allow one pod at a time: maxUnavailable 1', zh: '改为 maxUnavailable: 1，每次放行一个' },
    command: patch(key, spec),
    proven: goes(pod, key, unchanged, {
      poddisruptionbudgets: withBudget(unchanged.stage, key, { maxUnavailable: 1 }),
    }),
  };
}

/** One more replica on another node, ready, as if the workload had been scaled up first. */
function scaleUp(pod: Pod, key: string, unchanged: Unchanged): Remedy[] {
  const { cluster } = unchanged.stage;
  const scale = scaleOf(pod, cluster);
  const budget = cluster
    .all('poddisruptionbudgets')
    .find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === key);
  if (!scale?.replicas || typeof budget?.spec?.minAvailable !== 'number') return [];
  const landing = unchanged.landings.get(pod);
  if (landing?.kind !== 'lands') return [];
  const { namespace, name } = pod.metadata;
  const extra: Pod = {
    metadata: { ...pod.metadata, name: `${name}-scaled-up`, uid: '' },
    spec: { ...pod.spec, nodeName: landing.node },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  };
  const { minAvailable } = budget.spec;
  const changed = {
    pods: [...cluster.all('pods'), extra],
    poddisruptionbudgets: withBudget(unchanged.stage, key, { minAvailable }),
  };
  const replicas = scale.replicas + 1;
  return [
    {
      text: { en: `scale up to ${replicas} first, and back afterwards`, zh: `先扩容到 ${replicas}，之后再缩回` },
      command: `kubectl scale ${scale.kind.toLowerCase()} ${scale.name} -n ${namespace} --replicas=${replicas}`,
      proven: goes(pod, key, unchanged, changed),
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
    proven: goes(pod, key, unchanged, { poddisruptionbudgets: withBudget(unchanged.stage, key, spec) }),
  };
}

function countByNumber(pod: Pod, key: string, unchanged: Unchanged): Remedy {
  return {
    text: {
      en: 'give the PDB a minAvailable that is a number: it needs no controller with a scale',
      zh: '将 PDB 改为数字形式的 minAvailable：它不需要控制器支持 scale',
    },
    command: patch(key, { maxUnavailable: null, minAvailable: 0 }),
    proven: goes(pod, key, unchanged, { poddisruptionbudgets: withBudget(unchanged.stage, key, { minAvailable: 0 }) }),
  };
}

const onlyOne = (budgets: string[]): Remedy => ({
  text: {
    en: `let only one PDB select the pod: ${budgets.join(', ')}`,
    zh: `只让一个 PDB 选中该 Pod：${budgets.join('、')}`,
  },
  proven: false,
});

const controllerManager: Remedy = {
  text: {
    en: 'check that kube-controller-manager runs: its disruption controller works the budget out',
    zh: '请检查 kube-controller-manager 是否正常：由其中的 disruption controller 计算预算',
  },
  command: 'kubectl get lease -n kube-system kube-controller-manager',
  proven: false,
};

/** What would let a pod go that never goes, each change simulated; only what helps is told as proven. */
function remediesFor(pod: Pod, verdict: Never, unchanged: Unchanged): Remedy[] {
  const [key = ''] = verdict.budgets;
  switch (verdict.reason) {
    case 'single-replica':
    case 'min-available-all':
      return [...scaleUp(pod, key, unchanged), loosen(pod, key, unchanged)];
    case 'max-unavailable-zero':
      return [loosen(pod, key, unchanged)];
    case 'unhealthy':
    case 'replacement-stays-pending':
    case 'no-replacement':
      return [alwaysAllow(pod, key, unchanged)].filter(({ proven }) => proven);
    case 'unmanaged-pods':
    case 'no-pods-counted':
    case 'sync-failed':
      return [countByNumber(pod, key, unchanged)];
    case 'two-budgets':
      return [onlyOne(verdict.budgets)];
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
