import type { Cluster } from './cluster.ts';
import { controllerOf } from './control.ts';
import type { Pod } from './objects.ts';

/** The controller whose scale counts for budgets, and how many pods it is to have; undefined where that is not known. */
export interface Scale {
  kind: string;
  name: string;
  replicas: number | undefined;
}

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

/** The controllers of some pods, each once. */
export function scalesOf(pods: Pod[], cluster: Cluster): Scale[] {
  const scales = new Map<string, Scale>();
  for (const pod of pods) {
    const scale = scaleOf(pod, cluster);
    if (scale) scales.set(`${scale.kind}/${scale.name}`, scale);
  }
  return [...scales.values()];
}

/** A number or a percentage of a total; percentages round up. NaN for neither. Source: intstr.GetScaledValueFromIntOrPercent. */
export function scaled(value: number | string, total: number): number {
  if (typeof value === 'number') return value;
  const percent = /^(-?\d+)%$/.exec(value)?.[1];
  return percent === undefined ? Number.NaN : Math.ceil((Number(percent) * total) / 100);
}
