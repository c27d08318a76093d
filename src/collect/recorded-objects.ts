import type { Kind } from '../model/objects.ts';
import { kindOf, kinds, resources } from '../model/resources.ts';

/** Objects found in documents, by kind, and what the documents say beside them. */
export interface Found {
  objects: Partial<Record<Kind, unknown[]>>;
  /** Kinds of which a list was there, even an empty one. */
  listed: Set<Kind>;
  /** Kinds of which a list was there that was not the whole. */
  partial: Set<Kind>;
  /** Documents that describe a snapshot of our own. */
  manifests: unknown[];
  /** The newest timestamp, in milliseconds; 0 without any. */
  newest: number;
}

/** Nothing found yet. */
export const nothing = (): Found => ({ objects: {}, listed: new Set(), partial: new Set(), manifests: [], newest: 0 });

type Raw = Record<string, unknown>;
const isRecord = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fields that hold a time that has passed: a deletionTimestamp or an expiry lies ahead. */
const PAST = new Set(
  'creationTimestamp startTime startedAt finishedAt lastTransitionTime lastHeartbeatTime lastProbeTime lastUpdateTime firstTimestamp lastTimestamp eventTime lastObservedTime renewTime acquireTime time timeAdded completionTime lastScheduleTime lastSuccessfulTime'.split(
    ' ',
  ),
);
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** The newest timestamp in an object; shared parts (YAML aliases) are looked at once. */
function newestIn(value: unknown, seen: Set<object>, depth = 0): number {
  if (typeof value !== 'object' || value === null || depth > 40 || seen.has(value)) return 0;
  seen.add(value);
  let newest = 0;
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry === 'object') newest = Math.max(newest, newestIn(entry, seen, depth + 1));
    else if (typeof entry === 'string' && PAST.has(key) && STAMP.test(entry))
      newest = Math.max(newest, Date.parse(entry) || 0);
  }
  return newest;
}

/** An event of the newer API in the words of the older one, which everything else speaks. */
const oldEvent = (event: Raw): Raw => ({
  ...event,
  apiVersion: 'v1',
  involvedObject: event['regarding'],
  message: event['note'],
  count: event['deprecatedCount'],
  firstTimestamp: event['deprecatedFirstTimestamp'],
  lastTimestamp: event['deprecatedLastTimestamp'],
  source: event['deprecatedSource'],
  reportingComponent: event['reportingController'],
});

function lean(object: Raw): Raw {
  const kept = { ...object };
  if (object['kind'] === 'Secret') {
    delete kept['data'];
    delete kept['stringData'];
  }
  if (isRecord(object['metadata'])) {
    const { managedFields: _, ...metadata } = object['metadata'];
    kept['metadata'] = metadata;
  }
  return kept;
}

function addObject(object: Raw, into: Found): void {
  const { apiVersion = '' } = object;
  if (typeof apiVersion !== 'string') return;
  const isNewEvent = object['kind'] === 'Event' && apiVersion.startsWith('events.k8s.io/');
  const kind = isNewEvent ? 'events' : kindOf(apiVersion, String(object['kind'] ?? ''));
  if (!kind) return;
  into.newest = Math.max(into.newest, newestIn(object, new Set()));
  (into.objects[kind] ??= []).push(lean(isNewEvent ? oldEvent(object) : object));
}

function addList(list: Raw, items: unknown[], into: Found, depth: number): void {
  const singular = String(list['kind'] ?? '').replace(/List$/, '');
  const apiVersion = String(list['apiVersion'] ?? '');
  const kind = singular ? kindOf(apiVersion, singular) : undefined;
  const metadata = isRecord(list['metadata']) ? list['metadata'] : {};
  if (kind) into.listed.add(kind);
  if (kind && (metadata['continue'] || metadata['remainingItemCount'])) into.partial.add(kind);
  for (const item of items) {
    if (isRecord(item) && kind) add({ apiVersion, kind: singular, ...item }, into, depth + 1);
    else if (kind)
      (into.objects[kind] ??= []).push(item); // counted later as malformed
    else add(item, into, depth + 1);
  }
}

/** Sorts a document into what it holds: an object, a list of them (in lists), a plain JSON array, a snapshot's own description. */
export function add(document: unknown, into: Found, depth = 0): void {
  if (depth > 8) return;
  if (Array.isArray(document)) {
    for (const item of document) add(item, into, depth + 1);
    return;
  }
  if (!isRecord(document)) return;
  const { kind, apiVersion, items } = document;
  if (kind === 'Snapshot' && String(apiVersion).startsWith('k8sdoctor/')) into.manifests.push(document);
  else if (typeof kind === 'string' && kind.endsWith('List'))
    addList(document, Array.isArray(items) ? items : [], into, depth);
  else addObject(document, into);
}

/** Which kind a file most likely holds, by its name: `pods.json`, `deployments.yaml`. */
export const kindOfFile = (path: string): Kind | undefined => {
  const stem = (path.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '').toLowerCase();
  return kinds.find((kind) => stem === kind || stem === resources[kind].kind.toLowerCase());
};
