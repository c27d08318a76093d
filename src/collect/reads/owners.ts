import { shapes, type AnyObject } from '../../model/objects.ts';
import { kindOf, resources } from '../../model/resources.ts';
import type { Shape } from '../../model/shape.ts';
import type { Ledger } from '../ledger.ts';
import type { Read } from './define.ts';

/** ReplicaSet → Deployment, Job → CronJob. */
const DEEPEST = 2;

const controllerOf = ({ metadata }: AnyObject) => metadata.ownerReferences?.find(({ controller }) => controller);

async function readOwners(ledger: Ledger, object: AnyObject, depth = 0): Promise<void> {
  const owner = controllerOf(object);
  const kind = owner?.name ? kindOf(owner.apiVersion ?? '', owner.kind ?? '') : undefined;
  if (!kind || !owner?.name || kind === 'nodes' || depth === DEEPEST) return; // a mirror pod is owned by its node
  const { namespace } = object.metadata;
  const { items } = await ledger.read({ kind, name: owner.name, ...(resources[kind].namespaced && { namespace }) });
  const shape = shapes[kind] as Shape<AnyObject>;
  const found = shape(items[0]);
  if (found && found.metadata.name !== object.metadata.name) await readOwners(ledger, found, depth + 1);
}

/** The controllers above the pods. */
export const owners: Read = {
  most: (pod) => (controllerOf(pod) ? DEEPEST : 0),
  read: (ledger, { pods }) => Promise.all(pods.map((pod) => readOwners(ledger, pod))),
};
