import { shapes, type AnyObject, type Kind, type Pod } from '../model/objects.ts';
import type { Query, ReadResult } from '../model/reader.ts';
import { podsNamed, type Selection, type WorkloadName } from '../model/selection.ts';
import type { Shape } from '../model/shape.ts';
import { readAround } from './around.ts';
import { Ledger, slim } from './ledger.ts';
import { notFound, unreadable } from './not-there.ts';
import { readObject } from './object.ts';
import { readRejections } from './rejections.ts';

const podsOf = ({ items }: ReadResult): Pod[] => items.flatMap((item) => shapes.pods(item) ?? []);

/** One pod and its events; when there is none of that name, the pods whose names begin with it. */
async function readOne(ledger: Ledger, namespace: string, name: string): Promise<Pod[]> {
  const isPrefix = /[-*]$/.test(name);
  if (!isPrefix) {
    const [result] = await Promise.all([
      ledger.read({ kind: 'pods', namespace, name }),
      ledger.read({ kind: 'events', namespace, fieldSelector: `involvedObject.name=${name}` }),
    ]);
    const found = podsOf(result);
    if (found.length > 0) return found;
    if (result.outcome !== 'read') throw unreadable(result, 'pods', namespace, name);
  }
  return readMany(ledger, namespace, [name]);
}

/** Several pods and all events of the namespace, each name standing for one pod or for those that begin with it. */
async function readMany(ledger: Ledger, namespace: string, names: string[]): Promise<Pod[]> {
  const all = await ledger.read({ kind: 'pods', namespace });
  const pods = podsOf(all);
  const chosen = new Set(names.flatMap((name) => podsNamed(name, pods)));
  const missing = names.find((name) => podsNamed(name, pods).length === 0);
  if (missing !== undefined) {
    throw all.outcome === 'read'
      ? notFound('pods', namespace, missing, all)
      : unreadable(all, 'pods', namespace, missing);
  }
  const [only, ...others] = chosen;
  const fieldSelector = only && others.length === 0 ? `involvedObject.name=${only.metadata.name}` : undefined;
  await ledger.read({ kind: 'events', namespace, ...(fieldSelector && { fieldSelector }) });
  return [...chosen];
}

async function readMatching(ledger: Ledger, namespace: string, labelSelector?: string): Promise<Pod[]> {
  const [pods] = await Promise.all([
    ledger.read({ kind: 'pods', namespace, ...(labelSelector && { labelSelector }) }),
    ledger.read({ kind: 'events', namespace }),
  ]);
  if (pods.outcome !== 'read' && pods.items.length === 0) {
    throw unreadable(pods, 'pods', namespace, labelSelector ? `-l ${labelSelector}` : '');
  }
  return podsOf(pods);
}

/** A selector as a query takes it: `app=web,tier in (a,b)`. */
function selectorText(object: AnyObject): string | undefined {
  const { selector } = (object as { spec?: { selector?: { matchLabels?: Record<string, string> } } }).spec ?? {};
  const labels = Object.entries(selector?.matchLabels ?? {});
  return labels.length > 0 ? labels.map(([key, value]) => `${key}=${value}`).join(',') : undefined;
}

const BETWEEN: Partial<Record<Kind, Kind>> = { deployments: 'replicasets', cronjobs: 'jobs' };

/** A workload, what it controls down to its pods, and the events of the namespace; for pods that were refused also why. */
async function readOwned(ledger: Ledger, namespace: string, { kind, name }: WorkloadName): Promise<Pod[]> {
  const [result, events] = await Promise.all([
    ledger.read({ kind, namespace, name }),
    ledger.read({ kind: 'events', namespace }),
  ]);
  const object = (shapes[kind] as Shape<AnyObject>)(result.items[0]);
  if (!object) {
    if (result.outcome !== 'read') throw unreadable(result, kind, namespace, name);
    throw notFound(kind, namespace, name, await ledger.ask({ kind, namespace, project: slim(kind) }));
  }
  const labelSelector = selectorText(object);
  const selected: Partial<Query> = labelSelector ? { labelSelector } : {};
  const between = BETWEEN[kind];
  const reading = ledger.read({ kind: 'pods', namespace, ...selected });
  const [pods] = await Promise.all([
    reading,
    reading.then(({ items }) => readAround(ledger, { kind, namespace, object, pods: items })),
    between && ledger.read({ kind: between, namespace, ...selected }),
    readRejections(ledger, namespace, object, events.items),
  ]);
  return podsOf(pods);
}

/** Reads what a selection names: the pods, their events, and with a workload all that stands between. */
export function readSubjects(ledger: Ledger, namespace: string, selection: Selection): Promise<Pod[]> {
  if ('owner' in selection) return readOwned(ledger, namespace, selection.owner);
  if ('object' in selection) return readObject(ledger, namespace, selection.object);
  if ('labelSelector' in selection) return readMatching(ledger, namespace, selection.labelSelector);
  if ('all' in selection) return readMatching(ledger, namespace);
  const [only = ''] = selection.names;
  return selection.names.length > 1 ? readMany(ledger, namespace, selection.names) : readOne(ledger, namespace, only);
}
