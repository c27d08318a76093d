import { Affinity } from '../affinity.ts';
import { SKIP, type Plugin } from '../plugin.ts';
import type { Term } from '../pod-info.ts';
import type { ScheduleIndex } from '../schedule-index.ts';
import { NOTHING } from '../selectors.ts';

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

/** InterPodAffinity: required affinity and anti-affinity of the pod, and the anti-affinity of pods that are there already. */
export const interPodAffinity: Plugin = {
  name: 'InterPodAffinity',
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
