import { checking, SKIP, type Plugin } from '../plugin.ts';

const REASON = { plugin: 'NodeName', text: "node(s) didn't match the requested node name", unresolvable: true };

/** NodeName: a pod that names its node goes nowhere else. */
export const nodeName: Plugin = {
  name: 'NodeName',
  states: 'first',
  prepare: ({ pod }) => {
    const wanted = pod.spec?.nodeName;
    return wanted ? checking(({ name }) => (name === wanted ? [] : [REASON])) : SKIP;
  },
};
