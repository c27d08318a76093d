import type { Environment } from '@marcbachmann/cel-js';

/** A node of cel-js's syntax tree: an operator and what it applies to. */
interface Node {
  op: string;
  args: unknown;
}

/** What the conditions of playbooks use of CEL beside its operators: functions by name, each with its number of arguments. */
const METHODS: Record<string, number> = { size: 0, lowerAscii: 0, matches: 1, contains: 1, startsWith: 1, endsWith: 1 };

const BINARY: Record<string, string> = {
  '==': 'eq',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  in: 'isIn',
};

/** Thrown inside for an expression that uses more of CEL. */
class Untranslatable extends Error {}

const nodes = (args: unknown): Node[] => args as Node[];

function literal(value: unknown): string {
  if (typeof value === 'bigint' && BigInt(Number(value)) === value) return value.toString();
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || typeof value === 'number')
    return JSON.stringify(value);
  throw new Untranslatable();
}

/** Whether the node can only be a text, so that `+` puts texts together. */
const isText = ({ op, args }: Node): boolean =>
  (op === 'value' && typeof args === 'string') ||
  (op === '+' && nodes(args).some(isText)) ||
  (op === 'rcall' && nodes(args)[0] === ('lowerAscii' as unknown));

/** Whether the node can only be a double: a whole number is an int, which CEL does not mix with doubles. */
const isDouble = ({ op, args }: Node): boolean =>
  (op === 'value' && typeof args === 'number') || (/^[-+*]$/.test(op) && nodes(args).some(isDouble));

function call(name: string, args: string[]): string {
  if (METHODS[name] !== args.length - 1) throw new Untranslatable();
  return `c.${name}(${args.join(', ')})`;
}

/** The macros over lists, each with a variable of its own: `row.list.exists(x, x == 1)`. */
const MACROS = new Set(['exists', 'all']);

/** Writes a node inside the variables of the macros around it. */
type Write = (node: Node) => string;

const untranslatable = (): never => {
  throw new Untranslatable();
};

const all = (args: unknown, inner: Write): string => nodes(args).map(inner).join(', ');
const later = (args: unknown, inner: Write): string => all(args, (arg) => `() => ${inner(arg)}`);

const isUniform = (entries: Node[]): boolean =>
  new Set(entries.map(({ op, args }) => `${op} ${typeof args}`)).size <= 1;

function callOf([name, given]: [string, Node[]], inner: Write): string {
  const [of] = given;
  if (name !== 'has' || of?.op !== '.') return call(name, given.map(inner));
  const [above, key] = of.args as [Node, string];
  return `c.has(${inner(above)}, ${JSON.stringify(key)})`;
}

function methodOf([name, of, given]: [string, Node, Node[]], inner: Write, scope: readonly string[]): string {
  const [variable, body] = given;
  if (!MACROS.has(name) || !variable || !body) return call(name, [of, ...given].map(inner));
  const own = String(variable.args);
  return `c.${name}(${inner(of)}, ($${own}) => ${write(body, [...scope, own])})`;
}

function memberOf([of, key]: [Node, string | Node], inner: Write): string {
  return `c.at(${inner(of)}, ${typeof key === 'string' ? JSON.stringify(key) : inner(key)})`;
}

const ARITHMETIC: Record<string, string> = { '+': 'plus', '-': 'minus', '*': 'times' };

function arithmetic(node: Node, inner: Write): string {
  if (node.op === '+' && isText(node)) return `c.concat(${all(node.args, inner)})`;
  return isDouble(node) ? `c.${ARITHMETIC[node.op]}(${all(node.args, inner)})` : untranslatable();
}

function named(name: unknown, scope: readonly string[]): string {
  if (scope.includes(name as string)) return `$${String(name)}`;
  return name === 'row' ? 'row' : untranslatable();
}

const LOGIC: Record<string, string> = { '&&': 'and', '||': 'or', '?:': 'choose' };

function write(node: Node, scope: readonly string[] = []): string {
  const { op, args } = node;
  const inner: Write = (of) => write(of, scope);
  if (op in BINARY) return `c.${BINARY[op]}(${all(args, inner)})`;
  if (op in LOGIC) return `c.${LOGIC[op]}(${later(args, inner)})`;
  if (op in ARITHMETIC) return arithmetic(node, inner);
  switch (op) {
    case 'value':
      return literal(args);
    case 'id':
      return named(args, scope);
    case '.':
    case '[]':
      return memberOf(args as [Node, string | Node], inner);
    case 'list': // lists of several types are refused
      return isUniform(nodes(args)) ? `[${all(args, inner)}]` : untranslatable();
    case '!=':
      return `!c.eq(${all(args, inner)})`;
    case '!_':
      return `c.not(${inner(args as Node)})`;
    case '-_':
      return `-${inner(args as Node)}`;
    case 'call':
      return callOf(args as [string, Node[]], inner);
    case 'rcall':
      return methodOf(args as [string, Node, Node[]], inner, scope);
    default:
      return untranslatable();
  }
}

/**
 * A CEL condition as JavaScript over `row` and the operations `c` of cel.ts, for the build: parsing and evaluating some hundred
 * conditions at each start would be felt. Undefined for one that uses more of CEL; that one is left to the CEL library.
 */
export function translate(expression: string, environment: Environment): string | undefined {
  try {
    return write(environment.parse(expression).ast as unknown as Node);
  } catch (error) {
    if (error instanceof Untranslatable) return undefined;
    throw error;
  }
}
