import { Cluster } from '../model/cluster.ts';
import type { Landing } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import type { PodDisruptionBudget } from '../model/policy-shapes.ts';
import { covers } from './coverage.ts';
import { Replay, type Places, type Stage } from './replay.ts';

/** The plan without a change, and where its replacements land. */
export interface Unchanged {
  order: Pod[];
  stage: Stage;
  landings: Map<Pod, Landing>;
}

/** What is other than it is. */
export type Change = Partial<Cluster['snapshot']['objects']>;

const keyOf = ({ metadata }: PodDisruptionBudget): string => `${metadata.namespace}/${metadata.name}`;

/** The budget of that key. */
export const budgetOf = (key: string, { cluster }: Stage): PodDisruptionBudget | undefined =>
  cluster.all('poddisruptionbudgets').find((one) => keyOf(one) === key);

const changed = (cluster: Cluster, objects: Change): Cluster =>
  new Cluster({ ...cluster.snapshot, objects: { ...cluster.snapshot.objects, ...objects } });

/**
 * Whether a pod goes when only budgets are other than they are. What no budget of the pod covers is left out: it moves no replacement.
 */
export function goesWith(pod: Pod, keys: string[], { order, stage, landings }: Unchanged, objects: Change): boolean {
  const budgets = keys.flatMap((key) => budgetOf(key, stage) ?? []);
  const concerned = order.filter((other) => budgets.some((budget) => covers(budget, other)));
  const places: Places = {
    leave: () => undefined,
    place: (left) => landings.get(left) ?? { kind: 'lands', node: '', fits: 0 },
  };
  const cluster = changed(stage.cluster, objects);
  const { verdicts } = new Replay({ ...stage, cluster }, concerned, places).run();
  return verdicts.get(pod)?.kind !== 'never';
}

/** So often a pod may be held against a node before only the pods of the budget are replayed. */
const MOST_WORK = 100_000;

/** Whether a pod goes when pods are other than they are: every replacement is placed anew. */
export function goesAmong(pod: Pod, key: string, { order, stage }: Unchanged, objects: Change): boolean {
  const budget = budgetOf(key, stage);
  const cluster = changed(stage.cluster, objects);
  const small = order.length * cluster.all('nodes').length <= MOST_WORK;
  const concerned = small ? order : order.filter((other) => budget && covers(budget, other));
  const { verdicts } = new Replay({ ...stage, cluster }, concerned).run();
  return verdicts.get(pod)?.kind !== 'never';
}

/** All budgets, one of them with another rule, as the disruption controller has not seen it yet, so that it is worked out anew. */
export function withBudget({ cluster }: Stage, key: string, spec: object): PodDisruptionBudget[] {
  return cluster.all('poddisruptionbudgets').map((budget) => {
    const { metadata, spec: before } = budget;
    if (keyOf(budget) !== key) return budget;
    const { minAvailable: _a, maxUnavailable: _b, ...rest } = before ?? {};
    const kept = 'unhealthyPodEvictionPolicy' in spec ? (before ?? {}) : rest;
    return { metadata, spec: { ...kept, ...spec } };
  });
}

/** All budgets but some. */
export const withoutBudgets = ({ cluster }: Stage, keys: string[]): PodDisruptionBudget[] =>
  cluster.all('poddisruptionbudgets').filter((budget) => !keys.includes(keyOf(budget)));
