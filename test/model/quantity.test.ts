import { expect, test } from 'vitest';
import { formatAmount, formatBytes, parseQuantity } from '../../src/model/quantity.ts';

test.each([
  ['250m', 0.25],
  ['1', 1],
  [2, 2],
  ['1Gi', 1_073_741_824],
  ['1G', 1e9],
  ['1e3', 1000],
  ['1.5Ki', 1536],
  ['100n', 1e-7],
  ['.5', 0.5],
  ['0', 0],
])('%s is %d', (quantity, value) => expect(parseQuantity(quantity)).toBeCloseTo(value, 12));

test.each([['500Mb'], ['ten'], [''], [undefined], ['1 Gi'], ['1ki']])('%s is no quantity', (quantity) =>
  expect(parseQuantity(quantity)).toBeNaN(),
);

test('amounts are written as in manifests', () => {
  expect(formatBytes(256 * 2 ** 20)).toBe('256Mi');
  expect(formatBytes(1.5 * 2 ** 30)).toBe('1.5Gi');
  expect(formatAmount('cpu', 0.25)).toBe('250m');
  expect(formatAmount('cpu', 2)).toBe('2');
  expect(formatAmount('nvidia.com/gpu', 1)).toBe('1');
});
