import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Pod, ObjectOf } from '../../model/objects.ts';
import { isFinished } from '../../model/pod.ts';
import { matchesLabels } from '../../model/selector.ts';
import { isReady } from '../../model/workload.ts';

type Service = ObjectOf<'services'>;

/** The names of the Service that pods ask for addresses: kubeadm and most others keep `kube-dns`; OpenShift has its own. */
const isDns = ({ metadata: { namespace, name } }: Service): boolean =>
  (namespace === 'kube-system' && /^(?:kube-dns|coredns|rke2-coredns-rke2-coredns)$/.test(name)) ||
  (namespace === 'openshift-dns' && name === 'dns-default');

function podsBehind({ metadata, spec }: Service, cluster: Cluster): Pod[] {
  const selector = { matchLabels: spec?.selector ?? {} };
  return cluster
    .in('pods', metadata.namespace)
    .filter((pod) => !isFinished(pod) && matchesLabels(selector, pod.metadata.labels));
}

function row(service: Service, cluster: Cluster): Row[] {
  if (Object.keys(service.spec?.selector ?? {}).length === 0) return []; // served from elsewhere
  const pods = podsBehind(service, cluster);
  const ready = pods.filter(isReady);
  const scale = cluster
    .in('deployments', service.metadata.namespace)
    .find(({ spec }) => matchesLabels({ matchLabels: service.spec?.selector ?? {} }, spec?.template?.metadata?.labels));
  const since = pods.flatMap(({ status }) => {
    const condition = status?.conditions?.find(({ type }) => type === 'Ready');
    return condition?.status === 'True' ? [] : (cluster.age(condition?.lastTransitionTime) ?? []);
  });
  return [
    {
      target: refTo('Service', service),
      clusterIP: service.spec?.clusterIP ?? null,
      pods: pods.map(({ metadata }) => metadata.name),
      count: pods.length,
      ready: ready.length,
      deployment: scale?.metadata.name ?? null,
      replicas: scale ? (scale.spec?.replicas ?? 1) : null,
      since: since.length > 0 ? Math.min(...since) : null,
    },
  ];
}

/** The Service that resolves names for every pod of the cluster, and how many pods answer behind it. */
export default defineFact({
  needs: ['services', 'pods', 'deployments'],
  derive: (cluster) =>
    cluster.hasRead('pods')
      ? cluster
          .examined('services')
          .filter(isDns)
          .flatMap((service) => row(service, cluster))
      : [],
});
