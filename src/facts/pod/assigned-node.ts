import { defineFact, refTo } from '../define.ts';
import { nearest } from '../../model/near.ts';
import { conditionOf, isFinished } from '../../model/pod.ts';

/** The node a pod names or was given, and whether it is there. */
export default defineFact({
  needs: ['pods', 'nodes'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) => {
      const nodeName = pod.spec?.nodeName;
      if (!nodeName || isFinished(pod)) return [];
      const node = cluster.node(nodeName);
      return [
        {
          target: refTo('Pod', pod),
          nodeName,
          exists: node ? true : cluster.isMissing('nodes', '', nodeName) ? false : null,
          byScheduler: conditionOf(pod, 'PodScheduled')?.status === 'True',
          started: Boolean(pod.status?.startTime),
          age: cluster.age(pod.metadata.creationTimestamp) ?? null,
          nearNode:
            nearest(
              nodeName,
              cluster.all('nodes').map(({ metadata }) => metadata.name),
              1,
            )[0] ?? null,
          nodes: cluster
            .all('nodes')
            .map(({ metadata }) => metadata.name)
            .slice(0, 10),
        },
      ];
    }),
});
