import type { NodeInfo } from './node-info.ts';
import type { Check } from './plugin.ts';
import { termMatches, type PodInfo, type Term } from './pod-info.ts';
import type { Reason } from './reason.ts';
import type { Labels } from './selectors.ts';
import { Pairs } from './topology-pairs.ts';

const PLUGIN = 'InterPodAffinity';

const meansAll = (terms: Term[], { pod }: PodInfo): boolean =>
  terms.length > 0 && terms.every((term) => termMatches(term, pod, undefined));

/** What the rules of one pod are, and of others toward it. */
interface Rules {
  info: PodInfo;
  terms: Term[];
  antiTerms: Term[];
  namespaceLabels: Labels;
}

/** Counts by domain what the rules of pod affinity speak of, and asks nodes by it. Source: interpodaffinity/filtering.go. */
export class Affinity implements Check {
  readonly #rules: Rules;
  readonly #near: Pairs;
  readonly #far: Pairs;
  readonly #existing: Pairs;

  constructor(rules: Rules, near = new Pairs(), far = new Pairs(), existing = new Pairs()) {
    this.#rules = rules;
    this.#near = near;
    this.#far = far;
    this.#existing = existing;
  }

  get isIdle(): boolean {
    return this.#existing.size === 0 && this.#rules.terms.length === 0 && this.#rules.antiTerms.length === 0;
  }

  countExisting(other: PodInfo, node: NodeInfo, delta: number): void {
    const { info, namespaceLabels } = this.#rules;
    for (const term of other.antiTerms) {
      if (termMatches(term, info.pod, namespaceLabels)) this.#existing.add(node, term.topologyKey, delta);
    }
  }

  countOwn(other: PodInfo, node: NodeInfo, delta: number): void {
    const { terms, antiTerms } = this.#rules;
    if (meansAll(terms, other)) for (const { topologyKey } of terms) this.#near.add(node, topologyKey, delta);
    for (const term of antiTerms) {
      if (termMatches(term, other.pod, undefined)) this.#far.add(node, term.topologyKey, delta);
    }
  }

  update(other: PodInfo, node: NodeInfo, delta: 1 | -1): void {
    this.countExisting(other, node, delta);
    this.countOwn(other, node, delta);
  }

  /** The index of the first term of affinity that fails here. The first pod of a group that has affinity to itself may go anywhere. */
  #unmet(node: NodeInfo): number | undefined {
    const { terms, info } = this.#rules;
    const lacking = terms.findIndex(({ topologyKey }) => node.label(topologyKey) === undefined);
    if (lacking >= 0) return lacking;
    const alone = terms.findIndex(({ topologyKey }) => this.#near.at(node, topologyKey) <= 0);
    if (alone < 0 || (this.#near.size === 0 && meansAll(terms, info))) return undefined;
    return alone;
  }

  filter(node: NodeInfo): Reason[] {
    const { terms, antiTerms } = this.#rules;
    const rule = (topologyKey: string, index?: number) => {
      const domain = node.label(topologyKey);
      return { topologyKey, ...(domain !== undefined && { domain }), ...(index !== undefined && { index }) };
    };
    const reasons: Reason[] = [];
    const give = (text: string, unresolvable: boolean, broken: Reason['rule'] & object): void => {
      reasons.push({ plugin: PLUGIN, text: `node(s) ${text}`, unresolvable, rule: broken });
    };
    const unmet = this.#unmet(node);
    if (unmet !== undefined)
      give("didn't match pod affinity rules", true, rule(terms[unmet]?.topologyKey ?? '', unmet));
    for (const [index, { topologyKey }] of antiTerms.entries()) {
      if (this.#far.at(node, topologyKey) > 0)
        give("didn't match pod anti-affinity rules", false, rule(topologyKey, index));
    }
    for (const key of this.#existing.keysAt(node))
      give("didn't satisfy existing pods anti-affinity rules", false, rule(key));
    return reasons;
  }

  copy(): Check {
    return new Affinity(this.#rules, this.#near.copy(), this.#far.copy(), this.#existing.copy());
  }
}
