import { refTo, defineFact } from '../define.ts';
import { fieldsOf, isSettling } from '../../schedule/told.ts';
import { claimNames, usersOf } from '../../model/claims.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Pod } from '../../model/objects.ts';
import { refusedOf } from '../../schedule/refused.ts';

/** The other pods on nodes that use a claim of this one. */
function claimHolders(pod: Pod, cluster: Cluster): string[] {
  const holders = new Set(claimNames(pod).flatMap(({ claim }) => usersOf(pod, claim, cluster)));
  return [...holders].slice(0, 6).map(({ metadata, spec }) => `${metadata.name} on ${spec?.nodeName}`);
}

/** Each reason for which no node takes a pod, one of them marked as the one to blame. */
export default defineFact({
  needs: ['pods', 'nodes', 'persistentvolumeclaims', 'persistentvolumes', 'events'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) => {
      const refused = refusedOf(pod, cluster);
      if (!refused) return [];
      const settling = isSettling(pod, cluster);
      return refused.groups.map((group, index) => ({
        target: refTo('Pod', pod),
        ...fieldsOf(pod, refused, group, cluster),
        accepting: index === 0 && !settling ? refused.accepting : [],
        dominant: group === refused.dominant && !settling,
        noScaleUp:
          cluster.eventsAbout('Pod', pod).find(({ reason }) => reason === 'NotTriggerScaleUp')?.message ?? null,
        claims: claimNames(pod).map(({ claim }) => claim),
        claimHolders: claimHolders(pod, cluster),
      }));
    }),
});
