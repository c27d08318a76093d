import { shapes, type AnyObject, type Kind } from '../../model/objects.ts';
import type { Query } from '../../model/reader.ts';
import { kindOf, resources } from '../../model/resources.ts';
import type { Shape } from '../../model/shape.ts';
import type { Ledger } from '../ledger.ts';
import type { Read } from './define.ts';

/** ReplicaSet → Deployment, Job → CronJob. */
const DEEPEST = 2;

const controllerOf = ({ metadata }: AnyObject) => metadata.ownerReferences?.find(({ controller }) => controller);

/** From so many owners of one kind on, one list is cheaper than a request for each. */
const MANY = 4;

type Named = { kind: Kind; name: string };

const ownerOf = (object: AnyObject): Named[] => {
  const { apiVersion = '', kind = '', name } = controllerOf(object) ?? {};
  const known = name ? kindOf(apiVersion, kind) : undefined;
  return known && name && known !== 'nodes' ? [{ kind: known, name }] : []; // a mirror pod is owned by its node
};

/** The owners of that kind; those read before, as a workload asked about, are not read again. */
async function readKind(ledger: Ledger, kind: Kind, names: string[], namespace: string): Promise<AnyObject[]> {
  const shape = shapes[kind] as Shape<AnyObject>;
  const known = ledger.objects(kind).flatMap((item) => shape(item) ?? []);
  const missing = names.filter((name) => !known.some(({ metadata }) => metadata.name === name));
  const scope = resources[kind].namespaced ? { namespace } : {};
  const queries: Query[] =
    missing.length >= MANY ? [{ kind, ...scope }] : missing.map((name) => ({ kind, name, ...scope }));
  const results = await Promise.all(queries.map((query) => ledger.read(query)));
  const found = [...known, ...results.flatMap(({ items }) => items.flatMap((item) => shape(item) ?? []))];
  return found.filter(({ metadata }) => names.includes(metadata.name));
}

async function readOwners(ledger: Ledger, objects: AnyObject[], namespace: string, depth = 0): Promise<void> {
  if (depth === DEEPEST) return;
  const byKind = Map.groupBy(objects.flatMap(ownerOf), ({ kind }) => kind);
  await Promise.all(
    [...byKind].map(async ([kind, owners]) => {
      const names = [...new Set(owners.map(({ name }) => name))];
      const found = await readKind(ledger, kind, names, namespace);
      await readOwners(ledger, found, namespace, depth + 1);
    }),
  );
}

/** The controllers above the pods. */
export const owners: Read = {
  most: (pod) => (controllerOf(pod) ? DEEPEST : 0),
  read: (ledger, { namespace, pods }) => readOwners(ledger, pods, namespace),
};
