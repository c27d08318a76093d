import { collectionPath, isBare, keyOf, tabled, type Resource } from '../../check/resource.ts';
import { Store } from '../../check/store.ts';
import type { WatchEvent, Watching, WatchQuery } from '../../kube/watch.ts';
import type { Bell } from './bell.ts';

type WatchFunction = (query: WatchQuery, to: Watching) => Promise<void>;

/** A kind that could not be followed, with the server's words. */
export interface Refusal {
  resource: Resource;
  namespace: string;
  status: number;
  message: string;
  /** Whether it was one of the kinds to check, and not only context. */
  asked: boolean;
}

interface Open {
  stop: AbortController;
  /** The one name followed; absent: all of the namespace. */
  name: string | undefined;
  asked: boolean;
}

/** What nothing reads is dropped as it comes: a watch of a namespace may be large. */
function lean(object: unknown): unknown {
  const { metadata } = (object ?? {}) as { metadata?: { managedFields?: unknown } };
  delete metadata?.managedFields;
  return object;
}

/** The watches of a check: each kind of each namespace is followed once, by name when only one object of it matters. */
export class Watches {
  readonly store = new Store();
  readonly refusals: Refusal[] = [];
  /** The error that ended a watch for good: the server is gone, or does not know us any more. */
  lost: unknown;
  /** Something happened in a namespace that is no change of a target: an event. */
  news = false;
  readonly #open = new Map<string, Open>();
  readonly #heard = new Set<string>();
  readonly #watch: WatchFunction;
  readonly #bell: Bell;

  constructor(watch: WatchFunction, bell: Bell) {
    this.#watch = watch;
    this.#bell = bell;
  }

  /** The store's name for a kind in a namespace, when it is followed. */
  source(resource: Resource, namespace: string): string | undefined {
    const key = this.#key(resource, namespace);
    return this.#heard.has(key) ? key : undefined;
  }

  /** Whether every watch has told what there is, or that it may not. */
  get complete(): boolean {
    return [...this.#open.keys()].every((key) => this.#heard.has(key) || this.#isRefused(key));
  }

  /** Follows objects of a kind: those of the names, or all. A watch by one name is widened when more are wanted. */
  follow(resource: Resource, namespace: string, names?: string[]): void {
    const key = this.#key(resource, namespace);
    const name = names?.length === 1 ? names[0] : undefined;
    const open = this.#open.get(key);
    const asked = names !== undefined || (open?.asked ?? false);
    if (open && (open.name === undefined || open.name === name)) open.asked = asked;
    else {
      open?.stop.abort();
      this.#start(key, resource, namespace, { stop: new AbortController(), name, asked });
    }
  }

  /** Follows what only tells that something is going on. */
  followNews(namespace: string): void {
    const events = tabled('events');
    const key = this.#key(events, namespace);
    if (this.#open.has(key)) return;
    const open = { stop: new AbortController(), name: undefined, asked: false };
    this.#run(key, events, namespace, open, (event) => {
      this.news ||= event.kind === 'put';
      if (event.kind === 'listed') this.#heard.add(key);
    });
  }

  /** Ends all of them. */
  stop(): void {
    for (const { stop } of this.#open.values()) stop.abort();
  }

  #start(key: string, resource: Resource, namespace: string, open: Open): void {
    this.#run(key, resource, namespace, open, (event) => {
      if (event.kind === 'listed') {
        this.#heard.add(key);
        this.store.listed(key, event.objects.map(lean));
      } else if (event.kind !== 'refused') this.store[event.kind](key, lean(event.object));
    });
  }

  #run(key: string, resource: Resource, namespace: string, open: Open, take: (event: WatchEvent) => void): void {
    this.#open.set(key, open);
    const onEvent = (event: WatchEvent): void => {
      if (open.stop.signal.aborted) return;
      if (event.kind === 'refused')
        this.refusals.push({ resource, namespace, status: event.status, message: event.message, asked: open.asked });
      else take(event);
      this.#bell.ring();
    };
    const query = {
      path: collectionPath(resource, namespace),
      ...(open.name && { fieldSelector: `metadata.name=${open.name}` }),
      ...(isBare(resource) && { metadataOnly: true }),
    };
    this.#watch(query, { signal: open.stop.signal, onEvent }).catch((error: unknown) => {
      this.lost ??= error;
      this.#bell.ring();
    });
  }

  #isRefused(key: string): boolean {
    return this.refusals.some(({ resource, namespace }) => this.#key(resource, namespace) === key);
  }

  #key(resource: Resource, namespace: string): string {
    return `${keyOf(resource)} ${resource.namespaced ? namespace : ''}`;
  }
}
