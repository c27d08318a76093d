import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { lastSeen } from '../../model/event.ts';
import { isKubelets, meaningOf } from '../../model/node-conditions.ts';
import { topRequesters } from '../../model/node-room.ts';
import type { Node } from '../../model/objects.ts';

const MOST_NAMED = 3;

/** Pods that the kubelet of the node has put out. */
const evictedFrom = (node: Node, cluster: Cluster): string[] =>
  cluster
    .podsOn(node.metadata.name)
    .filter(({ status }) => status?.phase === 'Failed' && status.reason === 'Evicted')
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

/** What the kubelet said last about reclaiming a resource: `Attempting to reclaim memory`. */
function reclaiming(node: Node, cluster: Cluster) {
  const event = cluster
    .eventsAbout('Node', node)
    .find(({ reason }) => /^(?:EvictionThresholdMet|FreeDiskSpaceFailed|ImageGCFailed|SystemOOM)$/.test(reason ?? ''));
  return {
    told: event?.message ?? null,
    toldReason: event?.reason ?? null,
    toldAgo: event ? (cluster.age(lastSeen(event)) ?? null) : null,
  };
}

function rowsOf(node: Node, cluster: Cluster): Row[] {
  const conditions = node.status?.conditions ?? [];
  const ready = conditions.find(({ type }) => type === 'Ready')?.status;
  const evicted = evictedFrom(node, cluster);
  return conditions.flatMap((condition) => {
    const { type = '', status, reason, message, lastTransitionTime } = condition;
    const meaning = meaningOf(condition);
    // what a lost node says of itself is unknown, and old
    if (type === 'Ready' || meaning === 'good' || (status !== 'True' && status !== 'False')) return [];
    return [
      {
        target: refTo('Node', node),
        type,
        status,
        reason: reason ?? null,
        message: message ?? null,
        since: cluster.age(lastTransitionTime) ?? null,
        meaning,
        fromKubelet: isKubelets(type),
        current: ready === 'True' || ready === 'False',
        memory: String(node.status?.allocatable?.['memory'] ?? ''),
        storage: String(node.status?.allocatable?.['ephemeral-storage'] ?? ''),
        heavy: topRequesters(node, cluster, MOST_NAMED),
        evicted: evicted.length,
        evictedPods: evicted.slice(0, MOST_NAMED),
        ...reclaiming(node, cluster),
      },
    ];
  });
}

/** Conditions of nodes that say trouble, or of which only a person knows whether they do. */
export default defineFact({
  needs: ['nodes', 'pods', 'events'],
  derive: (cluster) => cluster.examined('nodes').flatMap((node) => rowsOf(node, cluster)),
});
