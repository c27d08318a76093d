import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toSnapshot, type Collected } from '../../src/collect/build.ts';
import { loadRecording } from '../../src/collect/load.ts';
import { saveSnapshot } from '../../src/collect/save.ts';
import { DoctorError } from '../../src/model/error.ts';
import { folder } from '../folder.ts';

const LONG = `${'long-name-'.repeat(9)}x`;

const collected = (): Collected => ({
  takenAt: '2026-01-01T00:00:00Z',
  source: { kind: 'live', location: 'https://test:6443', context: 'prod', clockSkewSeconds: 3 },
  objects: {
    pods: [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: LONG, namespace: 'shop', uid: '1' },
        spec: { containers: [{ name: 'app', env: [{ name: 'DB_PASSWORD', value: 'hunter2' }] }] },
      },
    ],
    nodes: [],
    secrets: [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's', namespace: 'shop' },
        type: 'other',
        data: { p: 'aHVudGVyMg==' },
      },
    ],
  },
  logs: [
    { namespace: 'shop', pod: LONG, container: 'app', previous: true, text: 'token=abcdef0123456789\n你好\n' },
    { namespace: 'shop', pod: LONG, container: 'app', previous: false },
  ],
  coverage: [
    { subject: 'pods', scope: '-n shop', outcome: 'read', count: 1 },
    { subject: 'events', scope: '-n shop', outcome: 'denied', detail: 'forbidden, password: hunter2' },
  ],
});

test.each(['snap', 'snap.tgz'])('what is saved as %s is read back: objects, logs, clock, ledger', async (name) => {
  const path = join(folder(), name);
  await saveSnapshot(collected(), path);
  const back = await loadRecording(path);
  const [before, after] = [toSnapshot(collected()), toSnapshot(back)];
  expect(after.objects).toEqual(before.objects);
  expect(after).toMatchObject({
    takenAt: '2026-01-01T00:00:00Z',
    source: { kind: 'recording', location: path, context: 'prod', clockSkewSeconds: 3 },
    logs: [{ pod: LONG, container: 'app', previous: true, text: 'token=***\n你好\n' }],
  });
  expect(after.coverage).toEqual([before.coverage[0], { ...before.coverage[1], detail: 'forbidden, password: ***' }]);
});

test('nothing secret is written', async () => {
  const path = join(folder(), 'snap');
  await saveSnapshot(collected(), path);
  const text = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
  expect(text).toContain('DB_PASSWORD');
  for (const secret of ['hunter2', 'aHVudGVyMg', 'abcdef0123456789']) expect(text).not.toContain(secret);
});

test('the archive is one that tar understands, the same bytes each time', async () => {
  const [one, two] = [join(folder(), 'a.tgz'), join(folder(), 'a.tgz')];
  await saveSnapshot(collected(), one);
  await saveSnapshot(collected(), two);
  expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
  expect(execFileSync('tar', ['tzf', one], { encoding: 'utf8' }).trim().split('\n')).toEqual([
    'snapshot.json',
    'objects/pods.json',
    'objects/nodes.json',
    'objects/secrets.json',
    `logs/shop/${LONG}/app.previous.log`,
  ]);
});

test.each([['--format=gnu'], ['--format=pax'], ['--format=ustar']])(
  'an archive packed by hand with tar %s is read',
  async (format) => {
    const root = folder();
    await saveSnapshot(collected(), join(root, 'snap'));
    execFileSync('tar', ['czf', join(root, 'x.tgz'), format, '-C', root, 'snap']);
    const back = await loadRecording(join(root, 'x.tgz'));
    expect(toSnapshot(back).objects.pods).toHaveLength(1);
    expect(back.logs).toHaveLength(1);
  },
);

test('a cut-off archive gives what it holds, and says so', async () => {
  const root = folder();
  await saveSnapshot(
    { ...collected(), objects: { ...collected().objects, events: [{ metadata: { name: 'x'.repeat(3000) } }] } },
    join(root, 'a.tgz'),
  );
  const { gunzipSync } = await import('node:zlib');
  const whole = gunzipSync(readFileSync(join(root, 'a.tgz')));
  writeFileSync(join(root, 'cut.tar'), whole.subarray(0, 2700));
  const back = await loadRecording(join(root, 'cut.tar'));
  expect(back.coverage).toContainEqual(
    expect.objectContaining({ outcome: 'truncated', detail: 'the archive is cut off' }),
  );
});

test('an earlier snapshot is replaced whole, and nothing is left lying about', async () => {
  const root = folder();
  const path = join(root, 'snap');
  await saveSnapshot(collected(), path);
  await saveSnapshot({ ...collected(), logs: [] }, path);
  expect(existsSync(join(path, 'logs'))).toBe(false);
  expect(readdirSync(root)).toEqual(['snap']);
});

test('a folder that holds something else is left alone', async () => {
  const root = folder();
  writeFileSync(join(root, 'thesis.txt'), 'years of work');
  const error: unknown = await saveSnapshot(collected(), root).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DoctorError);
  expect((error as DoctorError).text.en).toContain('exists and is not a snapshot');
  expect(readdirSync(root)).toEqual(['thesis.txt']);
});

test('where nothing can be written: one line, nothing half-written', async () => {
  const root = folder();
  writeFileSync(join(root, 'file'), '');
  const error: unknown = await saveSnapshot(collected(), join(root, 'file', 'snap.tgz')).catch(
    (thrown: unknown) => thrown,
  );
  expect((error as DoctorError).code).toBe('input');
  expect(readdirSync(root)).toEqual(['file']);
});

test('names from a hostile recording do not lead out of the folder', async () => {
  const root = folder();
  mkdirSync(join(root, 'in'));
  const evil = { namespace: '../../..', pod: '../x', container: '/etc/y', previous: false, text: 'z' };
  await saveSnapshot({ ...collected(), logs: [evil] }, join(root, 'in', 'snap'));
  expect(readdirSync(root)).toEqual(['in']);
  expect(readdirSync(join(root, 'in', 'snap')).toSorted()).toEqual(['logs', 'objects', 'snapshot.json']);
});
