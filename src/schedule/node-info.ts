import type { Node } from '../model/objects.ts';
import { amountsOf, type Amounts } from '../model/requests.ts';
import type { PodInfo } from './pod-info.ts';

/** What is taken on a node, as the scheduler counts it: bound pods that are not finished, so terminating ones too. */
export class NodeInfo {
  readonly node: Node;
  readonly allocatable: Amounts;
  readonly requested: Amounts;
  pods: PodInfo[];

  constructor(node: Node, from?: NodeInfo) {
    this.node = node;
    this.allocatable = from?.allocatable ?? amountsOf(node.status?.allocatable);
    this.requested = new Map(from?.requested);
    this.pods = from ? [...from.pods] : [];
  }

  get name(): string {
    return this.node.metadata.name;
  }

  label(key: string): string | undefined {
    const { labels } = this.node.metadata;
    return labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
  }

  #count(info: PodInfo, sign: 1 | -1): void {
    for (const [resource, amount] of info.requests) {
      this.requested.set(resource, (this.requested.get(resource) ?? 0) + sign * amount);
    }
  }

  add(info: PodInfo): void {
    this.pods.push(info);
    this.#count(info, 1);
  }

  remove(info: PodInfo): void {
    const at = this.pods.indexOf(info);
    if (at < 0) return;
    this.pods.splice(at, 1);
    this.#count(info, -1);
  }

  /** A copy that can be changed. */
  copy(): NodeInfo {
    return new NodeInfo(this.node, this);
  }
}
