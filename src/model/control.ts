import type { Cluster } from './cluster.ts';
import type { AnyObject, Kind, ObjectOf } from './objects.ts';
import type { Workload } from './selection.ts';

/** The controller an object belongs to. */
export const controllerOf = ({ metadata }: AnyObject) => metadata.ownerReferences?.find(({ controller }) => controller);

/** Whether an object is controlled by a workload: by uid where both are known, by kind and name else. */
export function isControlledBy(object: AnyObject, { kind, object: above }: Workload): boolean {
  const owner = controllerOf(object);
  if (!owner || owner.kind !== kind || owner.name !== above.metadata.name) return false;
  if (object.metadata.namespace !== above.metadata.namespace) return false;
  return !owner.uid || !above.metadata.uid || owner.uid === above.metadata.uid;
}

const keyOf = (namespace: string, kind = '', name = ''): string => `${kind}|${namespace}|${name}`;

/** What is controlled, by the key of what controls it: a whole cluster is looked through once and not once for each workload. */
type Index<T> = Map<string, T[]>;

const indexed = <T>(items: T[], objectOf: (item: T) => AnyObject): Index<T> => {
  const owned = items.filter((item) => controllerOf(objectOf(item)));
  return Map.groupBy(owned, (item) => {
    const object = objectOf(item);
    const { kind, name } = controllerOf(object) ?? {};
    return keyOf(object.metadata.namespace, kind, name);
  });
};

class Indexes {
  readonly objects = new Map<Kind, Index<AnyObject>>();
  below: Index<Workload> | undefined;
  byKey: Index<Workload> | undefined;
}

const known = new WeakMap<Cluster, Indexes>();

function indexesOf(cluster: Cluster): Indexes {
  let indexes = known.get(cluster);
  if (!indexes) known.set(cluster, (indexes = new Indexes()));
  return indexes;
}

/** The objects of a kind that a workload controls itself. */
export function controlled<K extends Kind>(kind: K, workload: Workload, cluster: Cluster): ObjectOf<K>[] {
  const { objects } = indexesOf(cluster);
  let index = objects.get(kind);
  if (!index) objects.set(kind, (index = indexed(cluster.all(kind) as AnyObject[], (object) => object)));
  const { namespace, name } = workload.object.metadata;
  const found = index.get(keyOf(namespace, workload.kind, name)) ?? [];
  return found.filter((object) => isControlledBy(object, workload)) as ObjectOf<K>[];
}

/** The workloads a diagnosis is about that another of them controls: the ReplicaSets of a Deployment. */
export function ownersBelow(workload: Workload, cluster: Cluster): Workload[] {
  const indexes = indexesOf(cluster);
  indexes.below ??= indexed(cluster.owners, ({ object }) => object);
  const { namespace, name } = workload.object.metadata;
  const found = indexes.below.get(keyOf(namespace, workload.kind, name)) ?? [];
  return found.filter(({ object }) => isControlledBy(object, workload));
}

/** The workload a diagnosis is about that controls an object, when there is one. */
export function ownerAbove(object: AnyObject, cluster: Cluster): Workload | undefined {
  const indexes = indexesOf(cluster);
  indexes.byKey ??= Map.groupBy(cluster.owners, ({ kind, object: { metadata } }) =>
    keyOf(metadata.namespace, kind, metadata.name),
  );
  const { kind, name } = controllerOf(object) ?? {};
  if (!kind || !name) return undefined;
  const found = indexes.byKey.get(keyOf(object.metadata.namespace, kind, name)) ?? [];
  return found.find((above) => isControlledBy(object, above));
}

/** The workload at the top of one: the Deployment of a ReplicaSet, the CronJob of a Job, where the diagnosis is about it. */
export function topAbove(workload: Workload, cluster: Cluster): Workload {
  const seen = new Set<Workload>(); // owners may form a ring
  let top = workload;
  for (let next: Workload | undefined = workload; next && !seen.has(next); next = ownerAbove(next.object, cluster)) {
    seen.add(next);
    top = next;
  }
  return top;
}
