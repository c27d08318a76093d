import type { Cluster } from '../model/cluster.ts';
import { nodeHealth } from '../model/node-health.ts';
import type { Pod } from '../model/objects.ts';
import { conditionOf, containersOf, isFinished, startedAt } from '../model/pod.ts';
import { parseTime } from '../model/time.ts';

/** Whether a pod counts as healthy for budgets. Source: pkg/api/pod, IsPodReady. */
export const isReady = (pod: Pod): boolean => conditionOf(pod, 'Ready')?.status === 'True';

/** After so many seconds without becoming ready or restarting, a pod is not expected to become ready any more. */
const PATIENCE = 600;

const WELL_WAITING = new Set(['PodInitializing', 'ContainerCreating']);

/** Whether an unready pod is on its way: new, not failing, and placed on a node that lives. */
export function isStarting(pod: Pod, cluster: Cluster): boolean {
  if (isReady(pod) || isFinished(pod) || pod.metadata.deletionTimestamp) return false;
  if (conditionOf(pod, 'PodScheduled')?.status === 'False') return false;
  const state = nodeHealth(pod.spec?.nodeName, cluster).state;
  if (state === 'silent' || state === 'gone') return false;
  const failing = containersOf(pod).some(({ type, status }) => {
    const { waiting } = status?.state ?? {};
    return (
      (waiting?.reason && !WELL_WAITING.has(waiting.reason)) || (type !== 'init' && (status?.restartCount ?? 0) > 0)
    );
  });
  return !failing && (cluster.age(startedAt(pod)) ?? PATIENCE) < PATIENCE;
}

/** How many seconds a pod took from its creation to being ready; undefined when it is not, or restarted since. */
function secondsToReady(pod: Pod): number | undefined {
  const ready = conditionOf(pod, 'Ready');
  if (ready?.status !== 'True' || containersOf(pod).some(({ status }) => (status?.restartCount ?? 0) > 0))
    return undefined;
  const from = parseTime(pod.metadata.creationTimestamp);
  const to = parseTime(ready.lastTransitionTime);
  return from === undefined || to === undefined || to < from ? undefined : Math.round((to - from) / 1000);
}

const median = (values: number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** How long pods of each workload took to become ready, by the uid or name of their controller. */
export class ReadyTimes {
  readonly #byOwner: Map<string, Pod[]>;

  constructor(cluster: Cluster) {
    this.#byOwner = Map.groupBy(cluster.all('pods'), (pod) => ownerKey(pod) ?? '');
  }

  /** The pods with the same controller. */
  peersOf(pod: Pod): Pod[] {
    const key = ownerKey(pod);
    return key ? (this.#byOwner.get(key) ?? []) : [pod];
  }

  /** Seconds in the middle of what its workload's pods took; undefined when none tells. */
  secondsFor(pod: Pod): number | undefined {
    return median(this.peersOf(pod).flatMap((peer) => secondsToReady(peer) ?? []));
  }

  /**
   * Whether a new pod in its place can be expected to become ready: it was, or one like it is. Pods of a StatefulSet are not alike: each
   * has a name and data of its own.
   */
  willBeReady(pod: Pod): boolean {
    if (pod.metadata.ownerReferences?.some(({ controller, kind }) => controller && kind === 'StatefulSet'))
      return isReady(pod);
    return isReady(pod) || this.peersOf(pod).some((peer) => isReady(peer) && !peer.metadata.deletionTimestamp);
  }
}

function ownerKey({ metadata }: Pod): string | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  return owner && `${metadata.namespace}/${owner.kind}/${owner.uid ?? owner.name}`;
}
