import { tolerates } from '../../model/toleration.ts';
import type { Filter } from '../reason.ts';

/** What the node lifecycle controller adds to a cordoned node. */
export const UNSCHEDULABLE_TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** NodeUnschedulable: a cordoned node takes only pods that tolerate it. */
export const nodeUnschedulable: Filter = (pod, node) =>
  node.spec?.unschedulable && !tolerates(pod.spec?.tolerations, UNSCHEDULABLE_TAINT)
    ? [{ plugin: 'NodeUnschedulable', text: 'node(s) were unschedulable' }]
    : [];
