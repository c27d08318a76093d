import { defineFact, refTo } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Namespace } from '../../model/objects.ts';

const messageOf = ({ status }: Namespace, type: string): string | null => {
  const condition = status?.conditions?.find((c) => c.type === type);
  return condition?.status === 'True' ? (condition.message ?? '') : null;
};

/** API groups that discovery could not reach, as the message lists them: `metrics.k8s.io/v1beta1: stale GroupVersion …`. */
const groupsIn = (message: string | null): string[] => [
  ...new Set([...(message ?? '').matchAll(/\b([a-z0-9-]+(?:\.[a-z0-9-]+)+)\/(v\d\w*)\b/g)].map(([whole]) => whole)),
];

/** What the controller counts: `configmaps. has 2 resource instances`, `example.com/keep in 2 resource instances`. */
const counted = (message: string | null, pattern: RegExp): string[] =>
  [...(message ?? '').matchAll(pattern)].map(([, what = '', count]) => `${what.replace(/\.$/, '')} (${count})`);

/** The APIService object of a group and version: `v1beta1.metrics.k8s.io`. */
const apiServiceOf = (group: string | undefined): string | null =>
  group ? group.split('/').toReversed().join('.') : null;

function namespacesOf(cluster: Cluster): Namespace[] {
  const names = new Set(cluster.subjects.map(({ metadata }) => metadata.namespace));
  const ofPods = [...names].flatMap((name) => cluster.find('namespaces', '', name) ?? []);
  return [...new Set([...ofPods, ...cluster.examined('namespaces')])];
}

/** Namespaces asked about, and those of the pods, that are being deleted, and what the namespace controller says keeps them. */
export default defineFact({
  needs: ['namespaces'],
  derive: (cluster) =>
    namespacesOf(cluster)
      .filter(({ metadata }) => metadata.deletionTimestamp)
      .map((namespace) => {
        const discovery = messageOf(namespace, 'NamespaceDeletionDiscoveryFailure');
        const groups = groupsIn(discovery);
        const remaining = messageOf(namespace, 'NamespaceContentRemaining');
        const finalizers = messageOf(namespace, 'NamespaceFinalizersRemaining');
        return {
          target: refTo('Namespace', namespace),
          asked: cluster.examined('namespaces').includes(namespace),
          age: cluster.age(namespace.metadata.deletionTimestamp) ?? null,
          discovery,
          groups,
          apiService: apiServiceOf(groups[0]),
          content: messageOf(namespace, 'NamespaceDeletionContentFailure'),
          remaining,
          finalizers,
          left: counted(remaining, /([\w.-]+) has (\d+) resource instances/g),
          holders: counted(finalizers, /([\w./-]+) in (\d+) resource instances/g),
        };
      }),
});
