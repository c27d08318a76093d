import type { Node, Pod } from '../../model/objects.ts';
import { matchesLabels, matchesNodeTerm } from '../../model/selector.ts';
import type { Filter } from '../reason.ts';

/** Whether a pod's nodeSelector and its required node affinity both accept a node: terms are ORed, expressions ANDed. */
export function selects(pod: Pod, { metadata: { name, labels } }: Node): boolean {
  const { nodeSelector, affinity } = pod.spec ?? {};
  if (nodeSelector && !matchesLabels({ matchLabels: nodeSelector }, labels)) return false;
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return !terms || terms.some((term) => matchesNodeTerm(term, { name, labels }));
}

/** NodeAffinity: nodeSelector and required node affinity in one. */
export const nodeAffinity: Filter = (pod, node) =>
  selects(pod, node) ? [] : [{ plugin: 'NodeAffinity', text: "node(s) didn't match Pod's node affinity/selector" }];
