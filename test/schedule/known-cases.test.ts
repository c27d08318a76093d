import { describe, expect, test } from 'vitest';
import { allKnown } from '../agreement/cases/all.ts';
import { verdictOn } from '../agreement/judge.ts';

/** The reasons of a message, as the cases state them. */
const reasonsIn = (message: string): string =>
  message.replace(/^0\/\d+ nodes are available: /, '').replace(/\.(?: not found| no new claims.*)?$/, '');

const outcomeFor = (says: string | null): string => (says === null ? 'fits' : says === 'gated' ? 'gated' : 'refused');

describe('what the real scheduler says of cases written by hand (test/agreement plays them on one)', () => {
  test('their names tell them apart', () =>
    expect(new Set(allKnown.map(({ name }) => name)).size).toBe(allKnown.length));

  test.each(allKnown)('$name', ({ objects, pod, says, evicts = [] }) => {
    const { outcome, message, preemption } = verdictOn(objects, pod);
    expect(outcome).toBe(outcomeFor(says));
    expect(message ? reasonsIn(message) : null).toBe(outcome === 'refused' ? says : null);
    const [best] = preemption?.candidates ?? [];
    expect((best?.victims ?? []).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual(evicts);
  });
});
