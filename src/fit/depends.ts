import type { Cluster } from '../model/cluster.ts';
import type { Kind } from '../model/objects.ts';
import type { Unjudged } from '../schedule/plugin.ts';
import type { Reason } from '../schedule/reason.ts';

const OF_NODE = new Set(['NodeUnschedulable', 'NodeName', 'TaintToleration', 'NodeAffinity']);

/** Whether a reason holds whatever pods there are: it is of the node, or more is asked for than the node has. */
export const isOfNodeAlone = ({ plugin, shortage }: Reason): boolean =>
  OF_NODE.has(plugin) || (shortage !== undefined && shortage.requested > shortage.capacity);

/** The kinds that placing a pod depends on and that could not be read whole. */
export const unseenFor = (unjudged: Unjudged[], cluster: Cluster): Kind[] => [
  ...new Set([
    ...(['nodes', 'pods'] as const).filter((kind) => !cluster.hasRead(kind)),
    ...unjudged.flatMap(({ unseen }) => unseen),
  ]),
];

/** Whether every filter could be asked about a pod. */
export const isCertain = (unjudged: Unjudged[], cluster: Cluster): boolean =>
  unjudged.length === 0 && cluster.hasRead('nodes') && cluster.hasRead('pods');
