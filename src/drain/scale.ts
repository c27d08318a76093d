import type { Cluster } from '../model/cluster.ts';
import type { AnyObject, OwnerReference, Pod } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';
import type { PodDisruptionBudget } from '../model/policy-shapes.ts';

/** The controller whose scale counts for budgets, and how many pods it is to have; undefined where that is not known. */
export interface Scale {
  kind: string;
  name: string;
  replicas: number | undefined;
}

const controllerOf = ({ metadata }: AnyObject): OwnerReference | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller);

/**
 * The controller of a pod whose scale the disruption controller counts: the Deployment above a ReplicaSet, else the owner itself.
 * Undefined for a pod without a controller. Source: pkg/controller/disruption/disruption.go, finders.
 */
export function scaleOf(pod: Pod, cluster: Cluster): Scale | undefined {
  const owner = controllerOf(pod);
  if (!owner?.kind || !owner.name) return undefined;
  const { namespace } = pod.metadata;
  if (owner.kind === 'ReplicaSet') {
    const set = cluster.find('replicasets', namespace, owner.name);
    const above = set && controllerOf(set);
    if (above?.kind === 'Deployment' && above.name) {
      const deployment = cluster.find('deployments', namespace, above.name);
      return { kind: 'Deployment', name: above.name, replicas: deployment && (deployment.spec?.replicas ?? 1) };
    }
    return { kind: 'ReplicaSet', name: owner.name, replicas: set && (set.spec?.replicas ?? 1) };
  }
  if (owner.kind === 'StatefulSet') {
    const set = cluster.find('statefulsets', namespace, owner.name);
    return { kind: 'StatefulSet', name: owner.name, replicas: set && (set.spec?.replicas ?? 1) };
  }
  return { kind: owner.kind, name: owner.name, replicas: undefined };
}

/** How many pods their controllers are to have together; undefined when one of them is not known. */
function scaleOfAll(pods: Pod[], cluster: Cluster): number | undefined {
  const scales = new Map<string, number | undefined>();
  for (const pod of pods) {
    const scale = scaleOf(pod, cluster);
    if (scale) scales.set(`${scale.kind}/${scale.name}`, scale.replicas);
  }
  let sum = 0;
  for (const replicas of scales.values()) {
    if (replicas === undefined) return undefined;
    sum += replicas;
  }
  return sum;
}

/** A number or a percentage of a total; percentages round up. NaN for neither. Source: intstr.GetScaledValueFromIntOrPercent. */
export function scaled(value: number | string, total: number): number {
  if (typeof value === 'number') return value;
  const percent = /^(-?\d+)%$/.exec(value)?.[1];
  return percent === undefined ? Number.NaN : Math.ceil((Number(percent) * total) / 100);
}

/** How many pods a budget counts with, and how many of them must stay healthy. */
export interface Expectation {
  expected: number;
  desired: number;
}

/** What the disruption controller makes of a budget over its pods; undefined where a scale is not known. Source: getExpectedPodCount. */
export function expectationOf({ spec }: PodDisruptionBudget, pods: Pod[], cluster: Cluster): Expectation | undefined {
  const { maxUnavailable, minAvailable } = spec ?? {};
  if (typeof minAvailable === 'number' && maxUnavailable === undefined) {
    return { expected: pods.length, desired: minAvailable };
  }
  const value = maxUnavailable ?? minAvailable;
  if (value === undefined) return { expected: 0, desired: 0 };
  const expected = scaleOfAll(pods, cluster);
  const amount = expected === undefined ? Number.NaN : scaled(value, expected);
  if (expected === undefined || Number.isNaN(amount)) return undefined;
  return { expected, desired: maxUnavailable === undefined ? amount : Math.max(0, expected - amount) };
}

/** The pods that their controllers still have to make: scales less the pods that are there and stay. */
export function missingOf(pods: Pod[], cluster: Cluster): { like: Pod; count: number }[] {
  const byScale = Map.groupBy(
    pods.filter((pod) => !isFinished(pod)),
    (pod) => {
      const scale = scaleOf(pod, cluster);
      return scale ? `${scale.kind}/${scale.name}` : '';
    },
  );
  return [...byScale].flatMap(([key, members]) => {
    const [like] = members;
    const replicas = like && key ? scaleOf(like, cluster)?.replicas : undefined;
    const count = (replicas ?? 0) - members.filter(({ metadata }) => !metadata.deletionTimestamp).length;
    return like && count > 0 ? [{ like, count }] : [];
  });
}
