import { NODE_LEASES } from '../model/node-health.ts';
import type { ExaminedKind } from '../model/object-kinds.ts';
import { shapes, type AnyObject, type Kind } from '../model/objects.ts';
import { resources } from '../model/resources.ts';
import type { ObjectName } from '../model/selection.ts';
import type { Shape } from '../model/shape.ts';
import { slim, type Ledger } from './ledger.ts';
import { notFound, unreadable } from './not-there.ts';

/** Reads what the diagnosis of one object needs beside the object and its events. */
type ObjectRead = (ledger: Ledger, object: AnyObject) => Promise<unknown>;

const inNamespace = (ledger: Ledger, namespace: string, ...kinds: Kind[]): Promise<unknown> =>
  Promise.all(kinds.map((kind) => ledger.read({ kind, namespace, project: slim(kind) })));

/** Its Lease, its pods, the versions of the others, its certificate requests, and whether somebody judges nodes at all. */
const readNode: ObjectRead = (ledger, { metadata: { name } }) =>
  Promise.all([
    ledger.read({ kind: 'leases', namespace: NODE_LEASES, name }),
    ledger.read({ kind: 'leases', namespace: 'kube-system', name: 'kube-controller-manager' }),
    ledger.read({ kind: 'pods', fieldSelector: `spec.nodeName=${name}`, project: slim('pods') }),
    ledger.read({ kind: 'nodes', project: slim('nodes') }),
    ledger.read({ kind: 'certificatesigningrequests', project: slim('certificatesigningrequests') }),
  ]);

/** What may keep it, and what may refuse pods in it. */
const readNamespace: ObjectRead = (ledger, { metadata: { name, deletionTimestamp } }) =>
  Promise.all([
    inNamespace(ledger, name, 'resourcequotas', 'limitranges', 'pods', 'events', 'replicasets', 'poddisruptionbudgets'),
    deletionTimestamp && ledger.read({ kind: 'apiservices' }),
  ]);

/** The pods it covers, the other budgets there, and how many pods the workloads are meant to have. */
const readBudget: ObjectRead = (ledger, { metadata: { namespace } }) =>
  inNamespace(ledger, namespace, 'pods', 'poddisruptionbudgets', 'replicasets', 'deployments', 'statefulsets');

/** By kind; with the object and its events a diagnosis makes at most 12 requests. */
const objectReads: Record<ExaminedKind, ObjectRead> = {
  nodes: readNode,
  namespaces: readNamespace,
  poddisruptionbudgets: readBudget,
};

/** Reads an object asked about, its events, and what its kind needs. Throws DoctorError when it is not there or not readable. */
export async function readObject(ledger: Ledger, namespace: string, { kind, name }: ObjectName): Promise<never[]> {
  const { namespaced, kind: singular } = resources[kind];
  const scope = namespaced ? { namespace } : {};
  const [result] = await Promise.all([
    ledger.read({ kind, ...scope, name }),
    ledger.read({
      kind: 'events',
      ...scope,
      fieldSelector: `involvedObject.kind=${singular},involvedObject.name=${name}`,
    }),
  ]);
  const object = (shapes[kind] as Shape<AnyObject>)(result.items[0]);
  if (object) {
    await objectReads[kind](ledger, object);
    return [];
  }
  if (result.outcome !== 'read') throw unreadable(result, kind, namespace, name);
  throw notFound(kind, namespace, name, await ledger.ask({ kind, ...scope, project: slim(kind) }));
}
