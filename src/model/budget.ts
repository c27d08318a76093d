import type { Cluster } from './cluster.ts';
import { controllerOf } from './control.ts';
import type { Pod } from './objects.ts';
import { isFinished } from './pod.ts';
import type { PodDisruptionBudget } from './policy-shapes.ts';
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

interface Scaled {
  kind: string;
  name: string;
  replicas: number | undefined;
}

/** The workload whose number of pods counts: the Deployment above a ReplicaSet, else the controller itself. Source: disruption.go, finders. */
function scaleOf(pod: Pod, cluster: Cluster): Scaled | undefined {
  const { namespace } = pod.metadata;
  const owner = controllerOf(pod);
  if (!owner?.kind || !owner.name) return undefined;
  const set = owner.kind === 'ReplicaSet' ? cluster.find('replicasets', namespace, owner.name) : undefined;
  const above = (set && controllerOf(set)) ?? owner;
  const { kind = '', name = '' } = above;
  const object =
    kind === 'Deployment'
      ? cluster.find('deployments', namespace, name)
      : kind === 'StatefulSet'
        ? cluster.find('statefulsets', namespace, name)
        : set;
  return { kind, name, replicas: object && (object.spec?.replicas ?? 1) };
}

/** The workloads of some pods, and how many pods each is to have. */
export function scalesOf(pods: Pod[], cluster: Cluster): Scaled[] {
  const scales = new Map<string, Scaled>();
  for (const pod of pods) {
    const scale = scaleOf(pod, cluster);
    if (scale) scales.set(`${scale.kind}/${scale.name}`, scale);
  }
  return [...scales.values()];
}

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

/** A count, or a percentage of a number of pods, which rounds up; null for neither. Source: intstr.GetScaledValueFromIntOrPercent. */
export function absolute(value: string | number | undefined, of: number): number | null {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value ?? '')?.[1];
  return percent === undefined ? null : Math.ceil((Number(percent) * of) / 100);
}
