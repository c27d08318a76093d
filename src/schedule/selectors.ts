import type { LabelSelector, NodeSelectorTerm, Pod, Requirement } from '../model/objects.ts';

/** The labels of an object. */
export type Labels = Record<string, string> | undefined;

/** A selector made ready to be asked often. */
export interface Selector {
  matches(labels: Labels): boolean;
  /** It selects everything. */
  readonly empty: boolean;
}

type Test = (labels: Labels) => boolean;

const valueOf = (labels: Labels, key: string): string | undefined =>
  labels && Object.hasOwn(labels, key) ? labels[key] : undefined;

/** A whole number as Go's ParseInt takes it; nothing else counts. */
const integer = (text: string | undefined): number => (/^[+-]?\d+$/.test(text ?? '') ? Number(text) : Number.NaN);

function testOf({ key = '', operator, values = [] }: Requirement): Test | undefined {
  const [first] = values;
  const set = new Set(values);
  switch (operator) {
    case 'In':
      return (labels) => {
        const value = valueOf(labels, key);
        return value !== undefined && set.has(value);
      };
    case 'NotIn': // a missing key matches, as in apimachinery/pkg/labels/selector.go
      return (labels) => {
        const value = valueOf(labels, key);
        return value === undefined || !set.has(value);
      };
    case 'Exists':
      return (labels) => valueOf(labels, key) !== undefined;
    case 'DoesNotExist':
      return (labels) => valueOf(labels, key) === undefined;
    case 'Gt':
      return (labels) => integer(valueOf(labels, key)) > integer(first);
    case 'Lt':
      return (labels) => integer(valueOf(labels, key)) < integer(first);
    default:
      return undefined;
  }
}

const every = (tests: Test[]): Selector => ({
  matches: (labels) => tests.every((test) => test(labels)),
  empty: tests.length === 0,
});

/** What selects nothing. */
export const NOTHING: Selector = { matches: () => false, empty: false };

/** A label selector, optionally narrowed by further requirements: an absent one selects nothing, an empty one everything. */
export function selectorOf(selector: LabelSelector | undefined, also: Requirement[] = []): Selector {
  if (!selector) return NOTHING;
  const pairs = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    key,
    operator: 'In',
    values: [value],
  }));
  const tests = [...pairs, ...(selector.matchExpressions ?? []), ...also].map(testOf);
  return tests.every((test) => test !== undefined) ? every(tests) : NOTHING;
}

/** What a node is asked by: its name (absent where fields are not looked at) and its labels. */
export interface Selected {
  name?: string;
  labels?: Labels;
}

type NodeTest = (node: Selected) => boolean;

/** Source: component-helpers/scheduling/corev1/nodeaffinity, nodeSelectorRequirementsAsFieldSelector: exactly one value each. */
function fieldTest({ key, operator, values = [] }: Requirement): NodeTest | undefined {
  if (values.length !== 1 || (operator !== 'In' && operator !== 'NotIn')) return undefined;
  const known = (name: string | undefined): string => (key === 'metadata.name' ? (name ?? '') : '');
  return ({ name }) => (known(name) === values[0]) === (operator === 'In');
}

function termTest({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm): NodeTest[] {
  if (matchExpressions.length + matchFields.length === 0) return []; // an empty term selects no node
  const labels = matchExpressions.map(testOf);
  const fields = matchFields.map(fieldTest);
  if (![...labels, ...fields].every((test) => test !== undefined)) return [];
  return [
    (node) =>
      labels.every((test) => test?.(node.labels)) && (node.name === undefined || fields.every((test) => test?.(node))),
  ];
}

/** Whether any term of a node selector accepts a node. Source: component-helpers, LazyErrorNodeSelector.Match. */
export function nodeTermsTest(terms: NodeSelectorTerm[]): NodeTest {
  const tests = terms.flatMap(termTest);
  return (node) => tests.some((test) => test(node));
}

/** Whether a pod's nodeSelector and its required node affinity both accept a node. */
export function requiredNodesTest({ spec }: Pod): NodeTest {
  const { nodeSelector = {}, affinity } = spec ?? {};
  const pairs = selectorOf({ matchLabels: nodeSelector });
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const accepts = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    ? nodeTermsTest(terms ?? [])
    : () => true;
  return (node) => pairs.matches(node.labels) && accepts(node);
}
