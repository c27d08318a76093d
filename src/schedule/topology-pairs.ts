import type { NodeInfo } from './node-info.ts';

/** Counts by topology key and value: how many pods a rule counts in each domain. */
export class Pairs {
  readonly #counts: Map<string, Map<string, number>>;

  constructor(counts = new Map<string, Map<string, number>>()) {
    this.#counts = counts;
  }

  get size(): number {
    return this.#counts.size;
  }

  /** Counts in the domain of a node; a node without the label is in none. */
  add(node: NodeInfo, key: string, delta: number): void {
    const value = node.label(key);
    if (value === undefined) return;
    const domains = this.#counts.get(key) ?? new Map<string, number>();
    const count = (domains.get(value) ?? 0) + delta;
    if (count === 0) domains.delete(value);
    else domains.set(value, count);
    if (domains.size > 0) this.#counts.set(key, domains);
    else this.#counts.delete(key);
  }

  /** The count in the domain of a node. */
  at(node: NodeInfo, key: string): number {
    const value = node.label(key);
    return value === undefined ? 0 : (this.#counts.get(key)?.get(value) ?? 0);
  }

  /** The keys for which the node's domain counts any pod. */
  keysAt(node: NodeInfo): string[] {
    return [...this.#counts.keys()].filter((key) => this.at(node, key) > 0);
  }

  copy(): Pairs {
    return new Pairs(new Map([...this.#counts].map(([key, domains]) => [key, new Map(domains)])));
  }
}
