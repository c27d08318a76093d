import { expect, test } from 'vitest';
import { nearest } from '../../src/model/near.ts';

test('a typo and a prefix lead to the name, a stranger to nothing', () => {
  const names = ['checkout-7d9c6b9f4d-x2kqp', 'cart-0', 'web-1'];
  expect(nearest('web-l', names)).toEqual(['web-1']);
  expect(nearest('checkout', names)).toEqual(['checkout-7d9c6b9f4d-x2kqp']);
  expect(nearest('unrelated', names)).toEqual([]);
});
