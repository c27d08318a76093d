import { refTo, defineFact } from '../define.ts';
import { fieldsOf, isSettling } from '../../schedule/told.ts';
import { refusedOf } from '../../schedule/refused.ts';

/** Each reason for which no node takes a pod, one of them marked as the one to blame. */
export default defineFact({
  needs: ['pods', 'nodes', 'persistentvolumeclaims', 'persistentvolumes', 'events'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) => {
      const refused = refusedOf(pod, cluster);
      if (!refused) return [];
      const settling = isSettling(pod, cluster);
      return refused.groups.map((group) => ({
        target: refTo('Pod', pod),
        ...fieldsOf(pod, refused, group, cluster),
        dominant: group === refused.dominant && !settling,
        noScaleUp:
          cluster.eventsAbout('Pod', pod).find(({ reason }) => reason === 'NotTriggerScaleUp')?.message ?? null,
        preemptionPolicy: pod.spec?.preemptionPolicy ?? null,
        priority: pod.spec?.priority ?? 0,
      }));
    }),
});
