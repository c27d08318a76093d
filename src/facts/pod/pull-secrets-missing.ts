import { defineFact, refTo } from '../define.ts';
import { isFinished, containersOf } from '../../model/pod.ts';
import { pullOf, pullSecretsOf } from '../../model/pull.ts';

/** Pods that name pull secrets which do not exist, and whether every image could be had without them. */
export default defineFact({
  needs: ['pods', 'events', 'secrets'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) => {
      const { missing } = pullSecretsOf(pod, cluster);
      if (missing.length === 0 || isFinished(pod)) return [];
      const containers = containersOf(pod);
      return [
        {
          target: refTo('Pod', pod),
          missingSecrets: missing,
          images: [...new Set(containers.flatMap(({ spec }) => spec.image ?? []))],
          allImagesThere: containers.every(
            (container) => !pullOf(pod, container, cluster) && container.status?.imageID,
          ),
        },
      ];
    }),
});
