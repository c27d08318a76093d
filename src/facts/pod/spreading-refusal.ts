import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { rulesOf } from '../../schedule/spreading.ts';
import { blamed, type Blamed } from '../../schedule/told.ts';
import { perDomain } from '../../schedule/topology.ts';

/** What the nodes of a domain say: the reason that keeps the pod off each. */
function refusalsIn(domain: string, key: string, { refused }: Blamed): string[] {
  return refused.groups.flatMap(({ nodes = [], text, hidden }) =>
    nodes.flatMap(({ node }) =>
      node.metadata.labels?.[key] === domain && !hidden ? [`${node.metadata.name}: ${text}`] : [],
    ),
  );
}

function spreadingRow(found: Blamed, cluster: Cluster): Row {
  const rules = rulesOf(found.pod, found.group, cluster);
  const counted = [...new Set(rules.flatMap((rule) => rule.counted))];
  const [first] = rules;
  const domains = first ? perDomain(first.key, first.counted, first.nodes ?? found.refused.meant) : [];
  const [emptiest] = domains.toSorted(([, a], [, b]) => a - b);
  return {
    target: refTo('Pod', found.pod),
    ...found.fields,
    byExisting: /existing pods/i.test(found.group.text),
    rules: rules.map(({ words }) => words),
    topologyKey: first?.key ?? null,
    domains: domains.map(([domain, count]) => `${domain} ${count}`).slice(0, 8),
    domainCount: domains.length,
    emptiest: emptiest?.[0] ?? null,
    emptiestRefusals: emptiest && first ? refusalsIn(emptiest[0], first.key, found).slice(0, 4) : [],
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
