import type { Cluster } from '../model/cluster.ts';
import type { Node, Pod } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';
import { add, podRequests, type Amounts } from '../model/requests.ts';

/** What is taken on a node, as the scheduler counts it. */
export interface NodeInfo {
  /** The pods that hold a place: bound and not finished, so terminating ones too. */
  pods: Pod[];
  requested: Amounts;
}

const known = new WeakMap<Cluster, Map<string, NodeInfo>>();
const nominees = new WeakMap<Cluster, Map<string, Pod[]>>();

function bound(node: string, cluster: Cluster): NodeInfo {
  let infos = known.get(cluster);
  if (!infos) known.set(cluster, (infos = new Map()));
  let info = infos.get(node);
  if (!info) {
    const pods = cluster.podsOn(node).filter((pod) => !isFinished(pod));
    const requested: Amounts = new Map();
    for (const pod of pods) add(requested, podRequests(pod, true));
    infos.set(node, (info = { pods, requested }));
  }
  return info;
}

function nominated(node: string, cluster: Cluster): Pod[] {
  let byNode = nominees.get(cluster);
  if (!byNode) {
    const waiting = cluster
      .all('pods')
      .filter((pod) => !pod.spec?.nodeName && pod.status?.nominatedNodeName && !isFinished(pod));
    nominees.set(cluster, (byNode = Map.groupBy(waiting, (pod) => pod.status?.nominatedNodeName ?? '')));
  }
  return byNode.get(node) ?? [];
}

/**
 * What is taken on a node from the point of view of one pod: the bound pods, and those of the same or a higher priority that
 * preemption has reserved a place for. Source: scheduler/framework/runtime/framework.go, addGENominatedPods.
 */
export function nodeInfo(node: Node, pod: Pod, cluster: Cluster): NodeInfo {
  const info = bound(node.metadata.name, cluster);
  const priority = pod.spec?.priority ?? 0;
  const ahead = nominated(node.metadata.name, cluster).filter(
    (other) =>
      (other.spec?.priority ?? 0) >= priority &&
      !(other.metadata.name === pod.metadata.name && other.metadata.namespace === pod.metadata.namespace),
  );
  if (ahead.length === 0) return info;
  const requested = new Map(info.requested);
  for (const other of ahead) add(requested, podRequests(other));
  return { pods: [...info.pods, ...ahead], requested };
}
