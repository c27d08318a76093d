import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { isAssigned } from '../../model/lost-pod.ts';
import { lostSince, nodeHealth } from '../../model/node-health.ts';
import type { Pod } from '../../model/objects.ts';

/** A fresh Lease while Ready is still Unknown: the node is on its way back. A kubelet renews every 10 s. */
const FRESH = 15;

function row(name: string, pods: Pod[], cluster: Cluster): Row[] {
  const node = cluster.node(name);
  const { state, ...health } = nodeHealth(name, cluster);
  if (!node || (state !== 'silent' && state !== 'unready')) return [];
  const message = (health.message ?? '').toLowerCase();
  const since = lostSince(name, cluster);
  return [
    {
      target: refTo('Node', node),
      state,
      ...health,
      text: message,
      recovering: state === 'silent' && health.leaseAge !== null && health.leaseAge < FRESH,
      taintedAgo: cluster.age(since) ?? null,
      firstPod: pods[0]?.metadata.name ?? null,
      podNamespace: pods[0]?.metadata.namespace ?? null,
      kubelet: node.status?.nodeInfo?.kubeletVersion ?? null,
      runtime: node.status?.nodeInfo?.containerRuntimeVersion ?? null,
      cordoned: node.spec?.unschedulable ?? false,
    },
  ];
}

/** The nodes a diagnosis is about, and those of its pods. */
function podsByNode(cluster: Cluster): Map<string, Pod[]> {
  const byNode = Map.groupBy(cluster.subjects.filter(isAssigned), ({ spec }) => spec?.nodeName ?? '');
  for (const { metadata } of cluster.examined('nodes')) {
    if (!byNode.has(metadata.name)) byNode.set(metadata.name, []);
  }
  return byNode;
}

/** Nodes that are lost or unwell: since when, what their kubelet said last, when it was last heard of. */
export default defineFact({
  needs: ['pods', 'nodes', 'leases'],
  derive: (cluster) => [...podsByNode(cluster)].flatMap(([name, pods]) => row(name, pods, cluster)),
});
