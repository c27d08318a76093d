import { expect, test } from 'vitest';
import { collectSnapshot } from '../../src/collect/clusterwide.ts';
import { DoctorError } from '../../src/model/error.ts';
import { kinds } from '../../src/model/resources.ts';
import { appStatus, fakeReader, podOf } from './reader.ts';

test('reads every kind once (Secrets of other types once more, to know the types), and the logs of what failed', async () => {
  const failed = podOf('bad', { status: appStatus({ state: { terminated: { exitCode: 1 } } }) });
  const { reader, asked } = fakeReader({ objects: { pods: [podOf('good'), failed] } });
  const { coverage, logs, objects } = await collectSnapshot(reader, { all: true, logs: true });
  const others = 'secrets -A type!=kubernetes.io/dockerconfigjson,type!=kubernetes.io/dockercfg';
  expect(asked.toSorted()).toEqual([...kinds.map((kind) => `${kind} -A`), others, 'log bad app'].toSorted());
  expect(logs).toMatchObject([{ pod: 'bad', container: 'app' }]);
  expect(objects.pods).toHaveLength(2);
  expect(coverage).toHaveLength(kinds.length + 1);
});

test('knows which Secrets are for pulling images, each in its namespace', async () => {
  const secret = (namespace: string, type: string) => ({ metadata: { name: 'same', namespace }, type });
  const { reader } = fakeReader({
    objects: { secrets: [secret('a', 'Opaque'), secret('b', 'kubernetes.io/dockercfg')] },
  });
  const { objects } = await collectSnapshot(reader, { all: true, logs: false });
  expect(objects.secrets).toMatchObject([
    { metadata: { namespace: 'a' }, type: 'other' },
    { metadata: { namespace: 'b' }, type: 'kubernetes.io/dockerconfigjson' },
  ]);
});

test('of namespaces: theirs, and what belongs to no namespace', async () => {
  const { reader, asked } = fakeReader({});
  await collectSnapshot(reader, { namespaces: ['a', 'b'], logs: false });
  expect(asked).toContain('pods a');
  expect(asked).toContain('pods b');
  expect(asked).toContain('nodes -A');
  expect(asked).not.toContain('pods -A');
});

test('asks no more than four things at once', async () => {
  let open = 0;
  let most = 0;
  const { reader } = fakeReader({});
  const slow = {
    ...reader,
    read: async (query: Parameters<typeof reader.read>[0]) => {
      most = Math.max(most, ++open);
      await Promise.resolve();
      open -= 1;
      return reader.read(query);
    },
  };
  await collectSnapshot(slow, { all: true, logs: false });
  expect(most).toBe(4);
});

const refuse = (only?: string) =>
  fakeReader({
    answer: ({ kind }) =>
      !only || kind === only ? { outcome: 'denied', items: [], detail: `${kind} is forbidden` } : undefined,
  }).reader;

test('one refused kind is told; nothing at all is an error', async () => {
  const { coverage } = await collectSnapshot(refuse('nodes'), { all: true, logs: true });
  expect(coverage.filter(({ outcome }) => outcome === 'denied')).toMatchObject([
    { subject: 'nodes', detail: 'nodes is forbidden' },
  ]);
  const error: unknown = await collectSnapshot(refuse(), { all: true, logs: true }).catch((thrown: unknown) => thrown);
  expect((error as DoctorError).code).toBe('denied');
});
