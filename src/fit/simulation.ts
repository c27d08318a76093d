import type { Cluster } from '../model/cluster.ts';
import type { PersistentVolumeClaim, Pod } from '../model/objects.ts';
import { Cycle } from '../schedule/cycle.ts';
import type { NodeInfo } from '../schedule/node-info.ts';
import { PodInfo } from '../schedule/pod-info.ts';
import { ScheduleIndex } from '../schedule/schedule-index.ts';
import { ClaimBook } from './claims.ts';

/** The share of cpu and memory that would stay free, as the scheduler scores it. Source: noderesources/least_allocated.go. */
function score(node: NodeInfo, { requests }: PodInfo): number {
  const parts = ['cpu', 'memory'].map((resource) => {
    const capacity = node.allocatable.get(resource) ?? 0;
    const used = (node.requested.get(resource) ?? 0) + (requests.get(resource) ?? 0);
    return capacity > 0 ? Math.floor((Math.max(0, capacity - used) * 100) / capacity) : 0;
  });
  return parts.reduce((sum, part) => sum + part, 0);
}

/** Whether placing one such pod changes nothing for the next but on its own node. */
const isLocal = ({ pod, terms, antiTerms }: PodInfo, index: ScheduleIndex): boolean =>
  terms.length + antiTerms.length + index.withAntiAffinity.length === 0 &&
  !(pod.spec?.topologySpreadConstraints ?? []).some(({ whenUnsatisfiable }) => whenUnsatisfiable !== 'ScheduleAnyway');

/** Places pods one after the other on a copy of the cluster, as the scheduler would; of nodes that take a pod, the emptiest. */
export class Simulation {
  readonly index: ScheduleIndex;
  readonly book: ClaimBook;
  /** How often a node was asked. */
  asked = 0;

  private constructor(index: ScheduleIndex, book: ClaimBook) {
    this.index = index;
    this.book = book;
  }

  /** Begins with a cluster whose claims and volumes may be changed. */
  static of(cluster: Cluster, made: Set<PersistentVolumeClaim>): Simulation {
    const index = new ScheduleIndex(cluster);
    return new Simulation(index, new ClaimBook(index, made));
  }

  /** A copy with the pods placed so far; it shares the claims, so rewind the book when done with it. */
  fork(): Simulation {
    return new Simulation(this.index.supposing(this.index.nodes.map((node) => node.copy())), this.book);
  }

  /** Puts a pod on a node. */
  put(pod: Pod, node: NodeInfo): void {
    this.book.after(pod, node);
    this.index.bind({ ...pod, spec: { ...pod.spec, nodeName: node.name } });
  }

  /** Whether a node takes a pod. */
  takes(cycle: Cycle, node: NodeInfo): boolean {
    this.asked += 1;
    return (cycle.only?.has(node.name) ?? true) && !cycle.rejection && !cycle.status(node);
  }
}

/** Places pods that are all alike, or at least of one template. */
export class Series {
  readonly #simulation: Simulation;
  readonly #alike: boolean;
  readonly #own = new Map<string, number>();
  #cycle: Cycle | undefined;
  #taking: Set<NodeInfo> | undefined;

  /** `alike`: the pods differ in nothing but their name. */
  constructor(simulation: Simulation, alike: boolean) {
    this.#simulation = simulation;
    this.#alike = alike;
  }

  /** How many pods each node took. */
  get placed(): ReadonlyMap<string, number> {
    return this.#own;
  }

  #prepare(pod: Pod): { cycle: Cycle; taking: Set<NodeInfo> } {
    if (this.#alike && this.#cycle && this.#taking) return { cycle: this.#cycle, taking: this.#taking };
    const { index } = this.#simulation;
    const cycle = Cycle.of(new PodInfo(pod, false), index);
    const taking = new Set(index.nodes.filter((node) => this.#simulation.takes(cycle, node)));
    [this.#cycle, this.#taking] = [cycle, taking];
    return { cycle, taking };
  }

  #note(cycle: Cycle, pod: Pod, node: NodeInfo): void {
    this.#own.set(node.name, (this.#own.get(node.name) ?? 0) + 1);
    if (!this.#alike) return;
    const { index } = this.#simulation;
    const local = isLocal(cycle.info, index);
    cycle.add(new PodInfo(pod, true), node.copy()); // the copy is thrown away: only what the filters count is to change
    const changed = local ? [node] : index.nodes;
    this.#taking = local ? this.#taking : new Set();
    for (const each of changed) {
      if (this.#simulation.takes(cycle, each)) this.#taking?.add(each);
      else this.#taking?.delete(each);
    }
  }

  /** The node the next pod lands on; undefined where none takes it. */
  place(pod: Pod): NodeInfo | undefined {
    const ready = this.#simulation.book.before(pod);
    const { cycle, taking } = this.#prepare(ready);
    const rank = (node: NodeInfo): number => score(node, cycle.info) * 1e6 - (this.#own.get(node.name) ?? 0);
    let best: NodeInfo | undefined;
    let most = -Infinity;
    for (const node of taking) {
      const own = rank(node);
      if (own > most || (own === most && best && node.name < best.name)) [best, most] = [node, own];
    }
    if (!best) return undefined;
    this.#simulation.put(pod, best);
    this.#note(cycle, ready, best);
    return best;
  }
}
