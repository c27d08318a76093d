import { expect, test } from 'vitest';
import { isTimeZone, nextRun, parseSchedule, period } from '../../src/model/cron.ts';

const at = (text: string): number => Date.parse(text);
const next = (schedule: string, after: string, zone?: string): string | undefined => {
  const parsed = parseSchedule(schedule);
  const run = parsed && nextRun(parsed, at(after), zone);
  return run === undefined ? undefined : new Date(run).toISOString();
};

test.each([
  ['* * * * *', '2026-03-01T10:00:30Z', '2026-03-01T10:01:00.000Z'],
  ['*/15 * * * *', '2026-03-01T10:46:00Z', '2026-03-01T11:00:00.000Z'],
  ['0 3 * * *', '2026-12-31T03:00:00Z', '2027-01-01T03:00:00.000Z'],
  ['30 6-16/4 * * 1-5', '2026-03-06T14:30:00Z', '2026-03-09T06:30:00.000Z'],
  ['0 0 29 2 *', '2026-03-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['0 12 * jan SUN', '2026-02-01T00:00:00Z', '2027-01-03T12:00:00.000Z'],
  ['5/20 * * * ?', '2026-03-01T10:30:00Z', '2026-03-01T10:45:00.000Z'],
  ['@hourly', '2026-03-01T10:30:00Z', '2026-03-01T11:00:00.000Z'],
  ['@every 1h30m', '2026-03-01T10:30:10Z', '2026-03-01T12:00:10.000Z'],
])('%s after %s comes at %s', (schedule, after, expected) => {
  expect(next(schedule, after)).toBe(expected);
});

test('a day of the month and a day of the week, both named, are either-or', () => {
  expect(next('0 0 13 * 5', '2026-03-01T00:00:00Z')).toBe('2026-03-06T00:00:00.000Z'); // a Friday
  expect(next('0 0 */2 * 5', '2026-03-01T00:00:00Z')).toBe('2026-03-13T00:00:00.000Z'); // a star with a step: both
});

test('a zone moves the wall clock, with its summer time', () => {
  expect(next('0 3 * * *', '2026-01-10T00:00:00Z', 'Asia/Shanghai')).toBe('2026-01-10T19:00:00.000Z');
  expect(next('0 9 * * *', '2026-01-10T00:00:00Z', 'America/New_York')).toBe('2026-01-10T14:00:00.000Z');
  expect(next('0 9 * * *', '2026-07-10T00:00:00Z', 'America/New_York')).toBe('2026-07-10T13:00:00.000Z');
  expect(next('0 9 * * *', '2026-03-07T20:00:00Z', 'America/New_York')).toBe('2026-03-08T13:00:00.000Z'); // the day it begins
});

test.each(['0 0 30 2 *', '0 0 31 4,6,9,11 *', '59 23 31 2 *'])('%s is well formed and never comes', (schedule) => {
  expect(parseSchedule(schedule)).toBeDefined();
  expect(next(schedule, '2026-01-01T00:00:00Z')).toBeUndefined();
});

test.each([
  '',
  '* * * *',
  '0 0 3 * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * * 13 *',
  '5-2 * * * *',
  '*/0 * * * *',
  'a b c d e',
  '@often',
])('%j is no schedule', (schedule) => {
  expect(parseSchedule(schedule)).toBeUndefined();
});

test('how far apart runs are', () => {
  const every = (schedule: string) => {
    const parsed = parseSchedule(schedule);
    return parsed && period(parsed, at('2026-03-01T00:00:00Z'));
  };
  expect(every('* * * * *')).toBe(60);
  expect(every('0 3 * * *')).toBe(86_400);
  expect(every('0 0 30 2 *')).toBeUndefined();
});

test('which zones there are', () => {
  expect(isTimeZone('Asia/Shanghai')).toBe(true);
  expect(isTimeZone('Asia/Shangai')).toBe(false);
});

test('a moment at the end of what a date can hold has no next run', () => {
  expect(next('0 3 29 2 *', '+275760-09-12T23:59:00Z', 'Asia/Shanghai')).toBeUndefined();
  expect(next('0 3 * * *', '+275760-09-12T02:00:00Z')).toBe('+275760-09-12T03:00:00.000Z');
});
