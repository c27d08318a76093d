import { defineFact, refTo } from '../define.ts';
import { matchesLabels } from '../../model/selector.ts';
import { workloadsOf, type Replicated } from '../../model/workload.ts';

/** The Service that gives the pods of a StatefulSet their names, and whether it can. */
export default defineFact({
  needs: ['statefulsets', 'services'],
  derive: (cluster) =>
    workloadsOf(cluster, 'StatefulSet').flatMap(({ object }) => {
      const { spec } = object as Replicated;
      const service = spec?.serviceName;
      const { namespace } = object.metadata;
      if (!service || spec.replicas === 0) return [];
      const found = cluster.find('services', namespace, service);
      const pairs = Object.entries(found?.spec?.selector ?? {});
      const labels = spec.template?.metadata?.labels;
      return [
        {
          target: refTo('StatefulSet', object),
          service,
          missing: cluster.isMissing('services', namespace, service),
          clusterIP: found?.spec?.clusterIP ?? null,
          headless: found ? found.spec?.clusterIP === 'None' : null,
          selector: pairs.map(([key, value]) => `${key}=${value}`),
          labels: Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`),
          // without a selector somebody else keeps the endpoints
          selects: pairs.length === 0 ? null : matchesLabels({ matchLabels: found?.spec?.selector ?? {} }, labels),
        },
      ];
    }),
});
