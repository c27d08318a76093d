import { setTimeout as delay } from 'node:timers/promises';
import { Api, type Manifest, type WatchEvent } from './api.ts';
import type { ControlPlane } from './control-plane.ts';
import { Store } from './store.ts';

/** A cluster and the pod to place in it. */
export interface Case {
  name: string;
  objects: Manifest[];
  pod: Manifest;
}

/** What the real scheduler did with the pod. */
export interface Outcome {
  kind: 'placed' | 'refused' | 'gated' | 'invalid' | 'silent';
  node?: string;
  reason?: string;
  message?: string;
  /** The node on which pods are evicted for it, and these pods. */
  nominated?: string;
  victims?: string[];
}

/** An outcome, and the objects as the scheduler saw them. */
export interface Played {
  outcome: Outcome;
  objects: Manifest[];
  pod: Manifest;
}

interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

interface PodFields {
  spec?: { nodeName?: string };
  status?: { conditions?: Condition[]; nominatedNodeName?: string };
}

const SELECTED = 'volume.kubernetes.io/selected-node';
const PATIENCE = 6000;

/** Names of things that the scheduler remembers for a while, so that each case has names of its own. */
const NAMES = /\b(node|claim|volume)-(\d+)\b/g;

const renamed = <T>(value: T, round: number): T =>
  JSON.parse(JSON.stringify(value).replaceAll(NAMES, `$1-$2.${round}`)) as T;

function outcomeOf({ object, type }: WatchEvent): Outcome | undefined {
  if (type === 'DELETED') return undefined;
  const { spec, status } = object as unknown as PodFields;
  if (spec?.nodeName) return { kind: 'placed', node: spec.nodeName };
  const condition = status?.conditions?.find((each) => each.type === 'PodScheduled');
  if (!condition) return undefined;
  const { reason = '', message = '' } = condition;
  if (reason === 'SchedulingGated') return { kind: 'gated', reason, message };
  const nominated = status?.nominatedNodeName;
  return { kind: 'refused', reason, message, ...(nominated && { nominated }) };
}

/** Plays cases on a real API server and scheduler, one after the other. */
export class Arena {
  readonly #api: Api;
  readonly #store: Store;
  readonly #events: WatchEvent[] = [];
  #wake: (() => void) | undefined;
  #round = 0;

  private constructor(api: Api, store: Store) {
    this.#api = api;
    this.#store = store;
  }

  static async open({ apiserver, etcd, token }: ControlPlane): Promise<Arena> {
    const arena = new Arena(new Api(apiserver, token), new Store(etcd));
    const noted = (event: WatchEvent): void => {
      arena.#events.push(event);
      arena.#wake?.();
    };
    for (const path of ['pods', 'persistentvolumeclaims', 'persistentvolumes']) {
      await arena.#api.watch(`/api/v1/${path}`, noted);
    }
    return arena;
  }

  /** Waits until an event gives a value. */
  async #until<T>(look: (event: WatchEvent) => T | undefined, patience: number): Promise<T | undefined> {
    const deadline = Date.now() + patience;
    for (let next = 0; ;) {
      for (; next < this.#events.length; next++) {
        const event = this.#events[next];
        const value = event && look(event);
        if (value !== undefined) return value;
      }
      const left = deadline - Date.now();
      if (left <= 0) return undefined;
      const stop = new AbortController();
      await Promise.race([
        new Promise<void>((resolve) => (this.#wake = resolve)),
        delay(left, undefined, { signal: stop.signal }).catch(() => undefined),
      ]);
      stop.abort();
    }
  }

  /** Claims and volumes are bound for a pod before the pod is; without a volume controller it ends there. */
  #bindingFor(claims: Set<string>, { object, type }: WatchEvent): Outcome | undefined {
    if (type === 'DELETED') return undefined;
    if (object.kind === 'PersistentVolumeClaim' && claims.has(object.metadata.name) && type === 'MODIFIED') {
      const annotations = object.metadata['annotations'] as Record<string, string> | undefined;
      const node = annotations?.[SELECTED];
      return node ? { kind: 'placed', node } : undefined;
    }
    return object.kind === 'PersistentVolume' && type === 'MODIFIED' ? { kind: 'placed' } : undefined;
  }

  async #victims(expected: number): Promise<string[]> {
    const gone = new Set<string>();
    await this.#until(({ object, type }) => {
      if (object.kind !== 'Pod') return undefined;
      const { status } = object as unknown as PodFields;
      const target = status?.conditions?.find((each) => each.type === 'DisruptionTarget');
      if (type !== 'ADDED' && target?.reason === 'PreemptionByScheduler') {
        gone.add(`${object.metadata.namespace}/${object.metadata.name}`);
      }
      return gone.size >= expected ? true : undefined;
    }, 3000);
    return [...gone].toSorted();
  }

  /**
   * Writes a cluster, lets the scheduler see it for so many milliseconds, and gives it the pod. `victims`: how many evictions to
   * wait for, once there are any.
   */
  async play(
    { objects, pod }: Pick<Case, 'objects' | 'pod'>,
    settle: number,
    victims: (played: Played) => number,
  ): Promise<Played> {
    const own = renamed({ objects, pod }, ++this.#round);
    const written = await this.#store.replace(own.objects);
    await delay(settle);
    this.#events.length = 0;
    const namespace = own.pod.metadata.namespace ?? 'default';
    const { status, body } = await this.#api.request('POST', `/api/v1/namespaces/${namespace}/pods`, {
      apiVersion: 'v1',
      ...own.pod,
    });
    const done = (outcome: Outcome): Played => ({ outcome, objects: written, pod: body });
    if (status >= 300) return done({ kind: 'invalid', message: String(body['message']) });
    body.kind = 'Pod';
    const uid = body.metadata['uid'];
    const claims = new Set(JSON.stringify(own.pod['spec']).match(/claim-[\d.]+/g));
    const outcome = await this.#until((event) => {
      if (event.object.kind !== 'Pod') return this.#bindingFor(claims, event);
      return event.object.metadata['uid'] === uid ? outcomeOf(event) : undefined;
    }, PATIENCE);
    if (!outcome) return done({ kind: 'silent' });
    if (outcome.nominated) outcome.victims = await this.#victims(victims(done(outcome)));
    if (this.#round % 200 === 0) await this.#store.compact();
    return done(outcome);
  }

  async close(): Promise<void> {
    await this.#store.replace([]).catch(() => undefined);
    this.#api.close();
    this.#store.close();
  }
}
