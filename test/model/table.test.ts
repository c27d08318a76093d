import { expect, test } from 'vitest';
import { table } from '../../src/model/table.ts';

test('only what was put in is found', () => {
  const colours = table({ red: 1 });
  expect(colours['red']).toBe(1);
  for (const word of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) expect(colours[word]).toBeUndefined();
});
