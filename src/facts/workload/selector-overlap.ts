import { defineFact, refTo } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { controllerOf, isControlledBy } from '../../model/control.ts';
import type { LabelSelector, Pod } from '../../model/objects.ts';
import { kubectlRef } from '../../model/ref.ts';
import { matchesLabels } from '../../model/selector.ts';
import { familyOf, topsOf, type Replicated } from '../../model/workload.ts';

const MOST_NAMED = 5;
const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];

const firstLabel = ({ spec }: Replicated): [string, string] | undefined =>
  Object.entries(spec?.selector?.matchLabels ?? {})[0];

/** The pods of a namespace that have the first label a selector asks for: few, where all pods of a cluster are many. */
function podsByLabel(cluster: Cluster): (namespace: string, selector: LabelSelector | undefined) => Pod[] {
  const index = new Map<string, Pod[]>();
  const put = (key: string, pod: Pod): void => {
    const pods = index.get(key);
    if (pods) pods.push(pod);
    else index.set(key, [pod]);
  };
  const asked = new Set(topsOf(cluster, ...KINDS).map(({ object }) => firstLabel(object as Replicated)?.[0]));
  for (const pod of cluster.all('pods')) {
    const { namespace, labels = {} } = pod.metadata;
    if (asked.has(undefined)) put(namespace, pod);
    for (const label of asked) {
      if (label !== undefined && labels[label] !== undefined) put(`${namespace}|${label}=${labels[label]}`, pod);
    }
  }
  return (namespace, selector) => {
    const [first] = Object.entries(selector?.matchLabels ?? {});
    return index.get(first ? `${namespace}|${first[0]}=${first[1]}` : namespace) ?? [];
  };
}

/** Pods that the selector of a workload takes though they belong to somebody else, or to nobody. */
export default defineFact({
  needs: ['pods', 'replicasets'],
  derive: (cluster) => {
    const near = podsByLabel(cluster);
    return topsOf(cluster, ...KINDS).flatMap((workload) => {
      const { kind, object } = workload;
      const { selector } = (object as Replicated).spec ?? {};
      const own = familyOf(workload, cluster);
      const foreign = near(object.metadata.namespace, selector).filter(
        (pod) =>
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
    });
  },
});
