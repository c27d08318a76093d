import type { DrainPlan, PlannedPod } from '../model/drain-plan.ts';
import type { Text } from '../model/text.ts';

/** A pod that has come to a node after its drain was planned, and what is to be done about it. */
export type Arrival =
  | { kind: 'evict'; pod: PlannedPod }
  | { kind: 'return'; pod: PlannedPod } // it comes back past the cordon as often as it is evicted
  | { kind: 'blocked'; pod: PlannedPod; why: Text };

/** What a pod is known by: never by its name alone, which the next pod of a StatefulSet takes. */
export const identityOf = ({ namespace, name, uid }: PlannedPod): string => uid ?? `${namespace}/${name}`;

/**
 * The pods of a plan made anew that the drain does not know: bound to the node just before the cordon, by name past the scheduler, or by
 * a toleration of the cordon.
 */
export function arrivalsIn({ pods }: DrainPlan, known: Set<string>): Arrival[] {
  return pods
    .filter((pod) => pod.fate.kind !== 'skip' && !known.has(identityOf(pod)))
    .map((pod): Arrival => {
      const { fate, landing, terminating } = pod;
      if (fate.kind === 'blocked' && fate.by[0]) return { kind: 'blocked', pod, why: fate.by[0].why };
      return landing?.kind === 'returns' && !terminating ? { kind: 'return', pod } : { kind: 'evict', pod };
    });
}
