import { expect, test } from 'vitest';
import { lastSeen, timesSeen } from '../../src/model/event.ts';

const metadata = { name: 'e', namespace: 'n', creationTimestamp: '2026-01-01T00:00:01Z' };
const at = (second: number): number => Date.parse(`2026-01-01T00:00:0${second}Z`);

test('the scheduler writes no lastTimestamp: the event time counts, then the creation', () => {
  expect(lastSeen({ metadata, eventTime: '2026-01-01T00:00:03.123456Z' })).toBe(at(3) + 123);
  expect(lastSeen({ metadata })).toBe(at(1));
  expect(lastSeen({ metadata, lastTimestamp: '2026-01-01T00:00:04Z', eventTime: '2026-01-01T00:00:03Z' })).toBe(at(4));
  const series = { count: 9, lastObservedTime: '2026-01-01T00:00:05Z' };
  expect(lastSeen({ metadata, series, eventTime: '2026-01-01T00:00:03Z' })).toBe(at(5));
  expect(timesSeen({ metadata, series })).toBe(9);
});
