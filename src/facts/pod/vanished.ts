import { defineFact, refTo } from '../define.ts';
import { vanishedOf } from '../../model/vanished.ts';

/** Pods that were deleted or replaced while they were read, so that what is said of them is of the past. */
export default defineFact({
  needs: ['pods', 'events'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) => {
      const vanished = vanishedOf(pod, cluster);
      return vanished
        ? [
            {
              target: refTo('Pod', pod),
              ...vanished,
              uid: pod.metadata.uid ?? null,
              owned: cluster.ownersOf(pod)[0]?.kind ?? null,
            },
          ]
        : [];
    }),
});
