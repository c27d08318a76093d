import { FILTERS } from './filters.ts';
import type { NodeInfo } from './node-info.ts';
import type { Check, Plugin } from './plugin.ts';
import type { PodInfo } from './pod-info.ts';
import type { Reason } from './reason.ts';
import type { ScheduleIndex } from './schedule-index.ts';

/** A plugin that has something to ask of nodes. */
interface Asking {
  plugin: Plugin;
  check: Check;
}

/** Why the scheduler asks no node: the pod itself cannot be placed, or the scheduler fails. */
export interface Rejection {
  kind: 'reject' | 'error';
  plugin: string;
  text: string;
}

/** What the scheduler says of one node. */
export interface Status {
  /** The texts it gives. */
  texts: string[];
  unresolvable: boolean;
}

/** One attempt to place a pod: what each plugin has prepared, ready to be asked of nodes. */
export class Cycle {
  readonly info: PodInfo;
  readonly index: ScheduleIndex;
  /** The only nodes the pod names; undefined: all. */
  readonly only: Set<string> | undefined;
  readonly rejection: Rejection | undefined;
  readonly #asking: Asking[];

  private constructor(from: Pick<Cycle, 'info' | 'index' | 'only' | 'rejection'>, asking: Asking[]) {
    this.info = from.info;
    this.index = from.index;
    this.only = from.only;
    this.rejection = from.rejection;
    this.#asking = asking;
  }

  /** Prepares every plugin for a pod; with `whole`, also those behind one that rejects it. */
  static of(info: PodInfo, index: ScheduleIndex): Cycle {
    const asking: Asking[] = [];
    let only: Set<string> | undefined;
    let rejection: Rejection | undefined;
    for (const plugin of FILTERS) {
      const prepared = plugin.prepare(info, index);
      if (prepared.kind === 'skip') continue;
      if (prepared.kind === 'check') {
        asking.push({ plugin, check: prepared.check });
        only ??= prepared.only;
      } else rejection ??= { kind: prepared.kind, plugin: plugin.name, text: prepared.text };
    }
    return new Cycle({ info, index, only, rejection }, asking);
  }

  /** A copy in which pods can be supposed to come or go. */
  copy(): Cycle {
    return new Cycle(
      this,
      this.#asking.map(({ plugin, check }) => ({ plugin, check: check.copy?.() ?? check })),
    );
  }

  /** Supposes that a pod is on a node; the node must be a copy. */
  add(other: PodInfo, node: NodeInfo): void {
    node.add(other);
    for (const { check } of this.#asking) check.update?.(other, node, 1);
  }

  /** Supposes that a pod is no longer on a node; the node must be a copy. */
  remove(other: PodInfo, node: NodeInfo): void {
    node.remove(other);
    for (const { check } of this.#asking) check.update?.(other, node, -1);
  }

  /** Every reason for which a node refuses the pod, in the order of the plugins. */
  reasons(node: NodeInfo): Reason[] {
    return this.#asking.flatMap(({ check }) => check.filter(node));
  }

  #status(node: NodeInfo): Status | undefined {
    for (const { plugin, check } of this.#asking) {
      const reasons = check.filter(node);
      const [first] = reasons;
      if (!first) continue;
      if (plugin.states === 'first') return { texts: [first.text], unresolvable: first.unresolvable };
      return {
        texts: [...new Set(reasons.map(({ text }) => text))],
        unresolvable: reasons.some(({ unresolvable }) => unresolvable),
      };
    }
    return undefined;
  }

  /**
   * What the scheduler says of a node, undefined when it takes the pod: with the pods that have a place reserved there, and if that
   * goes well, without them too. Source: framework/runtime/framework.go, RunFilterPluginsWithNominatedPods.
   */
  status(node: NodeInfo): Status | undefined {
    const nominated = this.index.nominatedBefore(this.info, node.name);
    if (nominated.length > 0) {
      const [supposed, copy] = [this.copy(), node.copy()];
      for (const other of nominated) supposed.add(other, copy);
      const status = supposed.#status(copy);
      if (status) return status;
    }
    return this.#status(node);
  }

  /** The node as the pod meets it: with those that have a place reserved there; every reason it then has. */
  allReasons(node: NodeInfo): Reason[] {
    const nominated = this.index.nominatedBefore(this.info, node.name);
    if (nominated.length === 0) return this.reasons(node);
    const [supposed, copy] = [this.copy(), node.copy()];
    for (const other of nominated) supposed.add(other, copy);
    const reasons = supposed.reasons(copy);
    return reasons.length > 0 ? reasons : this.reasons(node);
  }
}
