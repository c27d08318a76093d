import { tolerates } from '../../model/toleration.ts';
import { checking, type Plugin } from '../plugin.ts';

/** What the node lifecycle controller adds to a cordoned node. */
export const UNSCHEDULABLE_TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

const REASON = { plugin: 'NodeUnschedulable', text: 'node(s) were unschedulable', unresolvable: true };

/** NodeUnschedulable: a cordoned node takes only pods that tolerate it. */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  states: 'first',
  prepare: ({ pod }) => {
    const tolerated = tolerates(pod.spec?.tolerations, UNSCHEDULABLE_TAINT);
    return checking(({ node }) => (node.spec?.unschedulable && !tolerated ? [REASON] : []));
  },
};
