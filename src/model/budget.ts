import type { Cluster } from './cluster.ts';
import type { Pod } from './objects.ts';
import { isFinished } from './pod.ts';
import type { PodDisruptionBudget } from './policy-shapes.ts';
import { scaled, scalesOf } from './scale.ts';
import { matchesLabels } from './selector.ts';

const indexes = new WeakMap<Cluster, Map<PodDisruptionBudget, Pod[]>>();

/** The pods every budget of a cluster covers: a cluster is gone through once, namespace by namespace. */
function covers(cluster: Cluster): Map<PodDisruptionBudget, Pod[]> {
  let index = indexes.get(cluster);
  if (!index) {
    index = new Map(
      cluster
        .all('poddisruptionbudgets')
        .map((budget) => [
          budget,
          cluster
            .in('pods', budget.metadata.namespace)
            .filter((pod) => !isFinished(pod) && matchesLabels(budget.spec?.selector, pod.metadata.labels)),
        ]),
    );
    indexes.set(cluster, index);
  }
  return index;
}

/** The pods a budget covers: without a selector none, with an empty one every pod of its namespace. */
export const coveredBy = (budget: PodDisruptionBudget, cluster: Cluster): Pod[] => covers(cluster).get(budget) ?? [];

/** The other budgets over pods of this one. */
export function overlapping(budget: PodDisruptionBudget, cluster: Cluster): PodDisruptionBudget[] {
  const own = new Set(coveredBy(budget, cluster));
  if (own.size === 0) return [];
  return [...covers(cluster)].flatMap(([other, pods]) =>
    other !== budget && other.metadata.namespace === budget.metadata.namespace && pods.some((pod) => own.has(pod))
      ? [other]
      : [],
  );
}

const MOST_NAMED = 4;
const SCALABLE = new Set(['Deployment', 'ReplicaSet', 'StatefulSet']);

/** How many pods there are to be: what their workloads ask for, where that is known, else those that are there. */
export function scaleFields(pods: Pod[], cluster: Cluster) {
  const scales = scalesOf(pods, cluster);
  const known = scales.length > 0 && scales.every(({ replicas }) => replicas !== undefined);
  const asked = scales.reduce((sum, { replicas = 0 }) => sum + replicas, 0);
  const owners = scales.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`);
  const [first, ...others] = scales.filter(({ kind }) => SCALABLE.has(kind));
  return {
    wanted: known ? Math.max(asked, pods.length) : pods.length,
    owners: owners.slice(0, MOST_NAMED),
    scalable: first && others.length === 0 ? `${first.kind.toLowerCase()}/${first.name}` : null,
    more: first && others.length === 0 ? (first.replicas ?? 1) + 1 : null,
  };
}

/** A count, or a percentage of a number of pods; null for neither. */
export function absolute(value: string | number | undefined, of: number): number | null {
  const amount = value === undefined ? Number.NaN : scaled(value, of);
  return Number.isNaN(amount) ? null : amount;
}
