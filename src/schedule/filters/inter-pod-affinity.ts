import type { NodeInfo } from '../node-info.ts';
import { SKIP, type Check, type Plugin } from '../plugin.ts';
import { termMatches, type PodInfo, type Term } from '../pod-info.ts';
import type { Reason } from '../reason.ts';
import type { ScheduleIndex } from '../schedule-index.ts';
import { NOTHING, type Labels } from '../selectors.ts';
import { Pairs } from '../topology-pairs.ts';

const PLUGIN = 'InterPodAffinity';

/**
 * The terms of the pod to place, their namespaces looked up. kube-scheduler 1.34 keeps the namespaceSelector beside them and asks it
 * with no labels at all, so that one of `NotIn` or `DoesNotExist` alone means every namespace.
 * Source: interpodaffinity/plugin.go, mergeAffinityTermNamespacesIfNotEmpty (takes the term by value).
 */
const lookedUp = (terms: Term[], { cluster }: ScheduleIndex): Term[] =>
  terms.map((term) => {
    if (term.namespaceSelector.empty || term.namespaceSelector === NOTHING) return term;
    const chosen = cluster.all('namespaces').filter(({ metadata }) => term.namespaceSelector.matches(metadata.labels));
    return { ...term, namespaces: new Set([...term.namespaces, ...chosen.map(({ metadata }) => metadata.name)]) };
  });

/** The namespaces that any of the terms can speak of; a selector is asked with no labels, so it means all of them or none. */
function spokenOf(terms: Term[], { namespaces }: ScheduleIndex): string[] {
  const all = terms.some(({ namespaceSelector }) => namespaceSelector.matches(undefined));
  return all ? namespaces : namespaces.filter((name) => terms.some((term) => term.namespaces.has(name)));
}

const meansAll = (terms: Term[], { pod }: PodInfo): boolean =>
  terms.length > 0 && terms.every((term) => termMatches(term, pod, undefined));

/** What the rules of one pod are, and of others toward it. */
interface Rules {
  info: PodInfo;
  terms: Term[];
  antiTerms: Term[];
  namespaceLabels: Labels;
}

class Affinity implements Check {
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

/** InterPodAffinity: required affinity and anti-affinity of the pod, and the anti-affinity of pods that are there already. */
export const interPodAffinity: Plugin = {
  name: PLUGIN,
  states: 'first',
  needs: ({ terms, antiTerms }, { withAntiAffinity }) => {
    const asksLabels = ({ namespaceSelector }: Term): boolean =>
      namespaceSelector !== NOTHING && !namespaceSelector.empty;
    const theirs = withAntiAffinity.some(({ info }) => info.antiTerms.some(asksLabels));
    return theirs || [...terms, ...antiTerms].some(asksLabels) ? ['namespaces'] : [];
  },
  prepare: (info, index) => {
    const own = index.cluster.find('namespaces', '', info.pod.metadata.namespace);
    const [terms, antiTerms] = [lookedUp(info.terms, index), lookedUp(info.antiTerms, index)];
    const check = new Affinity({ info, terms, antiTerms, namespaceLabels: own?.metadata.labels });
    for (const { info: other, node } of index.withAntiAffinity) check.countExisting(other, node, 1);
    if (terms.length + antiTerms.length > 0) {
      const namespaces = spokenOf([...terms, ...antiTerms], index);
      for (const namespace of namespaces) {
        for (const { info: other, node } of index.placedIn(namespace)) check.countOwn(other, node, 1);
      }
    }
    return check.isIdle ? SKIP : { kind: 'check', check };
  },
};
