import { SKIP, type Plugin } from '../plugin.ts';
import { constraintsOf } from '../spread.ts';
import { Spread } from '../spread-check.ts';

/** PodTopologySpread: constraints with DoNotSchedule; those the cluster sets by default only rank nodes. */
export const podTopologySpread: Plugin = {
  name: 'PodTopologySpread',
  states: 'first',
  prepare: (info, index) => {
    const constraints = constraintsOf(info.pod);
    if (constraints.length === 0) return SKIP;
    return { kind: 'check', check: Spread.over(info, constraints, index) };
  },
};
