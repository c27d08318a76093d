import { describe, expect, test } from 'vitest';
import { allKnown } from '../agreement/cases/all.ts';
import { verdictOn } from '../agreement/judge.ts';
import { parseRefusal } from '../../src/schedule/message.ts';

/** The reasons of a message, as the cases state them. */
const reasonsIn = (message: string | undefined): string | undefined =>
  message === undefined || !message.startsWith('0/')
    ? message
    : message.replace(/^0\/\d+ nodes are available: /, '').split(/\. (?:not found$|no new claims)|\.$/)[0];

describe('what the real scheduler says of cases written by hand (test/agreement plays them on one)', () => {
  test('their names tell them apart', () =>
    expect(new Set(allKnown.map(({ name }) => name)).size).toBe(allKnown.length));

  test.each(allKnown)('$name', ({ objects, pod, says, evicts = [] }) => {
    const verdict = verdictOn(objects, pod);
    if (says === 'gated') return expect(verdict.outcome).toBe('gated');
    expect(verdict.outcome).toBe(says === null ? 'fits' : 'refused');
    expect(reasonsIn(verdict.message) ?? null).toBe(says);
    const [best] = verdict.preemption?.candidates ?? [];
    expect((best?.victims ?? []).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual(evicts);
    if (verdict.message?.startsWith('0/')) expect(parseRefusal(verdict.message).total).toBeGreaterThan(0);
  });
});
