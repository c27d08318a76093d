import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { endpointsByService } from '../../model/endpoints.ts';

/** What needs an aggregated API, in names that are the same in every language. */
const USES: [RegExp, string[]][] = [
  [/^metrics\.k8s\.io$/, ['kubectl top', 'HorizontalPodAutoscaler (cpu, memory)']],
  [/^(?:custom|external)\.metrics\.k8s\.io$/, ['HorizontalPodAutoscaler (custom, external)']],
];

/** APIs that another server answers for and that are not available: whatever needs discovery or them fails with it. */
export default defineFact({
  needs: ['apiservices', 'services', 'endpointslices'],
  derive: (cluster: Cluster) =>
    cluster.examined('apiservices').flatMap((api): Row[] => {
      const { service, group = '' } = api.spec ?? {};
      const available = api.status?.conditions?.find(({ type }) => type === 'Available');
      if (!service || available?.status !== 'False') return [];
      const key = `${service.namespace}/${service.name}`;
      const missing = cluster.isMissing('services', service.namespace ?? '', service.name ?? '');
      const use = USES.find(([pattern]) => pattern.test(group))?.[1];
      return [
        {
          target: refTo('APIService', api),
          apiService: api.metadata.name,
          group,
          service: service.name ?? null,
          serviceNamespace: service.namespace ?? null,
          reason: available.reason ?? null,
          message: available.message ?? null,
          since: cluster.age(available.lastTransitionTime) ?? null,
          missing,
          ready: cluster.hasRead('endpointslices') ? (endpointsByService(cluster).get(key)?.ready ?? 0) : null,
          usedBy: use ?? [],
        },
      ];
    }),
});
