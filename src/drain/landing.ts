import { Cluster } from '../model/cluster.ts';
import type { Landing } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';
import { Cycle } from '../schedule/cycle.ts';
import type { NodeInfo } from '../schedule/node-info.ts';
import { PodInfo } from '../schedule/pod-info.ts';
import { ScheduleIndex } from '../schedule/schedule-index.ts';
import { schedule } from '../schedule/schedule.ts';

const claimsOf = ({ metadata, spec }: Pod): string[] =>
  (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) =>
    claim ? [`${metadata.namespace}/${claim.claimName}`] : [],
  );

/** What the scheduler counts for a pod that asks for nothing. Source: scheduler/util/pod_resources.go. */
const LEAST: Record<string, number> = { cpu: 100, memory: 200 * 2 ** 20 };

/** How empty a node would be: the scheduler's LeastAllocated score, which decides in an otherwise even cluster. */
function emptiness(node: NodeInfo, info: PodInfo): number {
  const shares = Object.entries(LEAST).map(([resource, least]) => {
    const capacity = node.allocatable.get(resource) ?? 0;
    const used = node.pods.concat(info).reduce((sum, { requests }) => sum + (requests.get(resource) || least), 0);
    return capacity > 0 ? 1 - used / capacity : 0;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** The pod a controller makes in the place of another. */
const successorOf = ({ metadata, spec }: Pod): Pod => {
  const { nodeName: _, ...rest } = spec ?? {};
  const { name, namespace, labels, ownerReferences } = metadata;
  return {
    metadata: { name, namespace, ...(labels && { labels }), ...(ownerReferences && { ownerReferences }) },
    spec: rest,
  };
};

/** Places replacements one after the other on a cluster whose nodes to drain are cordoned. */
export class Landings {
  readonly #index: ScheduleIndex;
  readonly #drained: Set<string>;

  constructor(cluster: Cluster, drained: Set<string>) {
    this.#drained = drained;
    const nodes = cluster
      .all('nodes')
      .map((node) =>
        drained.has(node.metadata.name) ? { ...node, spec: { ...node.spec, unschedulable: true } } : node,
      );
    const { snapshot } = cluster;
    this.#index = new ScheduleIndex(new Cluster({ ...snapshot, objects: { ...snapshot.objects, nodes } }));
  }

  /** Takes a pod off its node. */
  leave(pod: Pod): void {
    const node = this.#index.byName.get(pod.spec?.nodeName ?? '');
    const info = node?.pods.find(({ pod: other }) => other === pod);
    if (!node || !info) return;
    node.remove(info);
    const at = this.#index.withAntiAffinity.findIndex((placed) => placed.info === info);
    if (at >= 0) this.#index.withAntiAffinity.splice(at, 1);
    for (const claim of claimsOf(pod)) this.#index.claimsInUse.delete(claim);
  }

  /** Where the pod that is made in the place of one that has left goes; it then holds its place there. */
  place(gone: Pod): Landing {
    const pod = successorOf(gone);
    const info = new PodInfo(pod, false);
    const cycle = Cycle.of(info, this.#index);
    const asked = cycle.rejection ? [] : this.#index.nodes.filter(({ name }) => cycle.only?.has(name) ?? true);
    const fitting = asked.filter((node) => !cycle.status(node));
    if (pod.spec?.schedulingGates?.length) return { kind: 'pending', message: 'scheduling gates' };
    let best: NodeInfo | undefined;
    for (const node of fitting) if (!best || emptiness(node, info) > emptiness(best, info)) best = node;
    if (!best) return this.#refused(pod);
    this.#hold(pod, best);
    if (this.#drained.has(best.name) && fitting.every(({ name }) => this.#drained.has(name))) {
      return { kind: 'returns', node: best.name };
    }
    return { kind: 'lands', node: best.name, fits: fitting.length };
  }

  #hold(pod: Pod, node: NodeInfo): void {
    const bound: Pod = { ...pod, spec: { ...pod.spec, nodeName: node.name } };
    const info = new PodInfo(bound);
    node.add(info);
    if (info.antiTerms.length > 0) this.#index.withAntiAffinity.push({ info, node });
    for (const claim of claimsOf(bound)) this.#index.claimsInUse.add(claim);
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
export function noSuccessor(pod: Pod): Extract<Landing, { kind: 'none' }> | undefined {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller);
  if (!owner) return { kind: 'none', why: 'bare' };
  if (isFinished(pod)) return { kind: 'none', why: 'finished' };
  if (owner.kind === 'DaemonSet') return { kind: 'none', why: 'daemonset' };
  return undefined;
}
