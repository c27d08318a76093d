import { Ajv2020 } from 'ajv/dist/2020.js';
import schema from '../../src/render/report.schema.json' with { type: 'json' };
import { HAZARD } from '../render/hostile.ts';
import { MARK } from './secrets.ts';

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

/** The exit codes that are documented; a diagnosis of a recording cannot be interrupted or run out of time. */
const CODES = new Set([0, 1, 2, 3]);

const around = (text: string, at: number): string => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60));

/** What is wrong with a text that goes to a person or a program: a control byte, a secret, a stack trace. */
export function problemsOf(text: string, what: string): string[] {
  const problems: string[] = [];
  const hazard = HAZARD.exec(text);
  if (hazard) problems.push(`${what}: a control character at ${around(text, hazard.index)}`);
  const leak = text.indexOf(MARK);
  if (leak >= 0) problems.push(`${what}: a secret at ${around(text, leak)}`);
  const stack = /^\s+at .*\.[mt]s:\d+/m.exec(text);
  if (stack) problems.push(`${what}: a stack trace at ${around(text, stack.index)}`);
  const unfit = text.indexOf('[object Object]');
  if (unfit >= 0) problems.push(`${what}: an object as text at ${around(text, unfit)}`);
  return problems;
}

/** What is wrong with a report as JSON. */
export function jsonProblems(text: string, what: string): string[] {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch (error) {
    return [`${what}: not JSON: ${String(error)}`];
  }
  return validate(report)
    ? []
    : (validate.errors ?? []).slice(0, 3).map(({ instancePath, message }) => `${what}: ${instancePath} ${message}`);
}

/** What is wrong with a run of the program. */
export function runProblems(
  { code, stdout, stderr }: { code: number; stdout: string; stderr: string },
  what: string,
): string[] {
  const said = stderr.trimEnd().split('\n').filter(Boolean);
  return [
    ...(CODES.has(code) ? [] : [`${what}: exit code ${code}`]),
    ...problemsOf(stdout, `${what} stdout`),
    ...problemsOf(stderr, `${what} stderr`),
    ...(said.length > 2 ? [`${what}: ${said.length} lines on stderr: ${JSON.stringify(said.slice(0, 4))}`] : []),
    ...(/^(?:error: unexpected:|错误：意外错误)/m.test(stderr) ? [`${what}: ${said[0]}`] : []),
    ...(code === 2 && stdout ? [`${what}: an error, and yet output`] : []),
    ...(code === 2 && said.length === 0 ? [`${what}: exit code 2 without a word`] : []),
  ];
}

/** Whether something has changed what every object inherits. */
export const pollution = (): string[] =>
  'polluted' in {} || 'polluted' in [] ? ['the prototype of all objects was changed'] : [];
