import type { Cluster } from '../model/cluster.ts';
import type { Pod, PodAffinityTerm } from '../model/objects.ts';
import { matchesLabels } from '../model/selector.ts';
import type { RefusalGroup } from './refused.ts';
import { placedPods, selectorWord, speaksOf } from './topology.ts';

/** One rule of pod (anti-)affinity or topology spread. */
export interface Rule {
  /** `app=web @ topology.kubernetes.io/zone`. */
  words: string;
  key: string;
  /** The pods on nodes that the rule counts. */
  counted: Pod[];
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

const term = (owner: Pod, other: Pod, { labelSelector, topologyKey = '' }: PodAffinityTerm, counted: Pod[]): Rule => ({
  words: `${selectorWord(labelSelector)} @ ${topologyKey}${owner === other ? '' : ` (${owner.metadata.name})`}`,
  key: topologyKey,
  counted,
});

/** The anti-affinity of pods that are there already, where it speaks of this pod. */
function existing(pod: Pod, cluster: Cluster): Rule[] {
  const rules = placedPods(cluster, (other) => Boolean(other.spec?.affinity?.podAntiAffinity?.[REQUIRED])).flatMap(
    (other) =>
      (other.spec?.affinity?.podAntiAffinity?.[REQUIRED] ?? [])
        .filter((t) => speaksOf(t, other, pod))
        .map((t) => term(other, pod, t, [other])),
  );
  return rules.slice(0, 3);
}

/** The rules of a pod, or of pods that are there already, which a group of refusals comes from. */
export function rulesOf(pod: Pod, group: RefusalGroup, cluster: Cluster): Rule[] {
  const { affinity, topologySpreadConstraints = [] } = pod.spec ?? {};
  if (group.kind === 'topology-spread') {
    const hard = topologySpreadConstraints.filter(({ whenUnsatisfiable }) => whenUnsatisfiable !== 'ScheduleAnyway');
    return hard.map(({ labelSelector, topologyKey = '', maxSkew = 1, minDomains }) => ({
      words: `${selectorWord(labelSelector)} @ ${topologyKey}, maxSkew ${maxSkew}${minDomains ? `, minDomains ${minDomains}` : ''}`,
      key: topologyKey,
      counted: placedPods(
        cluster,
        (other) =>
          other.metadata.namespace === pod.metadata.namespace &&
          !other.metadata.deletionTimestamp &&
          matchesLabels(labelSelector, other.metadata.labels),
      ),
    }));
  }
  if (/existing pods/i.test(group.text)) return existing(pod, cluster);
  const terms = (group.kind === 'pod-affinity' ? affinity?.podAffinity : affinity?.podAntiAffinity)?.[REQUIRED] ?? [];
  return terms.map((t) =>
    term(
      pod,
      pod,
      t,
      placedPods(cluster, (other) => speaksOf(t, pod, other)),
    ),
  );
}
