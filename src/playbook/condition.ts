import type { Environment } from '@marcbachmann/cel-js';
import { DoctorError } from '../model/error.ts';
import { verbatim } from '../model/text.ts';
import { newEnvironment } from './cel-library.ts';
import { translated } from './translated.ts';

/** A compiled CEL condition over one row. */
export type Condition = (row: object) => boolean;

let environment: Environment | undefined;
const compiled = new Map<string, Condition>();

const failure = (where: string, expression: string, cause: unknown): DoctorError => {
  const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
  return new DoctorError('playbook', verbatim(`${where}: ${expression}: ${reason}`), {
    hint: {
      en: 'conditions are CEL over `row`; test a field that can be absent with has(row.x) or row.x != null first',
      zh: '条件是对 `row` 求值的 CEL 表达式；可能缺失的字段请先用 has(row.x) 或 row.x != null 判断',
    },
    cause,
  });
};

function programOf(expression: string, where: string): (row: object) => unknown {
  const ready = translated[expression];
  if (ready) return ready;
  environment ??= newEnvironment();
  try {
    const program = environment.parse(expression);
    return (row) => program({ row });
  } catch (error) {
    throw failure(where, expression, error);
  }
}

/**
 * Compiles a CEL expression over `row`. `where` names the file and field in errors.
 * Language: https://cel.dev, as in Kubernetes' own validation rules.
 */
export function compile(expression: string, where: string): Condition {
  const known = compiled.get(expression);
  if (known) return known;
  const program = programOf(expression, where);
  const condition: Condition = (row) => {
    let result: unknown;
    try {
      result = program(row);
    } catch (error) {
      throw failure(where, expression, error);
    }
    if (typeof result !== 'boolean') throw failure(where, expression, new Error(`gives ${typeof result}, not bool`));
    return result;
  };
  compiled.set(expression, condition);
  return condition;
}
