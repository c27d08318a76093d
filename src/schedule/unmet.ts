import type { Node, Pod, Requirement } from '../model/objects.ts';
import { matchesNodeTerm } from '../model/selector.ts';

/** A requirement as people write it: `disk=ssd`, `zone in (a, b)`, `!gpu`. */
export function requirementWord({ key = '', operator, values = [] }: Requirement): string {
  if (operator === 'In') return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(', ')})`;
  if (operator === 'NotIn') return values.length === 1 ? `${key}!=${values[0]}` : `${key} notin (${values.join(', ')})`;
  if (operator === 'DoesNotExist') return `!${key}`;
  if (operator === 'Gt' || operator === 'Lt') return `${key}${operator === 'Gt' ? '>' : '<'}${values[0] ?? ''}`;
  return key;
}

interface Demand {
  requirement: Requirement;
  field: 'matchExpressions' | 'matchFields';
}

/** What a pod demands of a node, as alternatives: each term of its affinity together with its nodeSelector. */
function alternatives(pod: Pod): Demand[][] {
  const selector = Object.entries(pod.spec?.nodeSelector ?? {}).map(([key, value]) => ({
    requirement: { key, operator: 'In', values: [value] },
    field: 'matchExpressions' as const,
  }));
  const terms = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms?.length) return [selector];
  return terms.map(({ matchExpressions = [], matchFields = [] }) => [
    ...selector,
    ...matchExpressions.map((requirement) => ({ requirement, field: 'matchExpressions' as const })),
    ...matchFields.map((requirement) => ({ requirement, field: 'matchFields' as const })),
  ]);
}

/** What a pod demands, in words, alternatives joined by `or`. */
export const demandWords = (pod: Pod): string =>
  alternatives(pod)
    .map((demands) => demands.map(({ requirement }) => requirementWord(requirement)).join(', '))
    .join(' | ');

/** What a node lacks of the alternative it is nearest to. */
export function unmet(pod: Pod, { metadata: { name, labels } }: Node): Requirement[] {
  const lacking = alternatives(pod).map((demands) =>
    demands
      .filter(({ requirement, field }) => !matchesNodeTerm({ [field]: [requirement] }, { name, labels }))
      .map(({ requirement }) => requirement),
  );
  return lacking.toSorted((a, b) => a.length - b.length)[0] ?? [];
}
