import { controllerOf, isControlledBy } from './control.ts';
import { isExaminedKind, objectKinds, type ExaminedKind } from './object-kinds.ts';
import type { AnyObject, Kind, LabelSelector, Pod } from './objects.ts';
import { matchesLabels, parseSelector } from './selector.ts';
import { resources } from './resources.ts';
import type { Snapshot } from './snapshot.ts';

/** What a person asked about: pods by name (or its beginning), by label, all of a namespace, those of a workload, or another object. */
export type Selection =
  { names: string[] } | { labelSelector: string } | { all: true } | { owner: WorkloadName } | { object: ObjectName };

/** An object that is neither pod nor workload, as it is named on the command line. */
export interface ObjectName {
  kind: ExaminedKind;
  name: string;
}

/** `KIND NAME` of the command line as a selection. */
export function selectionFor(kind: Kind, name: string): Selection {
  if (kind === 'pods') return { names: [name] };
  return isExaminedKind(kind) ? { object: { kind, name } } : { owner: { kind, name } };
}

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

/**
 * What a selection comes to: the pods to diagnose, with `owner` the workloads above them, the one asked for first, and with
 * `object` the object itself.
 */
export interface Selected {
  pods: Pod[];
  workloads: Workload[];
  objects?: Examined[];
}

/** An object asked about that is neither pod nor workload. */
export interface Examined {
  kind: ExaminedKind;
  object: AnyObject;
}

/** The pods a name stands for: the one of that name, or those whose name begins with it (`web`, `web-`, `web*`). */
export function podsNamed(name: string, pods: Pod[]): Pod[] {
  const exact = pods.filter(({ metadata }) => metadata.name === name);
  if (exact.length > 0) return exact;
  const beginning = name.endsWith('*') ? name.slice(0, -1) : `${name.replace(/-$/, '')}-`;
  return pods.filter(({ metadata }) => metadata.name.startsWith(beginning));
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

/** An object, and the pods that depend on it. */
function around({ objects }: Snapshot, { kind, name }: ObjectName, namespace: string | undefined): Selected {
  const { namespaced } = resources[kind];
  const found = (objects[kind] as AnyObject[])
    .filter(({ metadata }) => metadata.name === name && (!namespaced || !namespace || metadata.namespace === namespace))
    .map((object): Examined => ({ kind, object }));
  const pods = objects.pods.filter((pod) => found.some(({ object }) => objectKinds[kind].concerns(object, pod)));
  return { pods, workloads: [], objects: found };
}

/** The pods of a snapshot that a selection names, in a namespace or in all of them. */
export function selectPods(snapshot: Snapshot, selection: Selection, namespace?: string): Selected {
  if ('owner' in selection) return belowOwner(snapshot, selection.owner, namespace);
  if ('object' in selection) return around(snapshot, selection.object, namespace);
  const inReach = snapshot.objects.pods.filter(({ metadata }) => !namespace || metadata.namespace === namespace);
  if ('names' in selection) {
    return { pods: [...new Set(selection.names.flatMap((name) => podsNamed(name, inReach)))], workloads: [] };
  }
  if ('all' in selection) return { pods: inReach, workloads: [] };
  const selector = parseSelector(selection.labelSelector);
  return { pods: inReach.filter(({ metadata }) => matchesLabels(selector, metadata.labels)), workloads: [] };
}
