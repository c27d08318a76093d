import type { Cluster } from './cluster.ts';
import type { Pod, Taint, Toleration } from './objects.ts';
import { parseTime } from './time.ts';
import { taintWord, tolerates } from './toleration.ts';

const noExecute = (pod: Pod, cluster: Cluster): Taint[] =>
  (cluster.node(pod.spec?.nodeName)?.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');

/** How long a pod may stay beside one taint: 0, seconds, or forever. */
function stay(tolerations: Toleration[] | undefined, taint: Taint): number {
  const matching = (tolerations ?? []).filter((toleration) => tolerates([toleration], taint));
  if (matching.length === 0) return 0;
  return Math.min(
    ...matching.map(({ tolerationSeconds = Number.POSITIVE_INFINITY }) => Math.max(0, tolerationSeconds)),
  );
}

/** The NoExecute taints of its node that a pod does not tolerate for good, as kubectl writes them. */
export const evictingTaints = (pod: Pod, cluster: Cluster): string[] =>
  noExecute(pod, cluster)
    .filter((taint) => stay(pod.spec?.tolerations, taint) !== Number.POSITIVE_INFINITY)
    .map(taintWord);

/** The shortest time a pod may stay beside its node's NoExecute taints, in seconds; null when it may stay, or there is none. */
export function toleratedFor(pod: Pod, cluster: Cluster): number | null {
  const least = Math.min(...noExecute(pod, cluster).map((taint) => stay(pod.spec?.tolerations, taint)));
  return Number.isFinite(least) ? least : null;
}

/**
 * When the taint manager will delete a pod, in milliseconds: every NoExecute taint counts from the time it was added, the first to
 * run out decides. Undefined when the pod may stay. Source: pkg/controller/tainteviction/taint_eviction.go, processPodOnNode.
 */
export function evictionAt(pod: Pod, cluster: Cluster): number | undefined {
  const times = noExecute(pod, cluster).flatMap((taint) => {
    const seconds = stay(pod.spec?.tolerations, taint);
    const added = parseTime(taint.timeAdded);
    return Number.isFinite(seconds) && added !== undefined ? [added + seconds * 1000] : [];
  });
  return times.length > 0 ? Math.min(...times) : undefined;
}
