import { claimNames } from '../model/claims.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Kind, Pod, PodAffinityTerm } from '../model/objects.ts';
import type { Reason } from '../schedule/reason.ts';

const termsOf = ({ spec }: Pod): PodAffinityTerm[] =>
  [spec?.affinity?.podAffinity, spec?.affinity?.podAntiAffinity].flatMap(
    (rules) => rules?.requiredDuringSchedulingIgnoredDuringExecution ?? [],
  );

const hasNamespaceSelector = (pod: Pod): boolean => termsOf(pod).some(({ namespaceSelector }) => namespaceSelector);

/** The kinds on which it depends where a pod can be placed, beside those that only some clusters have. */
export function kindsBehind(pod: Pod, cluster: Cluster): Kind[] {
  const others = hasNamespaceSelector(pod) || cluster.all('pods').some((other) => other.spec?.nodeName && hasNamespaceSelector(other));
  return [
    'nodes',
    'pods',
    ...(others ? (['namespaces'] as const) : []),
    ...(claimNames(pod).length > 0
      ? (['persistentvolumeclaims', 'persistentvolumes', 'storageclasses', 'csinodes', 'volumeattachments'] as const)
      : []),
  ];
}

/** Those of them that could not be read whole. */
export const unreadBehind = (pod: Pod, cluster: Cluster): Kind[] =>
  kindsBehind(pod, cluster).filter((kind) => !cluster.hasRead(kind));

const OF_NODE = new Set(['NodeUnschedulable', 'NodeName', 'TaintToleration', 'NodeAffinity']);

/** Whether a reason holds whatever pods there are: it is of the node, or more is asked for than the node has. */
export const isOfNodeAlone = ({ plugin, shortage }: Reason): boolean =>
  OF_NODE.has(plugin) || (shortage !== undefined && shortage.requested > shortage.capacity);
