import type { Cluster } from './cluster.ts';
import type { Pod } from './objects.ts';
import type { Workload } from './selection.ts';
import { isServing, isTroubled, podsBelow, type Replicated } from './workload.ts';

/** The revision a pod of a StatefulSet or DaemonSet was made from. */
const REVISION_LABEL = 'controller-revision-hash';

/** The pods of a StatefulSet in their order. */
export interface Ordinals {
  start: number;
  replicas: number;
  /** Pods by ordinal; only those in range. */
  pods: Map<number, Pod>;
  /** Beyond the range: to be deleted by a scale-down. */
  condemned: Pod[];
  /** The first in order that exists and is not ready: nothing behind it moves when pods are kept in order. */
  first: Pod | undefined;
  /** Ordinals in range without a pod. */
  missing: number[];
}

const ordinalOf = ({ metadata }: Pod): number => Number(/-(\d+)$/.exec(metadata.name)?.[1] ?? -1);

/** A StatefulSet's pods as its controller goes through them. Source: pkg/controller/statefulset/stateful_set_control.go. */
export function ordinalsOf(workload: Workload, cluster: Cluster): Ordinals {
  const { spec } = workload.object as Replicated;
  const start = spec?.ordinals?.start ?? 0;
  const replicas = spec?.replicas ?? 1;
  const all = podsBelow(workload, cluster).toSorted((a, b) => ordinalOf(a) - ordinalOf(b));
  const isWanted = (pod: Pod): boolean => ordinalOf(pod) >= start && ordinalOf(pod) < start + replicas;
  const pods = new Map(all.filter(isWanted).map((pod) => [ordinalOf(pod), pod]));
  return {
    start,
    replicas,
    pods,
    condemned: all.filter((pod) => ordinalOf(pod) >= 0 && !isWanted(pod)),
    first: [...pods.values()].find((pod) => !isServing(pod, cluster)),
    missing: Array.from({ length: Math.min(replicas, 10_000) }, (_, i) => start + i).filter((i) => !pods.has(i)),
  };
}

/** How the pods of a StatefulSet stand to its newest template. */
export function revisionFields({ spec, status }: Replicated, { pods }: Ordinals) {
  const update = status?.updateRevision;
  const revisionOf = (pod: Pod | undefined) => pod?.metadata.labels?.[REVISION_LABEL];
  const isOutdated = (pod: Pod): boolean => Boolean(update && revisionOf(pod) && revisionOf(pod) !== update);
  const strategy = spec?.updateStrategy?.type ?? 'RollingUpdate';
  const partition = strategy === 'RollingUpdate' ? (spec?.updateStrategy?.rollingUpdate?.partition ?? 0) : 0;
  const outdated = [...pods].filter(([, pod]) => isOutdated(pod));
  return {
    strategy,
    partition,
    updateRevision: update ?? null,
    outdated: outdated.map(([, { metadata }]) => metadata.name),
    held: outdated.filter(([ordinal]) => ordinal < partition).map(([, { metadata }]) => metadata.name),
    due: outdated.filter(([ordinal]) => ordinal >= partition).map(([, { metadata }]) => metadata.name),
    isOutdated,
    revisionOf,
  };
}

/** A pod that should have been gone for so many seconds does not go by itself. */
const LATE = 30;

/** The first pod in order, when it is stuck: what it is, and what waits for it. */
export function blockerFields(ordinals: Ordinals, cluster: Cluster) {
  const { first } = ordinals;
  const overdue = cluster.age(first?.metadata.deletionTimestamp) ?? 0; // the timestamp includes the grace period
  const stuck = first && (isTroubled(first, cluster) || overdue > LATE) ? first : undefined;
  const ordinal = stuck ? ordinalOf(stuck) : undefined;
  return {
    stuck,
    pod: stuck?.metadata.name ?? null,
    ordinal: ordinal ?? null,
    behind: ordinal === undefined ? 0 : ordinals.missing.filter((other) => other > ordinal).length,
    condemned: ordinals.condemned.map(({ metadata }) => metadata.name),
  };
}
