import { expect, test } from 'vitest';
import { slim } from '../../../src/collect/ledger.ts';
import { openList, readStatus } from '../../../src/kube/wire/page.ts';
import { WireError } from '../../../src/kube/wire/cursor.ts';
import { Random } from '../../random.ts';
import { recorded, recordedOf } from './recorded.ts';

test.each([...recorded.keys()])('%s: the same fields in the same order as from JSON', (kind) => {
  const { items, next, protobuf } = recordedOf(kind);
  const page = openList(kind, protobuf);
  const fromJson = items.map((item) => ({ apiVersion: undefined, kind: undefined, ...(slim(kind)(item) as object) }));
  const ordered = (objects: unknown[]) =>
    objects.map((object) => {
      const { apiVersion, kind: singular, ...rest } = object as Record<string, unknown>;
      return JSON.stringify({ apiVersion, kind: singular, ...rest });
    });
  expect(ordered(page.items())).toEqual(ordered(fromJson));
  expect(page.next ?? null).toBe(next);
});

test('an answer that is cut off anywhere is told, not taken for a shorter list', () => {
  const { protobuf } = recordedOf('pods');
  for (let length = 0; length < protobuf.length; length += 97) {
    const cut = protobuf.subarray(0, length);
    expect(() => openList('pods', cut).items(), `${length} bytes`).toThrow(WireError);
  }
});

test('what is no Kubernetes protobuf is told', () => {
  expect(() => openList('pods', Buffer.from('{"items":[]}'))).toThrow(WireError);
  expect(() => openList('pods', Buffer.alloc(0))).toThrow(WireError);
  expect(() => openList('podmetrics', recordedOf('pods').protobuf)).toThrow(WireError);
});

test('damaged answers end, whatever is damaged', () => {
  const random = new Random(7);
  const { protobuf } = recordedOf('pods');
  let refused = 0;
  for (let i = 0; i < 500; i++) {
    const damaged = Buffer.from(protobuf);
    for (let j = 0; j < 3; j++) damaged[random.below(damaged.length)] = random.below(256);
    try {
      for (const item of openList('pods', damaged).items()) expect(typeof item).toBe('object');
    } catch (error) {
      if (!(error instanceof WireError) && !(error instanceof RangeError)) throw error; // a date beyond all dates
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(0);
});

test('fields of another type or number than known are passed over', () => {
  const string = (field: number, text: string): number[] => [(field << 3) | 2, text.length, ...Buffer.from(text)];
  const message = (field: number, ...parts: number[][]): number[] => {
    const body = parts.flat();
    return [(field << 3) | 2, body.length, ...body];
  };
  const meta = message(1, string(1, 'web'), string(3, 'shop'), string(15, 'new field'), [(7 << 3) | 5, 1, 2, 3, 4]);
  const status = message(3, [(1 << 3) | 0, 7], string(3, 'why'));
  const list = message(2, message(2, meta, status, message(14, string(1, 'later'))));
  const page = openList('pods', Buffer.from([...Buffer.from('k8s\0'), ...list]));
  expect(page.items()).toEqual([
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop' }, status: { message: 'why' } },
  ]);
});

test('negative and large numbers', () => {
  const exit = (...bytes: number[]): unknown => {
    const terminated = [(1 << 3) | 0, ...bytes];
    const wrap = (field: number, body: number[]): number[] => [(field << 3) | 2, body.length, ...body];
    const state = wrap(2, wrap(3, terminated));
    const pod = [...wrap(1, [10, 1, 97]), ...wrap(3, wrap(8, state))];
    const [item] = openList('pods', Buffer.from([...Buffer.from('k8s\0'), ...wrap(2, wrap(2, pod))])).items();
    return (item as { status: { containerStatuses: [{ state: { terminated: unknown } }] } }).status.containerStatuses[0]
      .state.terminated;
  };
  expect(exit(0x89, 0x01)).toEqual({ exitCode: 137 });
  expect(exit(...Array.from({ length: 9 }, () => 0xff), 0x01)).toEqual({ exitCode: -1 });
  expect(exit(0)).toEqual({ exitCode: 0 });
});

test('a refusal is read as its JSON says it', () => {
  const text = (field: number, words: string): number[] => [(field << 3) | 2, words.length, ...Buffer.from(words)];
  const body = [...text(2, 'Failure'), ...text(3, 'pods is forbidden'), ...text(4, 'Forbidden'), (6 << 3) | 0, 0x93, 3];
  const bytes = Buffer.from([...Buffer.from('k8s\0'), 18, body.length, ...body]);
  expect(JSON.parse(readStatus(bytes))).toEqual({
    kind: 'Status',
    status: 'Failure',
    message: 'pods is forbidden',
    reason: 'Forbidden',
  });
});
