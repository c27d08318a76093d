import type { Cluster } from './cluster.ts';

/** How many addresses stand behind a Service, and how many of them are ready. */
export interface Endpoints {
  ready: number;
  all: number;
}

const SERVICE_NAME = 'kubernetes.io/service-name';

const known = new WeakMap<Cluster, Map<string, Endpoints>>();

/** By `namespace/name` of the Service. `ready` absent means ready (k8s.io/api/discovery/v1, EndpointConditions). */
export function endpointsByService(cluster: Cluster): Map<string, Endpoints> {
  let index = known.get(cluster);
  if (index) return index;
  index = new Map();
  for (const { metadata, endpoints = [] } of cluster.all('endpointslices')) {
    const service = metadata.labels?.[SERVICE_NAME];
    if (!service) continue;
    const key = `${metadata.namespace}/${service}`;
    const sum = index.get(key) ?? { ready: 0, all: 0 };
    sum.all += endpoints.length;
    sum.ready += endpoints.filter(({ conditions }) => conditions?.ready !== false).length;
    index.set(key, sum);
  }
  known.set(cluster, index);
  return index;
}
