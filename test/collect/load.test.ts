import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { toSnapshot } from '../../src/collect/build.ts';
import { loadRecording } from '../../src/collect/load.ts';
import { files, load, outcomes, pod, podNames } from './recordings.ts';

const yaml = `
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop, creationTimestamp: 2026-01-01T00:00:00Z}
---
# nothing
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Pod, metadata: {name: b, namespace: shop}}
`;

test.each([
  ['one object', JSON.stringify(pod('a')), ['a']],
  ['kubectl get -o json', JSON.stringify({ kind: 'List', apiVersion: 'v1', items: [pod('a'), pod('b')] }), ['a', 'b']],
  [
    'a PodList whose items name no kind',
    JSON.stringify({ kind: 'PodList', apiVersion: 'v1', items: [{ metadata: { name: 'a' } }] }),
    ['a'],
  ],
  ['a list in a list', JSON.stringify({ kind: 'List', items: [{ kind: 'List', items: [pod('a')] }] }), ['a']],
  ['a plain array', JSON.stringify([pod('a'), pod('b')]), ['a', 'b']],
  ['several JSON values', `${JSON.stringify(pod('a'), null, 2)}\n${JSON.stringify(pod('b"}{'))}`, ['a', 'b"}{']],
  ['YAML of several documents', yaml, ['a', 'b']],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${JSON.stringify(pod('a'))}`), ['a']],
  ['UTF-16 as PowerShell writes it', Buffer.from(`\ufeff${JSON.stringify(pod('a'))}`, 'utf16le'), ['a']],
  ['gzip', gzipSync(JSON.stringify(pod('a'))), ['a']],
])('reads %s', async (_, content, names) => {
  expect(podNames(await load('dump', content))).toEqual(names);
});

test('reads standard input', async () => {
  const collected = await loadRecording('-', () => Promise.resolve(Buffer.from(JSON.stringify(pod('a')))));
  expect(podNames(collected)).toEqual(['a']);
  expect(collected.source).toEqual({ kind: 'recording', location: 'stdin' });
});

test('the clock is the newest past timestamp, wherever it stands', async () => {
  const collected = await load(
    'pods.json',
    JSON.stringify({
      kind: 'List',
      items: [
        pod('a', {
          metadata: { name: 'a', creationTimestamp: '2026-01-01T00:00:00Z', deletionTimestamp: '2030-01-01T00:00:00Z' },
        }),
        {
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: { name: 'l' },
          spec: { renewTime: '2026-01-02T00:00:00.123456Z' },
        },
        pod('b', {
          status: { message: '2031-01-01T00:00:00Z', conditions: [{ lastTransitionTime: '2026-01-01T12:00:00Z' }] },
        }),
      ],
    }),
  );
  expect(collected.takenAt).toBe('2026-01-02T00:00:00.123Z');
});

test('what is there was read, what is not was not recorded; an empty list was read', async () => {
  const both = [
    { kind: 'List', items: [pod('a')] },
    { kind: 'NodeList', apiVersion: 'v1', items: [] },
  ];
  const result = outcomes(await load('x.json', JSON.stringify(both)));
  expect(result).toMatchObject({ pods: 'read', nodes: 'read', events: 'not-recorded', logs: 'not-recorded' });
});

test('a list that was saved in part is truncated', async () => {
  const part = {
    kind: 'PodList',
    apiVersion: 'v1',
    metadata: { continue: 'x', remainingItemCount: 7 },
    items: [pod('a')],
  };
  expect(outcomes(await load('x.json', JSON.stringify(part)))).toMatchObject({ pods: 'truncated' });
});

test('a Secret keeps its type and loses its values', async () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    type: 'Opaque',
    data: { p: 'aHVudGVyMg==' },
    stringData: { q: 'hunter2' },
  };
  const collected = await load('s.json', JSON.stringify(secret));
  expect(collected.objects.secrets).toEqual([
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, type: 'Opaque' },
  ]);
});

test('events of the newer API are understood', async () => {
  const event = {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'e', namespace: 'shop' },
    regarding: { kind: 'Pod', name: 'a' },
    note: 'Back-off',
    reason: 'BackOff',
    deprecatedCount: 4,
    deprecatedSource: { component: 'kubelet' },
  };
  const { objects } = toSnapshot(await load('e.json', JSON.stringify(event)));
  expect(objects.events[0]).toMatchObject({
    involvedObject: { name: 'a' },
    message: 'Back-off',
    count: 4,
    source: { component: 'kubelet' },
  });
});

const dumpLog =
  '==== START logs for container app of pod shop/a ====\none\nDB_PASSWORD=hunter2\n==== END logs for container app of pod shop/a ====\n';

test('kubectl cluster-info dump, as a directory', async () => {
  const root = files({
    'nodes.json': JSON.stringify({ kind: 'NodeList', apiVersion: 'v1', items: [{ metadata: { name: 'w1' } }] }),
    'shop/pods.json': JSON.stringify({ kind: 'PodList', apiVersion: 'v1', items: [pod('a')] }),
    'shop/events.json': JSON.stringify({ kind: 'EventList', apiVersion: 'v1', items: null }),
    'shop/services.json': JSON.stringify({ kind: 'ServiceList', apiVersion: 'v1', items: [] }),
    'shop/a/logs.txt': `${dumpLog}==== START logs for container side of pod shop/a ====\nRequest log error: container "side" is waiting\n==== END logs for container side of pod shop/a ====\n`,
    'shop/gone/logs.txt': dumpLog.replaceAll('shop/a', 'shop/gone'),
  });
  const collected = await loadRecording(root);
  expect(podNames(collected)).toEqual(['a']);
  expect(collected.logs).toEqual([
    { namespace: 'shop', pod: 'a', container: 'app', previous: false, text: 'one\nDB_PASSWORD=***\n' },
    { namespace: 'shop', pod: 'a', container: 'side', previous: false },
  ]);
  expect(outcomes(collected)).toMatchObject({
    pods: 'read',
    events: 'read',
    nodes: 'read',
    logs: 'read',
    secrets: 'not-recorded',
  });
});

const list = (items: object[]) => JSON.stringify({ kind: 'PodList', apiVersion: 'v1', items }, null, 4);

test('kubectl cluster-info dump, in one stream', async () => {
  const collected = await load('dump.txt', `${list([pod('a')])}\n${dumpLog}${list([pod('b')])}\n`);
  expect(podNames(collected)).toEqual(['a', 'b']);
  expect(collected.logs).toMatchObject([{ pod: 'a', container: 'app', text: 'one\nDB_PASSWORD=***\n' }]);
});

test('logs lie at NAMESPACE/POD/CONTAINER.log, whatever is above; the tail is kept', async () => {
  const long = Array.from({ length: 500 }, (_, i) => `line ${i}`).join('\n');
  const root = files({
    'any/pods.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\n',
    'x/logs/shop/a/app.log': `${long}\n`,
    'x/logs/shop/a/app.previous.log': 'before\n',
    'x/install.log': 'not a pod’s',
  });
  const { logs } = await loadRecording(root);
  expect(logs.map(({ container, previous }) => [container, previous])).toEqual([
    ['app', false],
    ['app', true],
  ]);
  expect(logs[0]?.text?.split('\n')).toHaveLength(201);
  expect(logs[0]?.text).toMatch(/^line 300\n[\s\S]*line 499\n$/);
});

test('one broken file in a directory is named; the rest is read', async () => {
  const collected = await loadRecording(
    files({
      'pods.json': JSON.stringify(pod('a')),
      'sub/events.json': '{"kind":"EventList","items":[{',
      'values.yaml': 'replicas: 2\n',
      'notes.md': '# hi',
    }),
  );
  expect(podNames(collected)).toEqual(['a']);
  expect(collected.coverage).toContainEqual(
    expect.objectContaining({
      subject: 'events',
      scope: 'sub/events.json',
      outcome: 'truncated',
      detail: expect.stringMatching(/cut off/),
    }),
  );
});

test('a file of a kind that is there twice makes no object twice', async () => {
  const collected = await loadRecording(
    files({ 'a.json': JSON.stringify(pod('a')), 'b.json': JSON.stringify(pod('a')) }),
  );
  expect(podNames(collected)).toEqual(['a']);
});

test('the tail of a long log begins with a whole line, so that no secret loses the word that tells it is one', async () => {
  const section = (text: string) =>
    `==== START logs for container app of pod shop/a ====\n${text}==== END logs for container app of pod shop/a ====\n`;
  const loaded = async (text: string) =>
    (await load('x.json', section(text) + JSON.stringify(pod('a')))).logs[0]?.text ?? '';
  const secret = 's3cr3tValue';
  for (let at = 0; at < 24; at++) {
    const rest = `\n${'y'.repeat(256 * 1024 - 12 - at)}\n`;
    expect(await loaded(`DB_PASSWORD=${secret}${rest}`)).not.toMatch(/cr3tVal/);
  }
  expect(await loaded(`DB_PASSWORD=${secret} ${'z'.repeat(300_000)} the end\n`)).not.toContain('cr3tVal');
  const key = `-----BEGIN EC PRIVATE KEY-----\n${'w'.repeat(300_000)}\n${secret}\n`;
  expect(await loaded(key)).not.toContain('cr3tVal');
  const many = `-----BEGIN EC PRIVATE KEY-----\n${`${secret}\n`.repeat(300)}`;
  expect(await loaded(many)).not.toContain('cr3tVal');
  expect(await loaded(`${'long line '.repeat(40_000)}the end\n`)).toMatch(/the end\n$/);
});
