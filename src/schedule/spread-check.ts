import type { NodeInfo } from './node-info.ts';
import type { Check } from './plugin.ts';
import type { PodInfo } from './pod-info.ts';
import type { Reason } from './reason.ts';
import type { ScheduleIndex } from './schedule-index.ts';
import { Domains, type Constraint } from './spread.ts';

const PLUGIN = 'PodTopologySpread';
const UNMET = "node(s) didn't match pod topology spread constraints";

/** The matching pods of each node, in the namespace of the pod; those that are ending do not count, an empty selector counts none. */
function countsOf({ selector }: Constraint, namespace: string, index: ScheduleIndex): Map<NodeInfo, number> {
  const counts = new Map<NodeInfo, number>();
  if (selector.empty) return counts;
  for (const { info, node } of index.placedIn(namespace)) {
    const { deletionTimestamp, labels } = info.pod.metadata;
    if (!deletionTimestamp && selector.matches(labels)) counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  return counts;
}

/** Counts matching pods by domain, and asks nodes by it. Source: podtopologyspread/filtering.go. */
export class Spread implements Check {
  readonly #info: PodInfo;
  readonly #constraints: Constraint[];
  readonly #domains: Domains[];

  constructor(info: PodInfo, constraints: Constraint[], domains: Domains[]) {
    this.#info = info;
    this.#constraints = constraints;
    this.#domains = domains;
  }

  static over(info: PodInfo, constraints: Constraint[], index: ScheduleIndex): Spread {
    const domains = constraints.map(() => new Domains());
    const { namespace } = info.pod.metadata;
    const counts = constraints.map((constraint) => countsOf(constraint, namespace, index));
    for (const node of index.nodes) {
      // a node without all of the keys counts for none of the constraints
      if (constraints.some(({ topologyKey }) => node.label(topologyKey) === undefined)) continue;
      for (const [i, constraint] of constraints.entries()) {
        const domain = node.label(constraint.topologyKey) ?? '';
        if (constraint.counts(node.node)) domains[i]?.add(domain, counts[i]?.get(node) ?? 0);
      }
    }
    for (const each of domains) each.settle();
    return new Spread(info, constraints, domains);
  }

  filter(node: NodeInfo): Reason[] {
    return this.#constraints.flatMap(({ topologyKey, selector, maxSkew, minDomains, index }, i): Reason[] => {
      const domain = node.label(topologyKey);
      if (domain === undefined) {
        const text = `${UNMET} (missing required label)`;
        return [{ plugin: PLUGIN, text, unresolvable: true, rule: { topologyKey, index } }];
      }
      const domains = this.#domains[i];
      if (!domains) return [];
      const least = domains.size < minDomains ? 0 : domains.least;
      const self = selector.matches(this.#info.pod.metadata.labels) ? 1 : 0;
      const here = domains.get(domain);
      if (here + self - least <= maxSkew) return [];
      const skew = { here, least, max: maxSkew, self };
      return [{ plugin: PLUGIN, text: UNMET, unresolvable: false, rule: { topologyKey, domain, index, skew } }];
    });
  }

  update({ pod }: PodInfo, node: NodeInfo, delta: 1 | -1): void {
    if (pod.metadata.namespace !== this.#info.pod.metadata.namespace) return;
    if (this.#constraints.some(({ topologyKey }) => node.label(topologyKey) === undefined)) return;
    for (const [i, { selector, topologyKey, counts }] of this.#constraints.entries()) {
      if (!selector.matches(pod.metadata.labels) || !counts(node.node)) continue;
      this.#domains[i]?.change(node.label(topologyKey) ?? '', delta);
    }
  }

  copy(): Check {
    return new Spread(
      this.#info,
      this.#constraints,
      this.#domains.map((domains) => domains.copy()),
    );
  }
}
