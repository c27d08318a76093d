import { expect, test } from 'vitest';
import { shapes } from '../../src/model/objects.ts';
import { list, map, num, obj, str } from '../../src/model/shape.ts';

const shape = obj({ name: str, count: num, tags: list(str), labels: map(str) });

test('keeps declared fields of the right type and nothing else', () => {
  expect(shape({ name: 'a', count: 1, tags: ['x'], labels: { k: 'v' }, other: true })).toEqual({
    name: 'a',
    count: 1,
    tags: ['x'],
    labels: { k: 'v' },
  });
});

test('a field that is null, absent or of the wrong type is not there', () => {
  expect(shape({ name: null, count: '3', tags: 'x', labels: [] })).toEqual({});
  expect(shape({ count: Number.NaN, tags: ['x', null, 3, ['y']] })).toEqual({ tags: ['x'] });
  expect(shape([])).toBeUndefined();
  expect(shape('text')).toBeUndefined();
});

test('keys of Object.prototype in a hostile map are plain data', () => {
  const labels = map(str)(JSON.parse('{"__proto__": "x", "constructor": "y"}'));
  expect(Object.keys(labels ?? {}).toSorted()).toEqual(['__proto__', 'constructor']);
  expect(({} as { x?: unknown }).x).toBeUndefined();
});

test('an object without a name cannot be reported on and is dropped', () => {
  expect(shapes.pods({ metadata: { namespace: 'shop' } })).toBeUndefined();
  expect(shapes.pods({ spec: {} })).toBeUndefined();
  expect(shapes.nodes({ metadata: { name: 'w1' } })?.metadata).toEqual({ name: 'w1', namespace: '' });
});
