import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { rulesOf } from '../../schedule/spreading.ts';
import { blamed, type Blamed } from '../../schedule/told.ts';
import { perDomain } from '../../schedule/topology.ts';

function spreadingRow(found: Blamed, cluster: Cluster): Row {
  const rules = rulesOf(found.pod, found.group, cluster);
  const counted = [...new Set(rules.flatMap((rule) => rule.counted))];
  const [first] = rules;
  const domains = first ? perDomain(first.key, first.counted, found.refused.meant) : [];
  return {
    target: refTo('Pod', found.pod),
    ...found.fields,
    byExisting: /existing pods/i.test(found.group.text),
    unlabeled: /missing required label/i.test(found.group.text),
    rules: rules.map(({ words }) => words),
    topologyKey: first?.key ?? null,
    domains: domains.map(([domain, count]) => `${domain} ${count}`).slice(0, 8),
    domainCount: domains.length,
    matching: cluster.hasRead('pods') ? counted.length : null,
    placed: counted.slice(0, 6).map((pod) => `${pod.metadata.name} on ${pod.spec?.nodeName}`),
  };
}

/** The rule of pod (anti-)affinity or topology spread that is to blame for a pod not fitting anywhere, and the pods it counts. */
export default defineFact({
  needs: ['pods', 'nodes'],
  derive: (cluster) =>
    blamed(cluster, 'pod-affinity', 'pod-anti-affinity', 'topology-spread').map((found) =>
      spreadingRow(found, cluster),
    ),
});
