import { Cluster } from '../model/cluster.ts';
import type { Landing } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';
import { Cycle } from '../schedule/cycle.ts';
import type { NodeInfo } from '../schedule/node-info.ts';
import { PodInfo } from '../schedule/pod-info.ts';
import { ScheduleIndex } from '../schedule/schedule-index.ts';
import { schedule } from '../schedule/schedule.ts';
import { answerOf } from './jobs.ts';

/** What the scheduler counts for a pod that asks for nothing. Source: scheduler/util/pod_resources.go. */
const LEAST: Record<string, number> = { cpu: 100, memory: 200 * 2 ** 20 };

/** How much of what decides is taken on a node. */
const takenOn = ({ pods }: NodeInfo): number[] =>
  Object.entries(LEAST).map(([resource, least]) =>
    pods.reduce((sum, { requests }) => sum + (requests.get(resource) || least), 0),
  );

/** The pod a controller makes in the place of another. */
export const successorOf = ({ metadata, spec }: Pod): Pod => {
  const { nodeName: _, ...rest } = spec ?? {};
  const { name, namespace, labels, ownerReferences } = metadata;
  return {
    metadata: { name, namespace, ...(labels && { labels }), ...(ownerReferences && { ownerReferences }) },
    spec: rest,
  };
};

const TEMPLATES = { ReplicaSet: 'replicasets', StatefulSet: 'statefulsets', Job: 'jobs' } as const;

const known = new WeakMap<Cluster, Map<string, ScheduleIndex>>();

/** The cluster with these nodes cordoned, as the scheduler sees it: made once, for it takes long. */
function indexOf(cluster: Cluster, closed: Set<string>): ScheduleIndex {
  const key = [...closed].toSorted().join(' ');
  const own = known.get(cluster) ?? new Map<string, ScheduleIndex>();
  known.set(cluster, own);
  const found = own.get(key);
  if (found) return found;
  const nodes = cluster
    .all('nodes')
    .map((node) => (closed.has(node.metadata.name) ? { ...node, spec: { ...node.spec, unschedulable: true } } : node));
  const { snapshot } = cluster;
  const made = new ScheduleIndex(new Cluster({ ...snapshot, objects: { ...snapshot.objects, nodes } }));
  own.set(key, made);
  return made;
}

/**
 * Places replacements one after the other on a cluster whose nodes to drain are cordoned. To be undone before another is used for the
 * same cluster and nodes.
 */
export class Landings {
  readonly #index: ScheduleIndex;
  readonly #drained: Set<string>;
  readonly #taken = new Map<NodeInfo, number[]>();
  readonly #done: (() => void)[] = [];

  constructor(cluster: Cluster, drained: Set<string>) {
    this.#drained = drained;
    this.#index = indexOf(cluster, drained);
  }

  /** Puts everything back where it was. */
  undo(): void {
    for (const back of this.#done.splice(0).toReversed()) back();
    this.#taken.clear();
  }

  /** Takes a pod off its node. */
  leave(pod: Pod): void {
    const node = this.#index.byName.get(pod.spec?.nodeName ?? '');
    if (!node?.pods.some(({ pod: other }) => other === pod)) return;
    this.#index.unbind(pod);
    this.#taken.delete(node);
    this.#done.push(() => this.#index.bind(pod));
  }

  #put(pod: Pod, node: NodeInfo): void {
    const bound = { ...pod, spec: { ...pod.spec, nodeName: node.name } };
    this.#index.bind(bound);
    this.#taken.delete(node);
    this.#done.push(() => this.#index.unbind(bound));
  }

  /** How empty a node would be: the scheduler's LeastAllocated score, which decides in an otherwise even cluster. */
  #emptiness(node: NodeInfo, { requests }: PodInfo): number {
    const taken = this.#taken.get(node) ?? takenOn(node);
    this.#taken.set(node, taken);
    const shares = Object.entries(LEAST).map(([resource, least], i) => {
      const capacity = node.allocatable.get(resource) ?? 0;
      return capacity > 0 ? 1 - ((taken[i] ?? 0) + (requests.get(resource) || least)) / capacity : 0;
    });
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  }

  /** Where the pod that is made in the place of one that has left goes; it then holds its place there. */
  place(gone: Pod): Landing {
    const pod = successorOf(gone);
    const bound = this.#bound(gone);
    if (bound) {
      this.#put(pod, bound);
      const { name: node } = bound;
      return this.#drained.has(node) ? { kind: 'returns', node } : { kind: 'lands', node, fits: 1 };
    }
    const info = new PodInfo(pod, false);
    const cycle = Cycle.of(info, this.#index);
    const asked = cycle.rejection ? [] : this.#index.nodes.filter(({ name }) => cycle.only?.has(name) ?? true);
    const fitting = asked.filter((node) => !cycle.status(node));
    if (pod.spec?.schedulingGates?.length) return { kind: 'pending', message: 'scheduling gates' };
    let best: NodeInfo | undefined;
    let most = -Infinity;
    for (const node of fitting) {
      const empty = this.#emptiness(node, info);
      if (empty > most) [best, most] = [node, empty];
    }
    if (!best) return this.#refused(pod);
    this.#put(pod, best);
    if (this.#drained.has(best.name)) return { kind: 'returns', node: best.name };
    return { kind: 'lands', node: best.name, fits: fitting.filter(({ name }) => !this.#drained.has(name)).length };
  }

  /** A node that the pod's template names itself: no scheduler is asked, so no cordon keeps it off. */
  #bound(gone: Pod): NodeInfo | undefined {
    const owner = gone.metadata.ownerReferences?.find(({ controller }) => controller);
    const kind = owner && TEMPLATES[owner.kind as keyof typeof TEMPLATES];
    const above = kind && this.#index.cluster.find(kind, gone.metadata.namespace, owner.name ?? '');
    return this.#index.byName.get(above?.spec?.template?.spec?.nodeName ?? '');
  }

  #refused(pod: Pod): Landing {
    const { message, unjudged } = schedule(this.#index, pod);
    if (message) return { kind: 'pending', message };
    const plugins = unjudged.map(({ plugin }) => plugin).join(', ');
    return {
      kind: 'unknown',
      why: {
        en: plugins ? `depends on ${plugins}, which is not simulated` : 'the scheduler’s answer cannot be told',
        zh: plugins ? `取决于 ${plugins}，无法模拟` : '无法推断调度器的结果',
      },
    };
  }
}

/** Why no pod is made in the place of this one; undefined when one is. */
export function noSuccessor(pod: Pod, cluster: Cluster): Extract<Landing, { kind: 'none' }> | undefined {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller);
  if (!owner) return { kind: 'none', why: 'bare' };
  if (isFinished(pod)) return { kind: 'none', why: 'finished' };
  if (owner.kind === 'DaemonSet') return { kind: 'none', why: 'daemonset' };
  const answer = owner.kind === 'Job' ? answerOf(pod, cluster)?.kind : undefined;
  if (answer === 'fails' || answer === 'index-fails') return { kind: 'none', why: 'job-fails' };
  return undefined;
}
