import { expect, test } from 'vitest';
import { compile } from '../../src/playbook/condition.ts';

test('CEL over a row', () => {
  const oom = compile('row.reason == "OOMKilled" && row.restarts >= 1', 'test');
  expect(oom({ reason: 'OOMKilled', restarts: 1 })).toBe(true);
  expect(oom({ reason: 'Error', restarts: 1 })).toBe(false);
});

test('a wrong expression names the file, and a missing field the remedy', () => {
  expect(() => compile('row.a ==', 'crash-loop/x when')).toThrow(/crash-loop\/x when/);
  const missing = compile('row.nothing == 1', 'crash-loop/y when');
  expect(() => missing({})).toThrow(
    expect.objectContaining({
      code: 'playbook',
      hint: { en: expect.stringContaining('has(row.x)'), zh: expect.stringContaining('has(row.x)') },
    }),
  );
});

test('a condition that is no yes or no is refused', () => {
  expect(() => compile('row.restarts', 'crash-loop/z when')({ restarts: 3 })).toThrow(/not bool/);
});
