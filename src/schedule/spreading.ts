import type { Cluster } from '../model/cluster.ts';
import type { Node, Pod, PodAffinityTerm, PodSpec } from '../model/objects.ts';
import { matchesLabels } from '../model/selector.ts';
import { untolerated } from './filters/taint-toleration.ts';
import type { RefusalGroup } from './refused.ts';
import { requiredNodesTest } from './selectors.ts';
import { placedPods, selectorWord, speaksOf } from './topology.ts';

/** One rule of pod (anti-)affinity or topology spread. */
export interface Rule {
  /** `app=web @ topology.kubernetes.io/zone`. */
  words: string;
  key: string;
  /** The pods on nodes that the rule counts. */
  counted: Pod[];
  /** The nodes whose domains it counts; all by default. */
  nodes?: Node[];
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

const affinityRule = ({ labelSelector, topologyKey = '' }: PodAffinityTerm, counted: Pod[]): Rule => ({
  words: `${selectorWord(labelSelector)} @ ${topologyKey}`,
  key: topologyKey,
  counted,
});

/** The anti-affinity of pods that are there already, where it speaks of this pod. */
function existing(pod: Pod, cluster: Cluster): Rule[] {
  const rules = cluster
    .all('pods')
    .filter(({ spec }) => spec?.nodeName && spec.affinity?.podAntiAffinity?.[REQUIRED])
    .flatMap((other) =>
      (other.spec?.affinity?.podAntiAffinity?.[REQUIRED] ?? [])
        .filter((term) => speaksOf(term, other, pod))
        .map((term) => affinityRule(term, [other])),
    );
  const byWords = Map.groupBy(rules, ({ words }) => words);
  return [...byWords.values()].flatMap(([first, ...rest]) =>
    first ? { ...first, counted: [...first.counted, ...rest.flatMap(({ counted }) => counted)] } : [],
  );
}

type Constraint = NonNullable<PodSpec['topologySpreadConstraints']>[number];

/** Domains count by the pod's own selector, and by taints only when asked to. Source: podtopologyspread/common.go. */
function spreadRule(pod: Pod, constraint: Constraint, cluster: Cluster): Rule {
  const { labelSelector, topologyKey = '', maxSkew = 1, minDomains, nodeAffinityPolicy, nodeTaintsPolicy } = constraint;
  const least = minDomains ? `, minDomains ${minDomains}` : '';
  const selects = requiredNodesTest(pod);
  return {
    words: `${selectorWord(labelSelector)} @ ${topologyKey}, maxSkew ${maxSkew}${least}`,
    key: topologyKey,
    counted: placedPods(
      cluster,
      ({ metadata }) =>
        metadata.namespace === pod.metadata.namespace &&
        !metadata.deletionTimestamp &&
        matchesLabels(labelSelector, metadata.labels),
    ),
    nodes: cluster
      .all('nodes')
      .filter((node) => nodeAffinityPolicy === 'Ignore' || selects(node.metadata))
      .filter((node) => nodeTaintsPolicy !== 'Honor' || untolerated(pod, node).length === 0),
  };
}

/** The rules of a pod, or of pods that are there already, which a group of refusals comes from. */
export function rulesOf(pod: Pod, { kind, text }: RefusalGroup, cluster: Cluster): Rule[] {
  const { affinity, topologySpreadConstraints = [] } = pod.spec ?? {};
  if (kind === 'topology-spread') {
    const hard = topologySpreadConstraints.filter(({ whenUnsatisfiable }) => whenUnsatisfiable !== 'ScheduleAnyway');
    return hard.map((constraint) => spreadRule(pod, constraint, cluster));
  }
  if (/existing pods/i.test(text)) return existing(pod, cluster);
  const own = kind === 'pod-affinity' ? affinity?.podAffinity : affinity?.podAntiAffinity;
  return (own?.[REQUIRED] ?? []).map((term) =>
    affinityRule(
      term,
      placedPods(cluster, (other) => speaksOf(term, pod, other)),
    ),
  );
}
