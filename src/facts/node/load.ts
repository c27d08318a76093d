import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { roomOn, topRequesters } from '../../model/node-room.ts';
import type { Node } from '../../model/objects.ts';
import { formatAmount } from '../../model/quantity.ts';

const MOST_NAMED = 3;

/** Namespaces with most pods on the node, and how many: `shop 60, ci 45`. */
function crowds(node: Node, cluster: Cluster): string[] {
  const byNamespace = Map.groupBy(cluster.podsOn(node.metadata.name), ({ metadata }) => metadata.namespace);
  return [...byNamespace]
    .toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .slice(0, MOST_NAMED)
    .map(([namespace, { length }]) => `${namespace} ${length}`);
}

function row(node: Node, cluster: Cluster): Row {
  const rooms = roomOn(node, cluster);
  const pods = rooms.find(({ resource }) => resource === 'pods');
  // more is asked for than there is: what the node has to give became less after the pods had come
  const over = rooms.filter(({ resource, used, total }) => resource !== 'pods' && used > total);
  const [first] = over;
  return {
    target: refTo('Node', node),
    pods: pods?.used ?? null,
    mostPods: pods?.total ?? null,
    full: pods !== undefined && pods.total > 0 && pods.used >= pods.total,
    crowds: crowds(node, cluster),
    over: over.map(({ resource }) => resource),
    overText: first
      ? `${first.resource} ${formatAmount(first.resource, first.used)} of ${formatAmount(first.resource, first.total)}`
      : null,
    heavy: topRequesters(node, cluster, MOST_NAMED),
  };
}

/** How much of a node is given away: the number of pods, and what they ask for. */
export default defineFact({
  needs: ['nodes', 'pods'],
  derive: (cluster) => (cluster.hasRead('pods') ? cluster.examined('nodes').map((node) => row(node, cluster)) : []),
});
