import { describe, expect, test } from 'vitest';
import { collectPods } from '../../src/collect/pod.ts';
import type { DoctorError } from '../../src/model/error.ts';
import { objectKinds, type ExaminedKind } from '../../src/model/object-kinds.ts';
import { resources } from '../../src/model/resources.ts';
import { fakeReader, type World } from './reader.ts';

const kinds = Object.keys(objectKinds) as ExaminedKind[];

const named = (kind: ExaminedKind, name: string) => ({
  metadata: { name, namespace: resources[kind].namespaced ? 'shop' : '', deletionTimestamp: '2026-01-01T00:00:00Z' },
});

const collect = (kind: ExaminedKind, name: string, world: World) => {
  const { reader, asked } = fakeReader(world);
  return { asked, collected: collectPods(reader, { namespace: 'shop', object: { kind, name } }) };
};

describe.each(kinds)('%s', (kind) => {
  const objects = { [kind]: [named(kind, 'one'), named(kind, 'other')] };

  test('takes at most 12 requests, none twice', async () => {
    const { asked, collected } = collect(kind, 'one', { objects });
    const read = await collected;
    expect(asked.length).toBeLessThanOrEqual(12);
    expect(new Set(asked).size).toBe(asked.length);
    expect(read.coverage.map(({ subject }) => subject)).toEqual(expect.arrayContaining(objectKinds[kind].needs));
  });

  test('a wrong name is told with those near to it', async () => {
    const error = await collect(kind, 'onne', { objects }).collected.catch((reason: unknown) => reason as DoctorError);
    expect(error).toMatchObject({ code: 'not-found' });
    expect((error as DoctorError).hint?.en).toContain('one');
    const place = (error as DoctorError).message.includes('in namespace shop');
    expect(place).toBe(resources[kind].namespaced);
  });

  test('an object that may not be read ends the diagnosis', async () => {
    const { collected } = collect(kind, 'one', {
      answer: (query) => (query.kind === kind ? { outcome: 'denied', items: [], detail: 'forbidden' } : undefined),
    });
    await expect(collected).rejects.toMatchObject({ code: 'denied' });
  });
});
