import { defineFact, refTo } from '../define.ts';
import { memoryFields } from '../../model/crash-fields.ts';
import { backAfterOom, workingSet } from '../../model/memory-use.ts';

/** Containers that run again after they were killed for memory, and how near to their limit they are by the metrics API. */
export default defineFact({
  needs: ['pods', 'podmetrics'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) =>
      backAfterOom(pod).flatMap((container) => {
        const use = workingSet(pod, container.name, cluster);
        const { memoryLimit, memoryLimitBytes, memoryLimitPath, memoryTrial } = memoryFields(pod, container);
        if (!use || memoryLimitBytes === null) return [];
        return [
          {
            target: refTo('Pod', pod),
            container: container.name,
            statusPath: container.statusPath,
            type: container.type,
            ownerKind: cluster.ownersOf(pod).at(-1)?.kind ?? null,
            used: use.bytes,
            metricsAge: use.age ?? null,
            memoryLimit,
            memoryLimitPath,
            memoryTrial,
            percent: Math.round((100 * use.bytes) / memoryLimitBytes),
            killedAgo: cluster.age(container.status?.lastState?.terminated?.finishedAt) ?? null,
            restarts: container.status?.restartCount ?? 0,
          },
        ];
      }),
    ),
});
