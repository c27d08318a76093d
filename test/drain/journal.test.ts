import { describe, expect, test } from 'vitest';
import { begin, heardOf, journalOf, journalText, ongoing, type Here } from '../../src/drain/journal.ts';
import { JOURNAL, type Journal } from '../../src/model/maintenance.ts';
import type { Node } from '../../src/model/objects.ts';

const at = '2026-01-01T00:00:00Z';
const written: Journal = {
  version: 1,
  by: 'me',
  at,
  stage: 'draining',
  run: { host: 'here', pid: 7, at },
  prior: { unschedulable: true, taints: [] },
  evicted: ['shop/web-0'],
  before: [],
};
const node = (unschedulable: boolean, journal: Journal = written): Node => ({
  metadata: { name: 'w1', namespace: '', annotations: { [JOURNAL]: journalText(journal) } },
  spec: { unschedulable },
});
const you = { by: 'you', at: '2026-03-01T00:00:00Z', run: { host: 'there', pid: 9 } };

test('a journal is read as it was written', () => {
  expect(journalOf(node(true))).toEqual(written);
});

describe('whether another drain goes on', () => {
  const here = (more: Partial<Here> = {}): Here => ({
    host: 'here',
    pid: 1,
    now: '2026-01-01T00:00:05Z',
    lives: () => true,
    ...more,
  });
  test('on this machine its process tells', () => {
    expect(heardOf(written, here())).toBe(5);
    expect(heardOf(written, here({ lives: () => false }))).toBeUndefined();
    expect(heardOf(written, here({ pid: 7 }))).toBeUndefined();
  });
  test('on another machine, what it last wrote', () => {
    expect(heardOf(written, here({ host: 'other', lives: () => false }))).toBe(5);
    expect(heardOf(written, here({ host: 'other', now: '2026-01-01T00:01:01Z' }))).toBeUndefined();
  });
  test('one that has stopped or was never there does not', () => {
    expect(heardOf({ ...written, stage: 'stopped' }, here())).toBeUndefined();
    const { run: _, ...without } = written;
    expect(heardOf(without, here())).toBeUndefined();
  });
});

describe('a node that somebody uncordoned by other means', () => {
  test('has no maintenance under way, and the next begins anew', () => {
    expect(ongoing(node(false))).toBeUndefined();
    expect(begin(node(false), you, 'draining')).toMatchObject({
      by: 'you',
      prior: { unschedulable: false },
      evicted: [],
      run: { host: 'there', pid: 9, at: you.at },
    });
  });
  test('a cordoned one goes on, under whoever runs it now', () => {
    expect(begin(node(true), you, 'draining')).toMatchObject({
      by: 'me',
      prior: { unschedulable: true },
      evicted: ['shop/web-0'],
      run: { host: 'there', pid: 9 },
    });
  });
});

test('a cordon beside a drain does not pass for the drain', () => {
  expect(begin(node(true), you, 'cordoned')).toMatchObject({ stage: 'draining', run: { host: 'here', pid: 7 } });
});
