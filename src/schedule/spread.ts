import type { Node, Pod } from '../model/objects.ts';
import { untolerated } from './filters/taint-toleration.ts';
import { merged } from './pod-info.ts';
import { requiredNodesTest, type Selector } from './selectors.ts';

/** A topology spread constraint that keeps pods off nodes, made ready. */
export interface Constraint {
  topologyKey: string;
  maxSkew: number;
  minDomains: number;
  selector: Selector;
  /** Its place in `spec.topologySpreadConstraints`. */
  index: number;
  /** Whether a node's domain counts at all, by the two node policies. */
  counts(node: Node): boolean;
}

/** The constraints of a pod with DoNotSchedule. Source: scheduler/framework/plugins/podtopologyspread/common.go. */
export function constraintsOf(pod: Pod): Constraint[] {
  const meant = requiredNodesTest(pod);
  return (pod.spec?.topologySpreadConstraints ?? []).flatMap((constraint, index): Constraint[] => {
    if (constraint.whenUnsatisfiable === 'ScheduleAnyway') return [];
    const byAffinity = (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor';
    const byTaints = constraint.nodeTaintsPolicy === 'Honor';
    return [
      {
        topologyKey: constraint.topologyKey ?? '',
        maxSkew: constraint.maxSkew ?? 1,
        minDomains: constraint.minDomains ?? 1,
        selector: merged(constraint.labelSelector, pod.metadata.labels, { match: constraint.matchLabelKeys }),
        index,
        counts: (node) => (!byAffinity || meant(node.metadata)) && (!byTaints || untolerated(pod, node).length === 0),
      },
    ];
  });
}

interface Path {
  domain: string | undefined;
  count: number;
}

const NONE: Path = { domain: undefined, count: 2 ** 31 - 1 };

/**
 * How many matching pods each domain has. Of the smallest counts the scheduler remembers two domains only, which is why removing
 * pods elsewhere may go unseen. Source: scheduler/framework/plugins/podtopologyspread/filtering.go, criticalPaths.
 */
export class Domains {
  readonly #counts: Map<string, number>;
  #first: Path;
  #second: Path;

  constructor(counts = new Map<string, number>(), first = NONE, second = NONE) {
    this.#counts = counts;
    this.#first = first;
    this.#second = second;
  }

  get size(): number {
    return this.#counts.size;
  }

  /** The smallest count; very large when no domain counts. */
  get least(): number {
    return this.#first.count;
  }

  get(domain: string): number {
    return this.#counts.get(domain) ?? 0;
  }

  /** Counts pods of one node; to be followed by `settle`. */
  add(domain: string, count: number): void {
    this.#counts.set(domain, this.get(domain) + count);
  }

  settle(): void {
    for (const [domain, count] of this.#counts) this.#remember(domain, count);
  }

  change(domain: string, delta: number): void {
    this.add(domain, delta);
    this.#remember(domain, this.get(domain));
  }

  #remember(domain: string, count: number): void {
    const path = { domain, count };
    if (domain === this.#first.domain) this.#first = path;
    else if (domain === this.#second.domain) this.#second = path;
    else if (count < this.#first.count) [this.#first, this.#second] = [path, this.#first];
    else if (count < this.#second.count) this.#second = path;
    if (this.#first.count > this.#second.count) [this.#first, this.#second] = [this.#second, this.#first];
  }

  copy(): Domains {
    return new Domains(new Map(this.#counts), this.#first, this.#second);
  }
}
