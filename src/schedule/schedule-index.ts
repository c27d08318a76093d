import type { Cluster } from '../model/cluster.ts';
import type { Pod, PersistentVolume, VolumeAttachment } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';
import { classOf } from '../model/volume-match.ts';
import { NodeInfo } from './node-info.ts';
import { PodInfo } from './pod-info.ts';
import { DEFAULT_SCHEDULER } from './schedulers.ts';

const once = new WeakMap<Cluster, ScheduleIndex>();

/** `namespace/claim` of the claims a pod names. */
const claimKeys = ({ metadata, spec }: Pod): string[] =>
  (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) =>
    persistentVolumeClaim ? [`${metadata.namespace}/${persistentVolumeClaim.claimName}`] : [],
  );

/** A pod and the node it is on. */
export interface Placed {
  info: PodInfo;
  node: NodeInfo;
}

/** A cluster as the scheduler's cache holds it, worked out once and asked for any number of pods. */
export class ScheduleIndex {
  readonly cluster: Cluster;
  readonly nodes: NodeInfo[];
  readonly byName: Map<string, NodeInfo>;
  readonly withAntiAffinity: Placed[] = [];
  /** `namespace/claim` of every claim that pods on nodes name. */
  readonly claimsInUse = new Set<string>();
  #nominated = new Map<string, PodInfo[]>();
  readonly #byNamespace = new Map<string, Placed[]>();
  #volumesByClass: Map<string, PersistentVolume[]> | undefined;
  #attachments: Map<string, VolumeAttachment[]> | undefined;

  constructor(cluster: Cluster, from?: ScheduleIndex, changed = new Map<string, NodeInfo>()) {
    this.cluster = cluster;
    this.nodes = from
      ? from.nodes.map((node) => changed.get(node.name) ?? node)
      : cluster.all('nodes').map((node) => new NodeInfo(node));
    this.byName = new Map(this.nodes.map((node) => [node.name, node]));
    if (from) this.#take(from, changed);
    else for (const pod of cluster.all('pods')) this.#place(pod);
  }

  /** The same cluster with some nodes other than they are: other labels, taints, sizes, pods. */
  supposing(changed: NodeInfo[]): ScheduleIndex {
    return new ScheduleIndex(this.cluster, this, new Map(changed.map((node) => [node.name, node])));
  }

  #take(from: ScheduleIndex, changed: Map<string, NodeInfo>): void {
    this.#nominated = from.#nominated;
    const moved = (placed: Placed): Placed[] => {
      const node = changed.get(placed.node.name);
      if (!node) return [placed];
      return node.pods.includes(placed.info) ? [{ info: placed.info, node }] : [];
    };
    this.withAntiAffinity.push(...from.withAntiAffinity.flatMap(moved));
    for (const [namespace, all] of from.#byNamespace) {
      const touched = all.some(({ node }) => changed.has(node.name));
      this.#byNamespace.set(namespace, touched ? all.flatMap(moved) : all);
    }
    const gone = new Set<string>();
    for (const [name, { pods }] of changed) {
      for (const { pod } of from.byName.get(name)?.pods.filter((info) => !pods.includes(info)) ?? []) {
        for (const claim of claimKeys(pod)) gone.add(claim);
      }
    }
    const isHeld = (claim: string): boolean =>
      this.#byNamespace.get(claim.split('/')[0] ?? '')?.some(({ info }) => claimKeys(info.pod).includes(claim)) ===
      true;
    for (const claim of from.claimsInUse) if (!gone.has(claim) || isHeld(claim)) this.claimsInUse.add(claim);
  }

  /** The index of a cluster, made at the first call. */
  static of(cluster: Cluster): ScheduleIndex {
    const known = once.get(cluster) ?? new ScheduleIndex(cluster);
    once.set(cluster, known);
    return known;
  }

  /** Takes in a pod as bound to the node it names: for an index of one's own, not for the shared one of `of`. */
  bind(pod: Pod): void {
    this.#place(pod);
  }

  /** Takes a pod off the node it names, as if it had never been there: for an index of one's own. */
  unbind(pod: Pod): void {
    const node = this.byName.get(pod.spec?.nodeName ?? '');
    const info = node?.pods.find(({ pod: other }) => other === pod);
    if (!node || !info) return;
    node.remove(info);
    const own = this.#byNamespace.get(pod.metadata.namespace) ?? [];
    for (const placed of [this.withAntiAffinity, own]) {
      const at = placed.findLastIndex((one) => one.info === info);
      if (at >= 0) placed.splice(at, 1);
    }
    for (const claim of claimKeys(pod)) {
      if (!own.some(({ info: other }) => claimKeys(other.pod).includes(claim))) this.claimsInUse.delete(claim);
    }
  }

  #place(pod: Pod): void {
    const { nodeName, schedulingGates } = pod.spec ?? {};
    if (isFinished(pod)) return;
    const nominee = pod.status?.nominatedNodeName;
    if (!nodeName) {
      if (!nominee || schedulingGates?.length) return; // a gated pod holds no place
      const others = this.#nominated.get(nominee) ?? [];
      this.#nominated.set(nominee, [...others, new PodInfo(pod)]);
      return;
    }
    const node = this.byName.get(nodeName);
    if (!node) return;
    const info = new PodInfo(pod);
    node.add(info);
    const placed = { info, node };
    if (info.antiTerms.length > 0) this.withAntiAffinity.push(placed);
    const { namespace } = pod.metadata;
    const others = this.#byNamespace.get(namespace);
    if (others) others.push(placed);
    else this.#byNamespace.set(namespace, [placed]);
    for (const claim of claimKeys(pod)) this.claimsInUse.add(claim);
  }

  /**
   * The pods of the same or a higher priority that preemption has reserved a place for on a node.
   * Source: scheduler/framework/runtime/framework.go, addGENominatedPods.
   */
  nominatedBefore(info: PodInfo, node: string): PodInfo[] {
    const own = info.pod.spec?.schedulerName || DEFAULT_SCHEDULER;
    return (this.#nominated.get(node) ?? []).filter(
      (other) =>
        other.priority >= info.priority &&
        !other.is(info) &&
        (other.pod.spec?.schedulerName || DEFAULT_SCHEDULER) === own,
    );
  }

  /** A node as one pod meets it: with the pods that have a place reserved there. */
  seenBy(info: PodInfo, name: string): NodeInfo | undefined {
    const node = this.byName.get(name);
    const nominated = this.nominatedBefore(info, name);
    if (!node || nominated.length === 0) return node;
    const copy = node.copy();
    for (const other of nominated) copy.add(other);
    return copy;
  }

  /** The pods of a namespace that are on nodes. */
  placedIn(namespace: string): Placed[] {
    return this.#byNamespace.get(namespace) ?? [];
  }

  /** The namespaces that have pods on nodes. */
  get namespaces(): string[] {
    return [...this.#byNamespace.keys()];
  }

  /** The volumes of a storage class. */
  volumesOf(storageClass: string): PersistentVolume[] {
    this.#volumesByClass ??= Map.groupBy(this.cluster.all('persistentvolumes'), (volume) => classOf(volume) ?? '');
    return this.#volumesByClass.get(storageClass) ?? [];
  }

  /** The volume attachments to a node. */
  attachmentsTo(node: string): VolumeAttachment[] {
    this.#attachments ??= Map.groupBy(this.cluster.all('volumeattachments'), ({ spec }) => spec?.nodeName ?? '');
    return this.#attachments.get(node) ?? [];
  }
}
