import type { Cluster } from '../model/cluster.ts';
import type { Pod } from '../model/objects.ts';
import type { Service, EndpointSlice } from '../model/network-shapes.ts';

/** The Service of an EndpointSlice. Source: k8s.io/api/discovery/v1, LabelServiceName. */
const SERVICE_NAME = 'kubernetes.io/service-name';

/** A Service and the pods that are ready behind it. */
export interface Backed {
  service: Service;
  ready: Pod[];
}

/** Whether it is the Service by which pods of the cluster resolve names. */
export const isDns = ({ metadata }: Service): boolean =>
  metadata.namespace === 'kube-system' && metadata.labels?.['k8s-app'] === 'kube-dns';

function readyPodsOf(slices: EndpointSlice[], cluster: Cluster): Pod[] {
  const found = new Set<Pod>();
  for (const { metadata, endpoints } of slices) {
    for (const { conditions, targetRef } of endpoints ?? []) {
      if (conditions?.ready === false || conditions?.terminating || targetRef?.kind !== 'Pod') continue;
      const pod = cluster.find('pods', targetRef.namespace ?? metadata.namespace, targetRef.name ?? '');
      if (pod) found.add(pod);
    }
  }
  return [...found];
}

/** Every Service that has ready pods behind it, by its EndpointSlices. */
export function backedServices(cluster: Cluster): Backed[] {
  const slices = Map.groupBy(
    cluster.all('endpointslices'),
    ({ metadata }) => `${metadata.namespace}/${metadata.labels?.[SERVICE_NAME] ?? ''}`,
  );
  return cluster.all('services').flatMap((service) => {
    const own = slices.get(`${service.metadata.namespace}/${service.metadata.name}`) ?? [];
    const ready = readyPodsOf(own, cluster);
    return ready.length > 0 ? [{ service, ready }] : [];
  });
}

/** A webhook that a Service serves. */
export interface Backend {
  webhook: string;
  service: string;
  /** The API server refuses what it cannot ask the webhook about. */
  fails: boolean;
  pods: Pod[];
}

/** Every admission webhook that has a Service behind it, with the pods that are ready to answer. */
export function webhookBackends(cluster: Cluster, services: Backed[]): Backend[] {
  const byName = new Map(
    services.map((one) => [`${one.service.metadata.namespace}/${one.service.metadata.name}`, one.ready]),
  );
  const configurations = [
    ...cluster.all('validatingwebhookconfigurations'),
    ...cluster.all('mutatingwebhookconfigurations'),
  ];
  return configurations.flatMap(({ metadata, webhooks }) =>
    (webhooks ?? []).flatMap(({ name = metadata.name, failurePolicy, clientConfig }) => {
      const { namespace = '', name: called = '' } = clientConfig?.service ?? {};
      const service = `${namespace}/${called}`;
      return called
        ? [{ webhook: name, service, fails: failurePolicy !== 'Ignore', pods: byName.get(service) ?? [] }]
        : [];
    }),
  );
}
