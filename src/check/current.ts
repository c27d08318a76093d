import type { AnyObject, Pod } from '../model/objects.ts';
import type { Selected, Workload } from '../model/selection.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const TEMPLATE_GENERATION = 'pod-template-generation';
const DAEMON_GENERATION = 'deprecated.daemonset.template.generation';
const REVISION_HASH = 'controller-revision-hash';

const controllerOf = ({ metadata }: AnyObject): string | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller)?.name;

const revisionOf = ({ object }: Workload): number => Number(object.metadata.annotations?.[REVISION] ?? 0);

/** Whether a pod is of the newest template of its workload; undefined where that cannot be told. */
function isCurrent({ kind, object }: Workload, sets: Workload[]): ((pod: Pod) => boolean) | undefined {
  if (kind === 'Deployment') {
    const newest = sets.toSorted((a, b) => revisionOf(b) - revisionOf(a))[0]?.object.metadata.name;
    return newest === undefined ? undefined : (pod) => controllerOf(pod) === newest;
  }
  if (kind === 'DaemonSet') {
    const generation = object.metadata.annotations?.[DAEMON_GENERATION];
    return (pod) => !generation || (pod.metadata.labels?.[TEMPLATE_GENERATION] ?? generation) === generation;
  }
  const { spec, status } = object as { spec?: { podManagementPolicy?: string }; status?: { updateRevision?: string } };
  // one after another: a broken old pod is in the way of the new ones (kubernetes/kubernetes#67250)
  if (kind !== 'StatefulSet' || spec?.podManagementPolicy !== 'Parallel' || !status?.updateRevision) return undefined;
  return (pod) => (pod.metadata.labels?.[REVISION_HASH] ?? status.updateRevision) === status.updateRevision;
}

/**
 * What a selection comes to when only the newest template counts: pods of older ones go away with the rollout, so that what is
 * wrong with them is no reason to stop it.
 */
export function newestOnly(selected: Selected): Selected {
  const [top, ...below] = selected.workloads;
  const sets = below.filter(({ kind }) => kind === 'ReplicaSet');
  const current = top && isCurrent(top, sets);
  if (!current) return selected;
  const newest = sets.toSorted((a, b) => revisionOf(b) - revisionOf(a))[0];
  return {
    ...selected,
    pods: selected.pods.filter(current),
    workloads: selected.workloads.filter((workload) => workload.kind !== 'ReplicaSet' || workload === newest),
  };
}

/** How pods end: each is about that one pod, which its workload replaces. */
const OF_ONE_POD = /^(?:evicted|terminating|finished|node-lost)\//;

/** Whether a cause says that waiting cannot help the object it was looked for. */
export const isFinal = (
  {
    id,
    severity,
    permanence,
    confidence,
    explainedBy,
  }: {
    id: string;
    severity: string;
    permanence: string;
    confidence: string;
    explainedBy?: string;
  },
  isPod: boolean,
): boolean =>
  severity === 'error' &&
  permanence === 'permanent' &&
  confidence !== 'low' &&
  explainedBy === undefined &&
  (isPod || !OF_ONE_POD.test(id));
