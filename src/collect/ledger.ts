import { shapes, type Kind } from '../model/objects.ts';
import type { ClusterReader, LogQuery, Projection, Query, ReadResult } from '../model/reader.ts';
import { redactText } from '../model/redact.ts';
import { resources } from '../model/resources.ts';
import type { Collected } from './build.ts';

/** What a query looks at, as a person would type it for kubectl. */
export function scopeOf({ kind, namespace, name, labelSelector, fieldSelector }: Query): string {
  const { namespaced, kind: singular } = resources[kind];
  return [
    namespaced && (namespace ? `-n ${namespace}` : '-A'),
    name && `${singular.toLowerCase()}/${name}`,
    labelSelector && `-l ${labelSelector}`,
    fieldSelector && `--field-selector ${fieldSelector}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** Keeps of an object what diagnoses use: for objects that are only context and many. */
export function slim(kind: Kind): Projection {
  const { apiVersion, kind: singular } = resources[kind];
  const project = (object: unknown): unknown => {
    const kept = shapes[kind](object);
    return kept ? Object.assign(kept, { apiVersion, kind: singular }) : object;
  };
  return Object.assign(project, { usedOnly: true as const });
}

/** The values of ConfigMaps are dropped as they arrive: no diagnosis uses them, and they can be large and private. */
const KEYS_ONLY = { project: slim('configmaps') };

type Alter = (result: ReadResult) => Promise<unknown[]>;

/** How much of each log is read. */
const TAIL_LINES = 200;

/** Two lists may hold the same object; the first copy, which is the fuller one, stays. */
function once(items: unknown[]): unknown[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const { uid } = (item as { metadata?: { uid?: unknown } } | null)?.metadata ?? {};
    if (typeof uid !== 'string') return true;
    return !seen.has(uid) && seen.add(uid);
  });
}

const order = <T>(items: T[], key: (item: T) => string): T[] => items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));

/** Reads through a ClusterReader, gathers what comes and writes down how each look ended; no query is sent twice. */
export class Ledger {
  readonly #reader: ClusterReader;
  readonly #collected: Omit<Collected, 'takenAt' | 'source'> = { objects: {}, logs: [], coverage: [] };
  readonly #sent = new Map<string, Promise<ReadResult>>();
  readonly #logs = new Map<string, Promise<string | undefined>>();
  /** Pods that were gone when their log was asked for. */
  readonly vanished = new Set<string>();
  readonly #failedLogs = new Set<string>();
  #requests = 0;

  constructor(reader: ClusterReader) {
    this.#reader = reader;
  }

  /** How many questions were put so far (a long list is one question in several pages). */
  get requests(): number {
    return this.#requests;
  }

  /** Reads and keeps the objects; `alter` changes them before. */
  read(query: Query, alter?: Alter): Promise<ReadResult> {
    const key = `${query.kind} ${scopeOf(query)}`;
    let result = this.#sent.get(key);
    if (!result) {
      result = this.#read(query, alter);
      this.#sent.set(key, result);
    }
    return result;
  }

  async #read(query: Query, alter: Alter | undefined): Promise<ReadResult> {
    this.#requests += 1;
    const result = await this.#reader.read({ ...(query.kind === 'configmaps' && KEYS_ONLY), ...query });
    const items = alter ? await alter(result) : result.items;
    this.note(query, result);
    const all = (this.#collected.objects[query.kind] ??= []);
    for (const item of items) all.push(item);
    return result;
  }

  /** The objects of a kind gathered so far. */
  objects(kind: Kind): unknown[] {
    return this.#collected.objects[kind] ?? [];
  }

  /** Asks without keeping the objects or telling the ledger. */
  ask(query: Query): Promise<ReadResult> {
    this.#requests += 1;
    return this.#reader.read(query);
  }

  /** Writes down how a look ended. */
  note(query: Query, { outcome, items, detail }: Pick<ReadResult, 'outcome' | 'items' | 'detail'>): void {
    this.#collected.coverage.push({
      subject: query.kind,
      scope: scopeOf(query),
      outcome,
      count: items.length,
      ...(detail && outcome !== 'read' && { detail: redactText(detail) }),
    });
  }

  /** Reads one log and gives its text; a log that never was is no gap. */
  log(query: Omit<LogQuery, 'tailLines'>): Promise<string | undefined> {
    const key = `${query.namespace}/${query.pod}/${query.container}/${query.previous}`;
    let text = this.#logs.get(key);
    if (!text) {
      text = this.#log(query);
      this.#logs.set(key, text);
    }
    return text;
  }

  async #log(query: Omit<LogQuery, 'tailLines'>): Promise<string | undefined> {
    this.#requests += 1;
    const { namespace, pod, container, previous } = query;
    const { outcome, text, detail } = await this.#reader.log({ ...query, tailLines: TAIL_LINES });
    const scope = `-n ${namespace} ${pod} -c ${container}${previous ? ' --previous' : ''}`;
    if (outcome === 'absent' && /^pods "[^"]*" not found/.test(detail ?? '')) this.vanished.add(pod);
    if (outcome === 'failed') this.#failedLogs.add(`${namespace}/${pod}/${container}/${previous}`);
    const masked = text === undefined ? undefined : redactText(text);
    this.#collected.logs.push({ namespace, pod, container, previous, ...(masked !== undefined && { text: masked }) });
    this.#collected.coverage.push({
      subject: 'logs',
      scope,
      outcome: outcome === 'absent' ? 'read' : outcome,
      count: text === undefined ? 0 : 1,
      ...(detail && { detail: redactText(detail) }),
    });
    return masked;
  }

  /** Whether a log was asked for and the node or the server failed to give it. */
  failed({ namespace, pod, container, previous }: Omit<LogQuery, 'tailLines'>): boolean {
    return this.#failedLogs.has(`${namespace}/${pod}/${container}/${previous}`);
  }

  /** Writes down logs that were left out to stay within bounds. */
  leftOut(scopes: string[]): void {
    if (scopes.length === 0) return;
    this.#collected.coverage.push({
      subject: 'logs',
      scope: scopes.join(', '),
      outcome: 'truncated',
      detail: 'not read, to keep the number of requests small',
    });
  }

  /** All that was gathered, under the server's clock, in an order that does not depend on which answer came first. */
  finish(): Collected {
    const now = Date.now();
    const takenAt = this.#reader.serverTime() ?? new Date(now).toISOString();
    const { location, context } = this.#reader;
    const skew = Math.trunc((now - Date.parse(takenAt) - 500) / 1000); // the Date header has whole seconds, cut off
    const { objects, logs, coverage } = this.#collected;
    return {
      takenAt,
      source: {
        kind: 'live',
        location,
        ...(context && { context }),
        ...(Number.isFinite(skew) && { clockSkewSeconds: skew || 0 }),
      },
      objects: Object.fromEntries(Object.entries(objects).map(([kind, items]) => [kind, once(items)])),
      logs: order(logs, (log) => `${log.namespace}/${log.pod}/${log.container}/${log.previous}`),
      coverage: order(coverage, ({ subject, scope }) => `${subject} ${scope}`),
    };
  }
}
