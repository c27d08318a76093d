import type { LabelSelector, NodeSelectorTerm, Requirement } from './objects.ts';

type Labels = Record<string, string> | undefined;

const holds = ({ key = '', operator, values = [] }: Requirement, labels: Labels): boolean => {
  const value = labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn': // a missing key matches, as in apimachinery/pkg/labels/selector.go
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number.parseInt(value, 10) > Number.parseInt(values[0] ?? '', 10);
    case 'Lt':
      return value !== undefined && Number.parseInt(value, 10) < Number.parseInt(values[0] ?? '', 10);
    default:
      return false;
  }
};

/** Whether a label selector matches: an absent one matches nothing, an empty one everything. */
export function matchesLabels(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (!selector) return false;
  const pairs = Object.entries(selector.matchLabels ?? {});
  return (
    pairs.every(([key, value]) => holds({ key, operator: 'In', values: [value] }, labels)) &&
    (selector.matchExpressions ?? []).every((requirement) => holds(requirement, labels))
  );
}

/** Whether a node matches one term of a node selector; an empty term matches no node. */
export function matchesNodeTerm(term: NodeSelectorTerm, node: { name: string; labels: Labels }): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length + fields.length === 0) return false;
  return (
    expressions.every((requirement) => holds(requirement, node.labels)) &&
    fields.every((requirement) => holds(requirement, { 'metadata.name': node.name }))
  );
}
