import { DoctorError } from '../model/error.ts';
import { num, obj, str } from '../model/shape.ts';
import { wordsOf } from './list.ts';
import { isTransient, retryAfter } from './retry.ts';
import type { Session } from './session.ts';

/** What to watch: all objects under a path of the API, or those that the selectors take. */
export interface WatchQuery {
  path: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Only names and labels are sent: for kinds whose content is large or private. */
  metadataOnly?: boolean;
}

/** What a watch tells. `listed` replaces everything told before. After `refused` nothing more comes. */
export type WatchEvent =
  | { kind: 'listed'; objects: unknown[] }
  | { kind: 'put' | 'gone'; object: unknown }
  | { kind: 'refused'; status: number; message: string };

/** Where events go, and how a watch is ended. */
export interface Watching {
  signal: AbortSignal;
  onEvent: (event: WatchEvent) => void;
}

const PAGE = '500';
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5000;
/** What a server may be late with its own end of a watch. */
const SLACK = 5000;

const page = obj({ metadata: obj({ resourceVersion: str, continue: str }) });
const line = obj({ type: str, object: obj({ code: num, message: str, metadata: obj({ resourceVersion: str }) }) });

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** What went wrong for now; the watch goes on after a pause. */
class Again extends Error {
  readonly pause: number | undefined;
  constructor(message: string, pause?: number) {
    super(message);
    this.pause = pause;
  }
}

/** The newest state is no longer known to the server (410): everything has to be listed anew. */
class Expired extends Error {}

function parameters({ labelSelector, fieldSelector }: WatchQuery, more: Record<string, string>): string {
  const all = { ...(labelSelector && { labelSelector }), ...(fieldSelector && { fieldSelector }), ...more };
  return new URLSearchParams(all).toString();
}

const acceptFor = ({ metadataOnly }: WatchQuery, kind: string): string =>
  metadataOnly ? `application/json;as=${kind};g=meta.k8s.io;v=v1` : 'application/json';

/** One watch: it lists, follows, and does both again whenever the server or the connection makes it. */
class Watch {
  readonly #session: Session;
  readonly #query: WatchQuery;
  readonly #to: Watching;
  #version: string | undefined;
  #failures = 0;
  #heard: number;

  constructor(session: Session, query: WatchQuery, to: Watching) {
    this.#session = session;
    this.#query = query;
    this.#to = to;
    this.#heard = session.clock.now();
  }

  get #ended(): boolean {
    return this.#to.signal.aborted;
  }

  async run(): Promise<void> {
    while (!this.#ended) {
      try {
        if (this.#version === undefined) {
          if (!(await this.#list())) return;
        } else if (!(await this.#follow(this.#version))) return;
      } catch (error) {
        if (this.#ended) return;
        if (error instanceof DoctorError) throw error;
        if (error instanceof Expired) this.#version = undefined;
        await this.#pause(error);
      }
    }
  }

  /** Waits longer after each failure; a server of which nothing was heard for the request time-out is lost. */
  async #pause(error: unknown): Promise<void> {
    this.#failures += 1;
    const { clock, timeout } = this.#session;
    if (this.#failures > 1 && clock.now() - this.#heard >= timeout) throw this.#session.lost(error);
    const asked = error instanceof Again ? error.pause : undefined;
    const longest = Math.min(LONGEST_PAUSE, timeout / 4);
    await clock.sleep(Math.min(asked ?? FIRST_PAUSE * 2 ** Math.min(this.#failures - 1, 10), longest));
  }

  #contact(): void {
    this.#heard = this.#session.clock.now();
    this.#failures = 0;
  }

  /** Whether the watch may go on after an answer that is not 200; throws when it is to be tried again. */
  #refused(answer: Parameters<typeof wordsOf>[0]): false {
    const { message } = wordsOf(answer);
    if (answer.status === 410) throw new Expired(message);
    const again = isTransient(answer.status);
    if (again) throw new Again(message, retryAfter(answer.retryAfter, this.#session.clock.now()));
    this.#to.onEvent({ kind: 'refused', status: answer.status, message });
    return false;
  }

  async #list(): Promise<boolean> {
    const objects: unknown[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const words = parameters(this.#query, { limit: PAGE, ...(next && { continue: next }) });
      const accept = acceptFor(this.#query, 'PartialObjectMetadataList');
      const got = await this.#session.get(`${this.#query.path}?${words}`, accept, { retry: false });
      if (this.#ended) return false;
      if (!got.ok) throw new Again(got.detail);
      if (got.answer.status !== 200) return this.#refused(got.answer);
      const body = JSON.parse(got.answer.body) as unknown;
      const { metadata } = page(body) ?? {};
      if (isRecord(body) && Array.isArray(body['items']))
        for (const item of body['items'] as unknown[]) objects.push(item);
      next = metadata?.continue || undefined;
      this.#version = metadata?.resourceVersion ?? '';
    }
    this.#contact();
    this.#to.onEvent({ kind: 'listed', objects });
    return true;
  }

  async #follow(version: string): Promise<boolean> {
    const { timeout, clock } = this.#session;
    const started = clock.now();
    const words = parameters(this.#query, {
      watch: '1',
      allowWatchBookmarks: 'true',
      resourceVersion: version,
      timeoutSeconds: `${Math.max(1, Math.round(timeout / 1000))}`, // the server ends it: a sign of life when nothing happens
    });
    let expired: string | undefined;
    const answer = await this.#session.stream({
      path: `${this.#query.path}?${words}`,
      accept: acceptFor(this.#query, 'PartialObjectMetadata'),
      silence: timeout + Math.min(SLACK, timeout),
      signal: this.#to.signal,
      onLine: (text) => (expired ??= this.#take(text)),
    });
    if (answer.status !== 200) return this.#refused(answer);
    if (expired !== undefined) throw new Expired(expired);
    this.#contact();
    if (clock.now() - started < FIRST_PAUSE) await clock.sleep(FIRST_PAUSE); // a server that ends every watch at once
    return true;
  }

  /** Hands on one event; words are given back when the server no longer knows our state. */
  #take(text: string): string | undefined {
    if (this.#ended) return undefined;
    this.#contact();
    const raw = JSON.parse(text) as { object?: unknown };
    const { type, object } = line(raw) ?? {};
    if (type === 'ERROR') {
      if (object?.code === 410) return object.message ?? 'the state is too old';
      throw new Again(object?.message ?? 'the server ended the watch');
    }
    if (object?.metadata?.resourceVersion) this.#version = object.metadata.resourceVersion;
    if (type === 'ADDED' || type === 'MODIFIED') this.#to.onEvent({ kind: 'put', object: raw.object });
    if (type === 'DELETED') this.#to.onEvent({ kind: 'gone', object: raw.object });
    return undefined;
  }
}

/**
 * Tells the objects of a path and every change of them until the signal ends it, through cut connections, servers that restart and
 * states that have expired. Throws DoctorError when the server is gone for longer than the request time-out, or does not know us.
 */
export const watch = (session: Session, query: WatchQuery, to: Watching): Promise<void> =>
  new Watch(session, query, to).run();
