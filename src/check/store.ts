import { looseObject } from './loose.ts';

/** The objects that watches have told of, each watch with its own. */
export class Store {
  readonly #sources = new Map<string, Map<string, unknown>>();

  /** A watch tells all there is. */
  listed(source: string, objects: unknown[]): void {
    this.#sources.set(source, new Map(objects.map((object) => [this.#key(object), object])));
  }

  /** An object is new, or has changed. */
  put(source: string, object: unknown): void {
    this.#sources.get(source)?.set(this.#key(object), object);
  }

  /** An object is no more. */
  gone(source: string, object: unknown): void {
    this.#sources.get(source)?.delete(this.#key(object));
  }

  /** All objects of a watch; undefined before its first word. */
  all(source: string): unknown[] | undefined {
    const objects = this.#sources.get(source);
    return objects && [...objects.values()];
  }

  /** One object of a watch. */
  find(source: string, namespace: string, name: string): unknown {
    return this.#sources.get(source)?.get(`${namespace}/${name}`);
  }

  #key(object: unknown): string {
    const { namespace = '', name = '' } = looseObject(object)?.metadata ?? {};
    return `${namespace}/${name}`;
  }
}
