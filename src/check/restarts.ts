import type { Pod } from '../model/objects.ts';
import { containersOf } from '../model/pod.ts';
import { matchesLabels } from '../model/selector.ts';
import { selecting } from './loose.ts';
import type { Target } from './resource.ts';

const WORKLOADS = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet']);

/** The living pods of a target: itself, or those its selector takes. */
export function podsOf({ resource: { kind }, namespace, name }: Target, object: unknown, pods: Pod[]): Pod[] {
  const near = pods.filter(({ metadata }) => metadata.namespace === namespace && !metadata.deletionTimestamp);
  if (kind === 'Pod') return near.filter(({ metadata }) => metadata.name === name);
  const selector = WORKLOADS.has(kind) ? selecting(object)?.spec?.selector : undefined;
  return selector ? near.filter(({ metadata }) => matchesLabels(selector, metadata.labels)) : [];
}

/** How often the containers of each pod have restarted, by the pod's uid. */
export const restartsOf = (pods: Pod[]): Map<string, number> =>
  new Map(
    pods.map((pod) => [
      pod.metadata.uid ?? pod.metadata.name,
      containersOf(pod).reduce((sum, { status }) => sum + (status?.restartCount ?? 0), 0),
    ]),
  );

/** Whether a pod that was there before has restarted since; a count may fall when the kubelet forgets, which says nothing. */
export const hasRestarted = (before: Map<string, number>, now: Map<string, number>): boolean =>
  [...now].some(([uid, count]) => count > (before.get(uid) ?? count));
