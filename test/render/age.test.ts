import { expect, it } from 'vitest';
import { age } from '../../src/render/age.ts';

// the cases of apimachinery/pkg/util/duration/duration_test.go
it.each([
  [-3, '0s'],
  [1.9, '1s'],
  [70, '70s'],
  [119, '119s'],
  [120, '2m'],
  [190, '3m10s'],
  [599, '9m59s'],
  [4219, '70m'],
  [10_800, '3h'],
  [11_460, '3h11m'],
  [28_800, '8h'],
  [172_799, '47h'],
  [172_800, '2d'],
  [180_000, '2d2h'],
  [691_200, '8d'],
  [63_072_000, '2y'],
  [63_158_400, '2y1d'],
  [252_288_000, '8y'],
])('%s seconds are %s', (seconds, words) => {
  expect(age(seconds)).toBe(words);
});
