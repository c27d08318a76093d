import { defineFact, refTo } from '../define.ts';
import { containersOf, isFinished } from '../../model/pod.ts';
import { restartedToResize } from '../../model/resize.ts';

/** Containers that the kubelet restarted to change their resources, as their resizePolicy wants, and not because they failed. */
export default defineFact({
  needs: ['pods', 'events'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) =>
      (isFinished(pod) ? [] : containersOf(pod)).flatMap((container) => {
        const at = restartedToResize(pod, container, cluster);
        if (at === undefined) return [];
        return [
          {
            target: refTo('Pod', pod),
            container: container.name,
            restartedAgo: cluster.age(at) ?? null,
            restarts: container.status?.restartCount ?? 0,
            policyPath: `${container.specPath}.resizePolicy`,
          },
        ];
      }),
    ),
});
