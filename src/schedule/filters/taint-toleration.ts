import { tolerates } from '../../model/toleration.ts';
import type { Filter } from '../reason.ts';

/**
 * TaintToleration: every taint NoSchedule or NoExecute must be tolerated. One reason for each that is not; the scheduler stops at
 * the first, and its message names none since late 1.34 patches.
 */
export const taintToleration: Filter = (pod, node) =>
  (node.spec?.taints ?? [])
    .filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
    .filter((taint) => !tolerates(pod.spec?.tolerations, taint))
    .map((taint) => ({ plugin: 'TaintToleration', text: 'node(s) had untolerated taint(s)', taint }));
