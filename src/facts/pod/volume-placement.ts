import { defineFact, refTo } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { claimNames } from '../../model/claims.ts';
import type { Pod } from '../../model/objects.ts';
import { matchesNodeTerm } from '../../model/selector.ts';
import { blamed } from '../../schedule/told.ts';
import { requirementWord } from '../../schedule/unmet.ts';

/** The bound volumes of a pod that can be reached from some nodes only. */
function pinned(pod: Pod, cluster: Cluster) {
  return claimNames(pod).flatMap(({ claim }) => {
    const volumeName = cluster.find('persistentvolumeclaims', pod.metadata.namespace, claim)?.spec?.volumeName;
    const volume = volumeName ? cluster.find('persistentvolumes', '', volumeName) : undefined;
    const terms = volume?.spec?.nodeAffinity?.required?.nodeSelectorTerms;
    if (!volume || !terms) return [];
    const where = terms
      .map(({ matchExpressions = [] }) => matchExpressions.map((r) => requirementWord(r)).join(', '))
      .join(' | ');
    const reachable = cluster
      .all('nodes')
      .filter(({ metadata }) =>
        terms.some((term) => matchesNodeTerm(term, { name: metadata.name, labels: metadata.labels })),
      );
    return [{ claim, volume: volume.metadata.name, where, nodes: reachable.map(({ metadata }) => metadata.name) }];
  });
}

/** The volumes to blame for a pod not fitting anywhere: where each can be reached from. */
export default defineFact({
  needs: ['pods', 'nodes', 'persistentvolumeclaims', 'persistentvolumes'],
  derive: (cluster) =>
    blamed(cluster, 'volume-node').map(({ pod, fields }) => {
      const volumes = pinned(pod, cluster);
      const [worst] = volumes.toSorted((a, b) => a.nodes.length - b.nodes.length);
      return {
        target: refTo('Pod', pod),
        ...fields,
        claim: worst?.claim ?? null,
        volume: worst?.volume ?? null,
        where: worst?.where ?? null,
        reachable: worst?.nodes ?? [],
        unreachable: worst ? worst.nodes.length === 0 : null,
        volumes: volumes.map(({ claim, volume, where }) => `${claim} → ${volume} (${where})`),
      };
    }),
});
