import type { Resource, Target } from '../../check/resource.ts';
import type { Discovered } from '../../kube/discovery.ts';
import { DoctorError } from '../../model/error.ts';
import type { Wanted } from './wanted.ts';

/** How a kind is asked for. */
export interface Discovery {
  discoverKind: (apiVersion: string, kind: string) => Promise<Discovered>;
  discoverWord: (word: string) => Promise<Discovered>;
}

/** What is wanted, as targets; what the API does not know yet waits until it does. */
export class Resolver {
  readonly #discovery: Discovery;
  readonly #namespace: string;
  #left: Wanted[];
  readonly #asked = new Map<string, Promise<Discovered>>();

  constructor(wanted: Wanted[], discovery: Discovery, namespace: string) {
    this.#left = wanted;
    this.#discovery = discovery;
    this.#namespace = namespace;
  }

  /** What the API has no kind for so far. */
  get left(): Wanted[] {
    return this.#left;
  }

  /** The targets whose kind is known now and was not before. */
  async next(): Promise<Target[]> {
    this.#asked.clear(); // what was not there a moment ago may be now
    const found = await Promise.all(this.#left.map(async (one) => ({ one, resource: await this.#resourceOf(one) })));
    this.#left = found.flatMap(({ one, resource }) => (resource ? [] : [one]));
    return found.flatMap(({ one, resource }) => (resource ? [this.#target(one, resource)] : []));
  }

  #target({ name, namespace = this.#namespace }: Wanted, resource: Resource): Target {
    return { resource, namespace: resource.namespaced ? namespace : '', name };
  }

  async #resourceOf({ of, words }: Wanted): Promise<Resource | undefined> {
    if ('resource' in of) return of.resource;
    const key = 'word' in of ? of.word : `${of.apiVersion} ${of.kind}`;
    let asking = this.#asked.get(key);
    if (!asking) {
      asking =
        'word' in of ? this.#discovery.discoverWord(of.word) : this.#discovery.discoverKind(of.apiVersion, of.kind);
      this.#asked.set(key, asking);
    }
    const found = await asking;
    if (found.outcome === 'served') return found.served;
    if (found.outcome === 'unknown') return undefined;
    throw new DoctorError(
      'server',
      { en: `${words}: its API cannot be read: ${found.detail}`, zh: `${words}：无法读取它的 API：${found.detail}` },
      { hint: { en: 'kubectl api-resources lists what there is', zh: '可用 kubectl api-resources 列出' } },
    );
  }
}
