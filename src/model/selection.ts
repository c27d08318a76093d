import type { AnyObject, Kind, LabelSelector, Pod } from './objects.ts';
import { matchesLabels, parseSelector } from './selector.ts';
import { resources } from './resources.ts';
import type { Snapshot } from './snapshot.ts';

/** What a person asked about: pods by name (or its beginning), by label, all of a namespace, or those of a workload. */
export type Selection = { names: string[] } | { labelSelector: string } | { all: true } | { owner: WorkloadName };

/** A workload as it is named on the command line. */
export interface WorkloadName {
  kind: Kind;
  name: string;
}

/** A workload asked about, or one that it controls: the ReplicaSets of a Deployment, the Jobs of a CronJob. */
export interface Workload {
  /** Kubernetes' own spelling: `Deployment`. */
  kind: string;
  object: AnyObject;
}

/** What a selection comes to: the pods to diagnose, and with `owner` the workloads above them, the one asked for first. */
export interface Selected {
  pods: Pod[];
  workloads: Workload[];
}

/** The pods a name stands for: the one of that name, or those whose name begins with it (`web`, `web-`, `web*`). */
export function podsNamed(name: string, pods: Pod[]): Pod[] {
  const exact = pods.filter(({ metadata }) => metadata.name === name);
  if (exact.length > 0) return exact;
  const beginning = name.endsWith('*') ? name.slice(0, -1) : `${name.replace(/-$/, '')}-`;
  return pods.filter(({ metadata }) => metadata.name.startsWith(beginning));
}

const controllerOf = ({ metadata }: AnyObject) => metadata.ownerReferences?.find(({ controller }) => controller);

/** Whether an object is controlled by another: by uid where both are known, by kind and name else. */
function isControlledBy(object: AnyObject, { kind, object: above }: Workload): boolean {
  const owner = controllerOf(object);
  if (!owner || owner.kind !== kind || owner.name !== above.metadata.name) return false;
  if (object.metadata.namespace !== above.metadata.namespace) return false;
  return !owner.uid || !above.metadata.uid || owner.uid === above.metadata.uid;
}

/** What stands between a workload and its pods. */
const BETWEEN: Partial<Record<Kind, Kind>> = { deployments: 'replicasets', cronjobs: 'jobs' };

/** Where the ReplicaSets were not seen: pods that the Deployment's selector takes and whose ReplicaSet is named after it. */
function looksLikeOwn(pod: Pod, { kind, object }: Workload): boolean {
  const { selector } = (object as { spec?: { selector?: LabelSelector } }).spec ?? {};
  const owner = controllerOf(pod);
  return (
    kind === 'Deployment' &&
    owner?.kind === 'ReplicaSet' &&
    owner.name?.startsWith(`${object.metadata.name}-`) === true &&
    pod.metadata.namespace === object.metadata.namespace &&
    matchesLabels(selector, pod.metadata.labels)
  );
}

function belowOwner({ objects }: Snapshot, { kind, name }: WorkloadName, namespace: string | undefined): Selected {
  const tops = (objects[kind] as AnyObject[])
    .filter(({ metadata }) => metadata.name === name && (!namespace || metadata.namespace === namespace))
    .map((object): Workload => ({ kind: resources[kind].kind, object }));
  const between = BETWEEN[kind];
  const middle = between
    ? (objects[between] as AnyObject[])
        .filter((object) => tops.some((top) => isControlledBy(object, top)))
        .map((object): Workload => ({ kind: resources[between].kind, object }))
    : [];
  const workloads = [...tops, ...middle];
  const pods = objects.pods.filter(
    (pod) =>
      workloads.some((workload) => isControlledBy(pod, workload)) ||
      (middle.length === 0 && tops.some((top) => looksLikeOwn(pod, top))),
  );
  return { pods, workloads };
}

/** The pods of a snapshot that a selection names, in a namespace or in all of them. */
export function selectPods(snapshot: Snapshot, selection: Selection, namespace?: string): Selected {
  if ('owner' in selection) return belowOwner(snapshot, selection.owner, namespace);
  const inReach = snapshot.objects.pods.filter(({ metadata }) => !namespace || metadata.namespace === namespace);
  if ('names' in selection) {
    return { pods: [...new Set(selection.names.flatMap((name) => podsNamed(name, inReach)))], workloads: [] };
  }
  if ('all' in selection) return { pods: inReach, workloads: [] };
  const selector = parseSelector(selection.labelSelector);
  return { pods: inReach.filter(({ metadata }) => matchesLabels(selector, metadata.labels)), workloads: [] };
}
