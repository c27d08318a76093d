import type { ContainerPort, Node, Pod } from '../model/objects.ts';
import { amountsOf, type Amounts } from '../model/requests.ts';
import type { PodInfo } from './pod-info.ts';

/** A host port that is taken: the same port and protocol on the same address, or on all addresses, clash. */
interface TakenPort {
  address: string;
  protocol: string;
  port: number;
  by: Pod;
}

const NO_DRIVERS: ReadonlySet<string> = new Set();
const EVERYWHERE = '0.0.0.0';

const takenBy = ({ hostIP, protocol, hostPort = 0 }: ContainerPort, by: Pod): TakenPort => ({
  address: hostIP || EVERYWHERE,
  protocol: protocol || 'TCP',
  port: hostPort,
  by,
});

const NOBODY: Pod = { metadata: { name: '', namespace: '' } };

const clash = (a: TakenPort, b: TakenPort): boolean =>
  a.port === b.port &&
  a.protocol === b.protocol &&
  (a.address === b.address || a.address === EVERYWHERE || b.address === EVERYWHERE);

const keyOf = ({ address, protocol, port }: TakenPort): string => `${address} ${protocol} ${port}`;

/** What is taken on a node, as the scheduler counts it: bound pods that are not finished, so terminating ones too. */
export class NodeInfo {
  readonly node: Node;
  allocatable: Amounts;
  /** Drivers whose volumes are supposed to be unlimited here. */
  unlimited: ReadonlySet<string>;
  readonly requested: Amounts;
  pods: PodInfo[];
  /** A set as in the scheduler: of two pods that hold the same port, either frees it by going. */
  #ports: Map<string, TakenPort> | undefined;

  constructor(node: Node, from?: NodeInfo) {
    this.node = node;
    this.allocatable = from?.allocatable ?? amountsOf(node.status?.allocatable ?? node.status?.capacity);
    this.requested = new Map(from?.requested);
    this.unlimited = from?.unlimited ?? NO_DRIVERS;
    this.pods = from ? [...from.pods] : [];
    const ports = from && from.#ports;
    if (ports) this.#ports = new Map(ports);
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
    for (const port of info.hostPorts) {
      const taken = takenBy(port, info.pod);
      this.#ports ??= new Map();
      this.#ports.set(keyOf(taken), taken);
    }
  }

  remove(info: PodInfo): void {
    const at = this.pods.indexOf(info);
    if (at < 0) return;
    this.pods.splice(at, 1);
    this.#count(info, -1);
    for (const port of info.hostPorts) this.#ports?.delete(keyOf(takenBy(port, info.pod)));
  }

  /** The pod that holds a host port which this one would clash with. */
  holderOf(port: ContainerPort): Pod | undefined {
    const wanted = takenBy(port, NOBODY);
    for (const taken of this.#ports?.values() ?? []) if (clash(taken, wanted)) return taken.by;
    return undefined;
  }

  /** Every pod that does: only pods that were put here past the scheduler can be several. */
  holdersOf(port: ContainerPort): Pod[] {
    const wanted = takenBy(port, NOBODY);
    const holds = (info: PodInfo): boolean => info.hostPorts.some((own) => clash(takenBy(own, info.pod), wanted));
    return this.pods.filter(holds).map(({ pod }) => pod);
  }

  /** Supposes that the node offers at least so much of a resource. */
  enlarge(resource: string, atLeast: number): void {
    this.allocatable = new Map(this.allocatable).set(resource, Math.max(atLeast, this.allocatable.get(resource) ?? 0));
  }

  /** Supposes that the node can hold any number of a driver's volumes. */
  freeVolumes(driver: string): void {
    this.unlimited = new Set([...this.unlimited, driver]);
  }

  /** A copy that can be changed. */
  copy(): NodeInfo {
    return new NodeInfo(this.node, this);
  }
}
