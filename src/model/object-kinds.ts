import type { AnyObject, Kind, ObjectOf, Pod } from './objects.ts';
import { matchesLabels } from './selector.ts';
import type { Text } from './text.ts';

/** A kind with a command of its own beside pods and workloads. */
export type ExaminedKind = 'nodes' | 'namespaces' | 'poddisruptionbudgets';

/** A kind that is neither pod nor workload and that a diagnosis can be about. */
export interface ObjectKind {
  /** What `--help` says of `k8sdoctor KIND NAME`. */
  text: Text;
  /** Whether a pod depends on the object: what is wrong with it is told when the object is the cause. */
  concerns(object: AnyObject, pod: Pod): boolean;
  /** Objects beside it that the diagnosis is about as well. */
  examines?(object: AnyObject, kind: Kind, other: AnyObject): boolean;
  /** The kinds a verdict rests on: what of these could not be read is told. */
  needs: Kind[];
}

/** Every such kind: a new one is one entry here and one in `objectReads` of `collect`. */
export const objectKinds: Record<ExaminedKind, ObjectKind> = {
  nodes: {
    text: {
      en: 'diagnose a node: whether it works, what is short on it, who uses it',
      zh: '诊断节点：是否正常、缺什么资源、被谁占用',
    },
    concerns: ({ metadata }, pod) => pod.spec?.nodeName === metadata.name,
    needs: ['nodes', 'events', 'leases', 'pods'],
  },
  namespaces: {
    text: {
      en: 'diagnose a namespace: what keeps it from going away, quotas used up',
      zh: '诊断命名空间：为何删不掉、配额是否用尽',
    },
    concerns: ({ metadata }, pod) => pod.metadata.namespace === metadata.name,
    examines: ({ metadata }, kind, other) =>
      (kind === 'resourcequotas' || kind === 'poddisruptionbudgets') && other.metadata.namespace === metadata.name,
    needs: ['namespaces', 'resourcequotas', 'events', 'pods'],
  },
  poddisruptionbudgets: {
    text: {
      en: 'diagnose a PodDisruptionBudget: whether it ever lets a pod be evicted',
      zh: '诊断 PodDisruptionBudget：是否会允许驱逐 Pod',
    },
    concerns: (object, pod) =>
      pod.metadata.namespace === object.metadata.namespace &&
      matchesLabels((object as ObjectOf<'poddisruptionbudgets'>).spec?.selector, pod.metadata.labels),
    needs: ['poddisruptionbudgets', 'pods'],
  },
};

/** Whether a kind is one of the table's. */
export const isExaminedKind = (kind: Kind): kind is ExaminedKind => Object.hasOwn(objectKinds, kind);
