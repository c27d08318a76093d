import { expect, test } from 'vitest';
import { matchesLabels, matchesNodeTerm } from '../../src/model/selector.ts';

const labels = { app: 'web', tier: 'front' };

test('an absent selector matches nothing, an empty one everything', () => {
  expect(matchesLabels(undefined, labels)).toBe(false);
  expect(matchesLabels({}, labels)).toBe(true);
  expect(matchesLabels({}, undefined)).toBe(true);
});

test.each([
  [{ key: 'app', operator: 'In', values: ['web'] }, true],
  [{ key: 'app', operator: 'In', values: ['db'] }, false],
  [{ key: 'zone', operator: 'NotIn', values: ['a'] }, true],
  [{ key: 'app', operator: 'NotIn', values: ['web'] }, false],
  [{ key: 'app', operator: 'Exists' }, true],
  [{ key: 'app', operator: 'DoesNotExist' }, false],
  [{ key: 'app', operator: 'Sideways' }, false],
])('%j gives %s', (requirement, result) =>
  expect(matchesLabels({ matchExpressions: [requirement] }, labels)).toBe(result),
);

test('matchLabels and matchExpressions must all hold', () => {
  const selector = {
    matchLabels: { app: 'web' },
    matchExpressions: [{ key: 'tier', operator: 'In', values: ['back'] }],
  };
  expect(matchesLabels(selector, labels)).toBe(false);
});

test('a node term may compare numbers and the name; an empty one matches no node', () => {
  const node = { name: 'w1', labels: { cpus: '8' } };
  expect(matchesNodeTerm({ matchExpressions: [{ key: 'cpus', operator: 'Gt', values: ['4'] }] }, node)).toBe(true);
  expect(matchesNodeTerm({ matchExpressions: [{ key: 'cpus', operator: 'Lt', values: ['4'] }] }, node)).toBe(false);
  expect(matchesNodeTerm({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['w1'] }] }, node)).toBe(true);
  expect(matchesNodeTerm({}, node)).toBe(false);
});
