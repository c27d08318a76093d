import type { Pod } from '../../model/objects.ts';
import { SKIP, type Plugin } from '../plugin.ts';
import { requiredNodesTest } from '../selectors.ts';

const REASON = {
  plugin: 'NodeAffinity',
  text: "node(s) didn't match Pod's node affinity/selector",
  unresolvable: true,
};

const requiredOf = ({ spec }: Pod) => spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;

/** The nodes that each of the terms asks for by name; undefined when one of them leaves the name open. */
function namesAsked(pod: Pod): Set<string> | undefined {
  const all = new Set<string>();
  const terms = requiredOf(pod)?.nodeSelectorTerms ?? [];
  for (const { matchFields = [] } of terms) {
    const sets = matchFields
      .filter(({ key, operator }) => key === 'metadata.name' && operator === 'In')
      .map(({ values = [] }) => new Set(values));
    const [first, ...rest] = sets;
    if (!first) return undefined;
    for (const name of first) if (rest.every((set) => set.has(name))) all.add(name);
  }
  return terms.length > 0 ? all : undefined;
}

/**
 * NodeAffinity: nodeSelector and required node affinity in one. Where every term names its nodes (as for the pods of a DaemonSet),
 * the scheduler asks only these, and counts the others as «didn't satisfy plugin(s) [NodeAffinity]».
 */
export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  states: 'first',
  prepare: ({ pod }) => {
    if (!requiredOf(pod) && !pod.spec?.nodeSelector) return SKIP;
    const only = namesAsked(pod);
    if (only?.size === 0) return { kind: 'reject', text: 'pod affinity terms conflict' };
    const accepts = requiredNodesTest(pod);
    const check = {
      filter: ({ node: { metadata } }: { node: { metadata: { name: string; labels?: Record<string, string> } } }) =>
        accepts(metadata) ? [] : [REASON],
    };
    return { kind: 'check', check, ...(only && { only }) };
  },
};
