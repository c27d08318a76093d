import type { Cluster } from './cluster.ts';
import { nearest } from './near.ts';
import type { Node, Pod, Toleration } from './objects.ts';
import { matchesLabels, matchesNodeTerm } from './selector.ts';
import { taintWord, tolerates } from './toleration.ts';
import type { Replicated } from './workload.ts';

/**
 * How a node stands to a DaemonSet: it has its pod (`covered`), should have one (`lacking`), its taints keep the pod off (`tainted`),
 * the selector leaves it out (`not-selected`), or it has a pod that would not be placed there any more (`misscheduled`).
 */
export interface NodeCoverage {
  name: string;
  state: 'covered' | 'lacking' | 'tainted' | 'not-selected' | 'misscheduled';
  why?: string;
}

/** What every pod of a DaemonSet tolerates. Source: pkg/controller/daemon/util/daemonset_util.go, AddOrUpdateDaemonPodTolerations. */
const ALWAYS: Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];
const ON_HOST_NETWORK: Toleration = {
  key: 'node.kubernetes.io/network-unavailable',
  operator: 'Exists',
  effect: 'NoSchedule',
};

/** Whether the template's nodeSelector, node affinity and nodeName all allow a node. */
function isSelected({ spec }: Replicated, { metadata }: Node): boolean {
  const template = spec?.template?.spec;
  if (template?.nodeName && template.nodeName !== metadata.name) return false;
  if (!matchesLabels({ matchLabels: template?.nodeSelector ?? {} }, metadata.labels)) return false;
  const required = template?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const node = { name: metadata.name, labels: metadata.labels };
  return !required || (required.nodeSelectorTerms ?? []).some((term) => matchesNodeTerm(term, node));
}

function untolerated({ spec }: Replicated, node: Node): string[] {
  const template = spec?.template?.spec;
  const tolerations = [
    ...(template?.tolerations ?? []),
    ...ALWAYS,
    ...(template?.hostNetwork ? [ON_HOST_NETWORK] : []),
  ];
  return (node.spec?.taints ?? [])
    .filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
    .filter((taint) => !tolerates(tolerations, taint))
    .map(taintWord);
}

/** The node a pod of a DaemonSet is for: it is bound to it, or asks for it by name in its affinity. */
function nodeOf({ spec }: Pod): string | undefined {
  if (spec?.nodeName) return spec.nodeName;
  const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return terms.flatMap(({ matchFields = [] }) => matchFields.flatMap(({ values = [] }) => values))[0];
}

/** A node that has just joined has no pod yet, in seconds. */
const NEW = 60;

/** How every node stands to a DaemonSet, by the controller's own rules (NodeShouldRunDaemonPod). */
export function coverageOf(set: Replicated, pods: Pod[], cluster: Cluster): NodeCoverage[] {
  const having = new Set(pods.map(nodeOf));
  return cluster.all('nodes').map((node): NodeCoverage => {
    const { name } = node.metadata;
    const has = having.has(name);
    if (!isSelected(set, node)) return { name, state: has ? 'misscheduled' : 'not-selected' };
    const taints = untolerated(set, node);
    if (taints.length > 0) {
      const passing = taints.every((taint) => taint.startsWith('node.kubernetes.io/')); // the node is unwell: pods stay
      return { name, state: !has ? 'tainted' : passing ? 'covered' : 'misscheduled', why: taints.join(', ') };
    }
    const isNew = (cluster.age(node.metadata.creationTimestamp) ?? NEW) < NEW;
    return { name, state: has || isNew ? 'covered' : 'lacking' };
  });
}

/** A label that a node has and that the nodeSelector may have meant: `disk=ssd` for `disk=sdd`. */
export function nearMissOf({ spec }: Replicated, cluster: Cluster): string | null {
  const wanted = Object.entries(spec?.template?.spec?.nodeSelector ?? {});
  const labels = cluster.all('nodes').map(({ metadata }) => metadata.labels ?? {});
  const [missing] = wanted.filter(([key, value]) => !labels.some((of) => of[key] === value));
  if (!missing) return null;
  const has = [...new Set(labels.flatMap((of) => Object.entries(of).map(([key, value]) => `${key}=${value}`)))];
  const [key, value] = missing;
  const sameKey = has.filter((label) => label.startsWith(`${key}=`)).map((label) => label.slice(key.length + 1));
  const [close] = nearest(value, sameKey, 1);
  if (close !== undefined) return `${key}=${close}`;
  const keys = nearest(key, labels.flatMap(Object.keys), 1);
  return has.find((label) => label === `${keys[0]}=${value}`) ?? null;
}
