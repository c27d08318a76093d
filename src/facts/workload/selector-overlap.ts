import { defineFact, refTo } from '../define.ts';
import { kubectlRef } from '../../model/ref.ts';
import { matchesLabels } from '../../model/selector.ts';
import { controllerOf, familyOf, isControlledBy, topsOf, type Replicated } from '../../model/workload.ts';

const MOST_NAMED = 5;

/** Pods that the selector of a workload takes though they belong to somebody else, or to nobody. */
export default defineFact({
  needs: ['pods', 'replicasets'],
  derive: (cluster) =>
    topsOf(cluster, 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet').flatMap((workload) => {
      const { kind, object } = workload;
      const { selector } = (object as Replicated).spec ?? {};
      const own = familyOf(workload, cluster);
      const foreign = cluster
        .all('pods')
        .filter(
          (pod) =>
            pod.metadata.namespace === object.metadata.namespace &&
            !pod.metadata.deletionTimestamp &&
            matchesLabels(selector, pod.metadata.labels) &&
            !own.some((owner) => isControlledBy(pod, owner)),
        );
      // where its ReplicaSets were not read, whose the pods are cannot be told
      if (foreign.length === 0 || (kind === 'Deployment' && !cluster.hasRead('replicasets'))) return [];
      const others = [...new Set(foreign.flatMap((pod) => kubectlRef(cluster.ownersOf(pod).at(-1)) ?? []))];
      const bare = foreign.filter((pod) => !controllerOf(pod)).map(({ metadata }) => metadata.name);
      const pairs = Object.entries(selector?.matchLabels ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .join(',');
      return [
        {
          target: refTo(kind, object),
          selector: pairs || null,
          foreignPods: foreign.slice(0, MOST_NAMED).map(({ metadata }) => metadata.name),
          count: foreign.length,
          others,
          bare,
        },
      ];
    }),
});
