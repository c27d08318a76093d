import type { Filter } from '../reason.ts';

/** NodeName: a pod that names its node goes nowhere else. */
export const nodeName: Filter = (pod, node) =>
  pod.spec?.nodeName && pod.spec.nodeName !== node.metadata.name
    ? [{ plugin: 'NodeName', text: "node(s) didn't match the requested node name" }]
    : [];
