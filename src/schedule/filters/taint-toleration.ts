import type { Node, Pod, Taint } from '../../model/objects.ts';
import { tolerates } from '../../model/toleration.ts';
import { checking, type Plugin } from '../plugin.ts';

/** The taints of a node that keep a pod away: NoSchedule or NoExecute, and not tolerated. */
export const untolerated = ({ spec }: Pod, node: Node): Taint[] =>
  (node.spec?.taints ?? []).filter(
    (taint) => (taint.effect === 'NoSchedule' || taint.effect === 'NoExecute') && !tolerates(spec?.tolerations, taint),
  );

/**
 * TaintToleration: every taint NoSchedule or NoExecute must be tolerated. One reason for each that is not; the scheduler stops at
 * the first, and its message names none since late 1.34 patches.
 */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  states: 'first',
  prepare: ({ pod }) =>
    checking(({ node }) =>
      untolerated(pod, node).map((taint) => ({
        plugin: 'TaintToleration',
        text: 'node(s) had untolerated taint(s)',
        unresolvable: true,
        taint,
      })),
    ),
};
