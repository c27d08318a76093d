import { expect, test } from 'vitest';
import { minorOf } from '../../src/model/version.ts';

test.each([
  ['v1.34.4', { major: 1, minor: 34 }],
  ['v1.33.1-eks-1a2b3c4', { major: 1, minor: 33 }],
  ['1.30', { major: 1, minor: 30 }],
  ['v1.31.0+k3s1', { major: 1, minor: 31 }],
  ['latest', undefined],
  [undefined, undefined],
])('%s', (version, expected) => {
  expect(minorOf(version)).toEqual(expected);
});
