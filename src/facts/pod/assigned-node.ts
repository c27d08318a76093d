import { defineFact, refTo } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { nearest } from '../../model/near.ts';
import { conditionOf, isFinished } from '../../model/pod.ts';

const nodeNames = (cluster: Cluster): string[] => cluster.all('nodes').map(({ metadata }) => metadata.name);
const firstNodes = (cluster: Cluster): string[] => nodeNames(cluster).slice(0, 10);

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
          nearNode: node ? nodeName : (nearest(nodeName, cluster.derived(nodeNames), 1)[0] ?? null),
          nodes: cluster.derived(firstNodes),
        },
      ];
    }),
});
