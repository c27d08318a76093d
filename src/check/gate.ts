import { shapes, type Pod } from '../model/objects.ts';
import { matchesLabels } from '../model/selector.ts';
import type { Around, State } from './define.ts';
import { looseObject } from './loose.ts';
import { keyOf, ruleFor, type Target } from './resource.ts';
import { hasRestarted, podsOf, restartsOf } from './restarts.ts';
import type { Store } from './store.ts';

/** One target, how it stands, and since when. Times are milliseconds of one clock. */
export interface Tracked {
  target: Target;
  state: State;
  /** Whether the object exists. */
  exists: boolean;
  /** When it began to be as ready as it is, without a restart since. */
  readySince: number | undefined;
  /** When it was first asked for. */
  started: number;
}

/** A target whose state is another than before, or that has restarted while it was ready. */
export interface Change {
  tracked: Tracked;
  restarted: boolean;
}

/** What may happen next: it is over, or something is waited for (so long until what is ready counts as stable). */
export type Decision = { kind: 'ready' | 'failed' } | { kind: 'waiting'; stableIn?: number };

/** Where a watch's objects are kept, by kind and namespace. */
export type SourceOf = (target: Target) => string | undefined;

/** What is watched beside the targets: the store's names for it, where it is watched. */
export interface Sources {
  of: SourceOf;
  pods: (namespace: string) => string | undefined;
  endpointslices: (namespace: string) => string | undefined;
  storageclasses: () => string | undefined;
}

const ABSENT: State = { kind: 'progressing', note: { en: 'it is not there yet', zh: '尚不存在' } };

const name = ({ resource, namespace, name: own }: Target): string => `${keyOf(resource)} ${namespace}/${own}`;

const sameState = (a: State, b: State): boolean => a.kind === b.kind && a.note?.en === b.note?.en;

/** Judges targets whenever something has changed, and says when the check is over. */
export class Gate {
  readonly #store: Store;
  readonly #sources: Sources;
  readonly #stableFor: number;
  readonly #tracked = new Map<string, Tracked>();
  readonly #restarts = new Map<string, Map<string, number>>();
  readonly #pods = new WeakMap<object, Pod>();

  constructor(store: Store, sources: Sources, stableFor: number) {
    this.#store = store;
    this.#sources = sources;
    this.#stableFor = stableFor;
  }

  /** The targets, in the order they were asked for. */
  get all(): Tracked[] {
    return [...this.#tracked.values()];
  }

  /** Those that are not ready. */
  get unready(): Tracked[] {
    return this.all.filter(({ state }) => state.kind !== 'ready');
  }

  /** Looks at every target anew; gives those that stand otherwise than before. */
  judge(targets: Target[], now: number): Change[] {
    const wanted = new Set(targets.map(name));
    for (const key of this.#tracked.keys()) if (!wanted.has(key)) this.#tracked.delete(key);
    const around = new Map<string, Around>();
    return targets.flatMap((target) => {
      let here = around.get(target.namespace);
      if (!here) around.set(target.namespace, (here = this.#around(target.namespace, targets)));
      return this.#judgeOne(target, here, now) ?? [];
    });
  }

  #judgeOne(target: Target, around: Around, now: number): Change | undefined {
    const key = name(target);
    const source = this.#sources.of(target);
    const object = source && this.#store.find(source, target.resource.namespaced ? target.namespace : '', target.name);
    const state = object ? ruleFor(target.resource).judge(object, around) : ABSENT;
    const before = this.#tracked.get(key);
    const counts = restartsOf(podsOf(target, object, around.pods ?? []));
    const restarted = state.kind === 'ready' && hasRestarted(this.#restarts.get(key) ?? counts, counts);
    this.#restarts.set(key, counts);
    const since = before?.readySince === undefined || restarted ? now : before.readySince;
    this.#tracked.set(key, {
      target,
      state,
      exists: Boolean(object),
      readySince: state.kind === 'ready' ? since : undefined,
      started: before?.started ?? now,
    });
    const tracked = this.#tracked.get(key);
    return tracked && (restarted || !before || !sameState(before.state, state)) ? { tracked, restarted } : undefined;
  }

  /** Whether it is over. Nothing at all to check is never ready: a gate that looked at nothing must not open. */
  decide(now: number): Decision {
    const all = this.all;
    if (all.some(({ state }) => state.kind === 'failed' && state.permanent)) return { kind: 'failed' };
    if (all.length === 0 || this.unready.length > 0) return { kind: 'waiting' };
    const left = all.map(({ state, readySince = now }) =>
      state.kind === 'ready' && state.settled ? 0 : this.#stableFor - (now - readySince),
    );
    const longest = left.reduce((most, each) => Math.max(most, each), 0);
    return longest <= 0 ? { kind: 'ready' } : { kind: 'waiting', stableIn: longest };
  }

  #shaped<T>(source: string | undefined, shape: (object: unknown) => T | undefined): T[] | undefined {
    const objects = source === undefined ? undefined : this.#store.all(source);
    return objects?.flatMap((object) => shape(object) ?? []);
  }

  /** Pods are many: each version of one is shaped once. */
  #pod(object: unknown): Pod | undefined {
    const known = this.#pods.get(object as object);
    if (known) return known;
    const pod = shapes.pods(object);
    if (pod) this.#pods.set(object as object, pod);
    return pod;
  }

  #around(namespace: string, targets: Target[]): Around {
    return {
      pods: this.#shaped(this.#sources.pods(namespace), (object) => this.#pod(object)),
      endpointslices: this.#shaped(this.#sources.endpointslices(namespace), shapes.endpointslices),
      storageclasses: this.#shaped(this.#sources.storageclasses(), shapes.storageclasses),
      scaledToZero: (labels) =>
        targets.some((target) => {
          const source = target.namespace === namespace ? this.#sources.of(target) : undefined;
          const spec = looseObject(source && this.#store.find(source, namespace, target.name))?.spec;
          return spec?.replicas === 0 && matchesLabels({ matchLabels: labels }, spec.template?.metadata?.labels);
        }),
    };
  }
}
