import { DoctorError } from '../model/error.ts';
import type { Query, ReadResult } from '../model/reader.ts';
import { pathOf, resources } from '../model/resources.ts';
import { obj, str } from '../model/shape.ts';
import { PROTOBUF, type Answer } from './http.ts';
import type { Session } from './session.ts';

const PAGE = 500;
/** A million objects: a server whose `continue` never ends must not keep us for ever. */
const MOST_PAGES = 2000;
/** How often a list begins anew when its `continue` has expired (410). */
const MOST_RESTARTS = 2;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** A Secret's values must not even be sent, so the full object is never an acceptable answer. */
const metadataOnly = (as: string): string => `application/json;as=${as};g=meta.k8s.io;v=v1`;

const acceptFor = ({ kind, name }: Query): string =>
  kind === 'secrets' ? metadataOnly(name ? 'PartialObjectMetadata' : 'PartialObjectMetadataList') : 'application/json';

const status = obj({ kind: str, message: str, reason: str });
const listHead = obj({ kind: str, metadata: obj({ continue: str }) });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** The server's own words in an error answer. */
export function wordsOf({ status: code, body }: Answer): { message: string; isStatus: boolean } {
  const said = status(parse(body));
  const isStatus = said?.kind === 'Status';
  const text = (isStatus && said.message) || body.trim().split('\n')[0]?.slice(0, 300) || `HTTP ${code}`;
  return { message: text, isStatus };
}

/** kubectl's copy of the whole object, which can hold what is cut out of the object itself. */
function dropCopy({ annotations }: Record<string, unknown>): void {
  if (isRecord(annotations)) delete annotations[LAST_APPLIED];
}

/** One object as it came, named by its kind and without the bulk that nothing reads. */
function lean(item: unknown, { kind, project }: Query): unknown {
  if (!isRecord(item)) return item;
  const { apiVersion, kind: singular } = resources[kind];
  const { metadata } = item;
  const kept: Record<string, unknown> = { ...item, apiVersion, kind: singular };
  if (kind === 'secrets') {
    delete kept['data'];
    delete kept['stringData'];
  }
  if (isRecord(metadata)) {
    delete metadata['managedFields'];
    dropCopy(metadata);
  }
  return project ? project(kept) : kept;
}

function refusal(answer: Answer, query: Query, session: Session): ReadResult {
  const { message, isStatus } = wordsOf(answer);
  const { status: code } = answer;
  if (code === 404) {
    if (!isStatus && resources[query.kind].apiVersion === 'v1') {
      throw session.foreign('it knows no /api/v1 (HTTP 404)', '没有 /api/v1（HTTP 404）');
    }
    return query.name && isStatus
      ? { outcome: 'read', items: [], status: code, detail: message }
      : { outcome: 'absent', items: [], status: code, detail: message };
  }
  return { outcome: code === 403 ? 'denied' : 'failed', items: [], status: code, detail: message };
}

/** A page that has arrived; its objects are taken out when they are asked for. */
type Page = { items: () => unknown[]; next: string | undefined } | { result: ReadResult };

const failedPage = (detail: string): Page => ({ result: { outcome: 'failed', items: [], status: 200, detail } });

function jsonPage({ body }: Answer, query: Query): Page {
  const parsed = parse(body);
  if (parsed === undefined) return failedPage(`the answer is not JSON or is cut off (${body.length} characters)`);
  if (query.name) return { items: () => [lean(parsed, query)], next: undefined };
  const items = isRecord(parsed) ? parsed['items'] : undefined;
  if (items === null) return { items: () => [], next: undefined }; // Go writes an empty list so
  if (!Array.isArray(items)) return failedPage('the answer is not a list');
  return {
    items: () => items.map((item: unknown) => lean(item, query)),
    next: listHead(parsed)?.metadata?.continue || undefined,
  };
}

/** Servers that did not understand our wish for protobuf, or that we did not understand. */
const jsonOnly = new WeakSet<Session>();

/** How a list is read in protobuf, where that is enough: it costs the server and us a fraction of JSON. */
async function wireFor(session: Session, { kind, name, project }: Query): Promise<Wire | undefined> {
  if (name || !project?.usedOnly || jsonOnly.has(session)) return undefined;
  const wire = await import('./wire/page.ts');
  return wire.isKnown(kind) ? wire : undefined;
}

type Wire = typeof import('./wire/page.ts');

const NOT_ACCEPTABLE = 406;

async function readPage(session: Session, query: Query, path: string): Promise<Page> {
  const wire = await wireFor(session, query);
  const got = await session.get(path, wire ? `${PROTOBUF},application/json` : acceptFor(query));
  if (!got.ok) return { result: { outcome: 'failed', items: [], detail: got.detail } };
  const { answer } = got;
  const { binary, status: code } = answer;
  try {
    if (wire && code === NOT_ACCEPTABLE) throw new Error('not acceptable');
    if (code !== 200) {
      const said = wire && binary ? { ...answer, body: wire.readStatus(binary) } : answer;
      return { result: refusal(said, query, session) };
    }
    if (!wire || !binary) return jsonPage(answer, query);
    const { items, next } = wire.openList(query.kind, binary);
    return { items: () => projected(items(), query), next };
  } catch (error) {
    if (!wire || error instanceof DoctorError) throw error;
    jsonOnly.add(session);
    return readPage(session, query, path);
  }
}

/** Objects that hold no more than the fields in use already. */
function projected(items: unknown[], { project }: Query): unknown[] {
  for (const item of items) if (isRecord(item) && isRecord(item['metadata'])) dropCopy(item['metadata']);
  return project ? items.map(project) : items;
}

function pagePath(
  { kind, namespace, name, labelSelector, fieldSelector, limit = PAGE }: Query,
  next: string | undefined,
): string {
  const path = pathOf(kind, namespace, name);
  if (name) return path;
  const parameters = new URLSearchParams(limit > 0 ? { limit: `${limit}` } : {});
  if (labelSelector) parameters.set('labelSelector', labelSelector);
  if (fieldSelector) parameters.set('fieldSelector', fieldSelector);
  if (next) parameters.set('continue', next);
  return parameters.size > 0 ? `${path}?${parameters}` : path;
}

const truncated = (items: unknown[], result: Partial<ReadResult>): ReadResult => ({
  ...result,
  outcome: 'truncated',
  items,
});

/** The objects of a page; undefined when the list must be read anew, in JSON. */
function itemsOf(page: { items: () => unknown[] }, session: Session): unknown[] | undefined {
  try {
    return page.items();
  } catch (error) {
    if (jsonOnly.has(session)) throw error;
    jsonOnly.add(session);
    return undefined;
  }
}

/** Reads one object, or all pages of a list; what could not be read is in the outcome. */
export async function read(session: Session, query: Query): Promise<ReadResult> {
  let items: unknown[] = [];
  let next: string | undefined;
  let coming = readPage(session, query, pagePath(query, next));
  for (let pages = 0, restarts = 0; pages < MOST_PAGES; pages++) {
    const got = await coming;
    if ('result' in got) {
      if (!next) return items.length > 0 ? truncated(items, got.result) : got.result;
      if (got.result.status !== 410 || restarts === MOST_RESTARTS) return truncated(items, got.result);
      restarts += 1;
      items = [];
      next = undefined;
      coming = readPage(session, query, pagePath(query, next));
      continue;
    }
    const endless = got.next !== undefined && got.next === next;
    if (got.next && !endless) {
      // the server makes the next page while we read this one
      coming = readPage(session, query, pagePath(query, got.next));
      coming.catch(() => undefined); // it is awaited above
      await new Promise(setImmediate);
    }
    const arrived = itemsOf(got, session);
    if (!arrived) {
      [items, next] = [[], undefined];
      coming = readPage(session, query, pagePath(query, next));
      continue;
    }
    for (const item of arrived) items.push(item);
    if (!got.next) return { outcome: 'read', items };
    if (endless) break;
    next = got.next;
  }
  return truncated(items, { detail: 'the server keeps sending further pages without end' });
}
