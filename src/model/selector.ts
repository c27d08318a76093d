import { DoctorError } from './error.ts';
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

const OPERATORS: Record<string, string> = {
  '=': 'In',
  '==': 'In',
  '!=': 'NotIn',
  in: 'In',
  notin: 'NotIn',
  '>': 'Gt',
  '<': 'Lt',
};

const KEY = String.raw`[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?`;
const SET = new RegExp(String.raw`^(${KEY})\s+(in|notin)\s*\(([^()]*)\)$`);
const PAIR = new RegExp(String.raw`^(${KEY})\s*(==|=|!=|>|<)\s*([-A-Za-z0-9_.]*)$`);
const PRESENCE = new RegExp(String.raw`^(!?)\s*(${KEY})$`);

function parseRequirement(text: string): Requirement | undefined {
  const [, key = '', operator = '', values = ''] = SET.exec(text) ?? PAIR.exec(text) ?? [];
  if (key)
    return { key, operator: OPERATORS[operator] ?? operator, values: values.split(',').map((value) => value.trim()) };
  const [, not, present] = PRESENCE.exec(text) ?? [];
  return present ? { key: present, operator: not ? 'DoesNotExist' : 'Exists' } : undefined;
}

/**
 * A selector as `kubectl -l` takes it: `app=web,tier in (a, b),!canary`. Throws DoctorError for one that is none.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function parseSelector(text: string): LabelSelector {
  const parts = text.split(/,(?![^()]*\))/).map((part) => part.trim());
  const matchExpressions = parts.map((part) => {
    const requirement = parseRequirement(part);
    if (requirement) return requirement;
    throw new DoctorError(
      'usage',
      { en: `not a label selector: "${part}"`, zh: `无法识别的标签选择器："${part}"` },
      {
        hint: {
          en: "for example -l app=web or -l 'tier in (a,b),!canary'",
          zh: "示例：-l app=web 或 -l 'tier in (a,b),!canary'",
        },
      },
    );
  });
  return { matchExpressions };
}
