import { FILTERS } from './filters.ts';
import type { NodeInfo } from './node-info.ts';
import type { Check, Plugin, Unjudged } from './plugin.ts';
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

/** Claims to devices are allocated by their drivers' rules; what the scheduler says of them is named, not guessed. */
const unsimulatedFor = ({ pod }: PodInfo): Unjudged[] =>
  pod.spec?.resourceClaims?.length ? [{ plugin: 'DynamicResources', unseen: [] }] : [];

/** One attempt to place a pod: what each plugin has prepared, ready to be asked of nodes. */
export class Cycle {
  readonly info: PodInfo;
  readonly index: ScheduleIndex;
  /** The only nodes the pod names; undefined: all. */
  readonly only: Set<string> | undefined;
  readonly rejection: Rejection | undefined;
  /** Plugins that would have a say and could not be asked. */
  readonly unjudged: Unjudged[];
  readonly #asking: Asking[];

  private constructor(from: Pick<Cycle, 'info' | 'index' | 'only' | 'rejection' | 'unjudged'>, asking: Asking[]) {
    this.info = from.info;
    this.index = from.index;
    this.only = from.only;
    this.rejection = from.rejection;
    this.unjudged = from.unjudged;
    this.#asking = asking;
  }

  /** Prepares every plugin for a pod, also those behind one that rejects it. */
  static of(info: PodInfo, index: ScheduleIndex): Cycle {
    const asking: Asking[] = [];
    let only: Set<string> | undefined;
    let rejection: Rejection | undefined;
    const unjudged = unsimulatedFor(info);
    for (const plugin of FILTERS) {
      const unseen = (plugin.needs?.(info, index) ?? []).filter((kind) => !index.cluster.hasRead(kind));
      if (unseen.length > 0) {
        unjudged.push({ plugin: plugin.name, unseen });
        continue;
      }
      const prepared = plugin.prepare(info, index);
      if (prepared.kind === 'skip') continue;
      if (prepared.kind === 'check') {
        asking.push({ plugin, check: prepared.check });
        only ??= prepared.only;
      } else rejection ??= { kind: prepared.kind, plugin: plugin.name, text: prepared.text };
    }
    return new Cycle({ info, index, only, rejection, unjudged }, asking);
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
    for (const { check } of this.#asking) {
      const reasons = check.filter(node);
      if (reasons.length > 0) return this.#stated(reasons);
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

  /**
   * Every reason of a node, and what the scheduler says of it, undefined when it takes the pod. Where pods have a place reserved, the
   * reasons are those with them there.
   */
  judge(node: NodeInfo): { reasons: Reason[]; status: Status | undefined } {
    const nominated = this.index.nominatedBefore(this.info, node.name);
    if (nominated.length > 0) {
      const [supposed, copy] = [this.copy(), node.copy()];
      for (const other of nominated) supposed.add(other, copy);
      const reasons = supposed.reasons(copy);
      if (reasons.length > 0) return { reasons, status: this.#stated(reasons) };
    }
    const reasons = this.reasons(node);
    return { reasons, status: this.#stated(reasons) };
  }

  /** What the scheduler states of reasons: those of the first plugin, and of most plugins only the first. */
  #stated(reasons: Reason[]): Status | undefined {
    const [first] = reasons;
    if (!first) return undefined;
    const every = this.#asking.find(({ plugin }) => plugin.name === first.plugin)?.plugin.states === 'every';
    if (!every) return { texts: [first.text], unresolvable: first.unresolvable };
    const own = reasons.filter(({ plugin }) => plugin === first.plugin);
    return { texts: [...new Set(own.map(({ text }) => text))], unresolvable: own.some((each) => each.unresolvable) };
  }
}
