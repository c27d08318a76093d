import type { Cluster } from '../model/cluster.ts';
import type { Pod } from '../model/objects.ts';
import type { PodDisruptionBudget } from '../model/policy-shapes.ts';
import { matchesLabels } from '../model/selector.ts';

/** Whether a budget covers a pod: without a selector none, with an empty one every pod of its namespace. */
export const covers = ({ metadata, spec }: PodDisruptionBudget, pod: Pod): boolean =>
  pod.metadata.namespace === metadata.namespace && matchesLabels(spec?.selector, pod.metadata.labels);

/** How the pods of a cluster differ from those of another: what is known of those need not be worked out again. */
interface Derived {
  from: Pod[];
  gone: Set<Pod>;
  come: Pod[];
}

const derived = new WeakMap<Pod[], Derived>();
/** By the pods, the selector, and the namespace. */
const covered = new WeakMap<Pod[], Map<unknown, Map<string, Pod[]>>>();
const labelled = new WeakMap<Pod[], Map<string, Pod[]>>();

/** Says that these are the pods of another cluster with some gone and some come. */
export const derive = (pods: Pod[], how: Derived): void => void derived.set(pods, how);

/** The pods of each namespace, and those of each label in it. */
function byLabel(pods: Pod[]): Map<string, Pod[]> {
  const known = labelled.get(pods);
  if (known) return known;
  const made = new Map<string, Pod[]>();
  const add = (key: string, pod: Pod): void => {
    const own = made.get(key);
    if (own) own.push(pod);
    else made.set(key, [pod]);
  };
  for (const pod of pods) {
    const { namespace, labels = {} } = pod.metadata;
    add(namespace, pod);
    for (const [key, value] of Object.entries(labels)) add(`${namespace} ${key}=${value}`, pod);
  }
  labelled.set(pods, made);
  return made;
}

function lookedUp(budget: PodDisruptionBudget, pods: Pod[]): Pod[] {
  const { namespace } = budget.metadata;
  const [label] = Object.entries(budget.spec?.selector?.matchLabels ?? {});
  const some = byLabel(pods).get(label ? `${namespace} ${label[0]}=${label[1]}` : namespace) ?? [];
  return some.filter((pod) => covers(budget, pod));
}

function among(budget: PodDisruptionBudget, pods: Pod[]): Pod[] {
  const { metadata, spec } = budget;
  if (!spec?.selector) return [];
  const bySelector = covered.get(pods) ?? new Map<unknown, Map<string, Pod[]>>();
  covered.set(pods, bySelector);
  const known = bySelector.get(spec.selector) ?? new Map<string, Pod[]>();
  bySelector.set(spec.selector, known);
  const found = known.get(metadata.namespace);
  if (found) return found;
  const before = derived.get(pods);
  const made = before
    ? [
        ...among(budget, before.from).filter((pod) => !before.gone.has(pod)),
        ...before.come.filter((pod) => covers(budget, pod)),
      ]
    : lookedUp(budget, pods);
  known.set(metadata.namespace, made);
  return made;
}

/** All pods that a budget covers; remembered for the same pods and selector, for plans are simulated many times. */
export const coveredBy = (budget: PodDisruptionBudget, cluster: Cluster): Pod[] => among(budget, cluster.all('pods'));
