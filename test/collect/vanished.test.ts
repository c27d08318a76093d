import { expect, test } from 'vitest';
import { toSnapshot } from '../../src/collect/build.ts';
import { collectPods } from '../../src/collect/pod.ts';
import vanished from '../../src/facts/pod/vanished.ts';
import { Cluster } from '../../src/model/cluster.ts';
import { appStatus, fakeReader, podOf, type Raw } from './reader.ts';

const crashing = { restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } };
const pod = podOf('db-0', { metadata: { uid: 'old' }, status: appStatus(crashing) });

/** The pod is there at first; when its log is asked for, `then` has its name. */
async function read(then: Raw[]) {
  const { reader, asked } = fakeReader({
    objects: { pods: [pod] },
    answer: ({ kind, name }) =>
      kind === 'pods' && name && asked.filter((question) => question.startsWith('pods')).length > 1
        ? { outcome: 'read', items: then }
        : undefined,
    log: () => ({ outcome: 'absent', detail: 'pods "db-0" not found' }),
  });
  const collected = await collectPods(reader, { namespace: 'shop', names: ['db-0'] });
  return { asked, rows: vanished.derive(new Cluster(toSnapshot(collected))) };
}

test('a pod that was replaced between the pod and its log is told, with both uids', async () => {
  const { rows } = await read([podOf('db-0', { metadata: { uid: 'new' } })]);
  expect(rows).toMatchObject([{ how: 'replaced', uid: 'old', now: 'new' }]);
});

test('a pod that was deleted meanwhile is told', async () =>
  expect((await read([])).rows).toMatchObject([{ how: 'gone', uid: 'old', now: null }]));

test('a log that never was is nothing of the kind', async () => {
  const { reader, asked } = fakeReader({
    objects: { pods: [pod] },
    log: () => ({ outcome: 'absent', detail: 'previous terminated container "app" in pod "db-0" not found' }),
  });
  const collected = await collectPods(reader, { namespace: 'shop', names: ['db-0'] });
  expect(vanished.derive(new Cluster(toSnapshot(collected)))).toEqual([]);
  expect(asked.filter((question) => question.startsWith('pods'))).toHaveLength(1);
});

const scheduled = (uid: string, eventTime: string) => ({
  metadata: { name: `e-${uid}`, namespace: 'shop' },
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'db-0', uid },
  reason: 'Scheduled',
  eventTime,
});

test('the scheduler tells of a younger pod of the name; an older one is history', async () => {
  const created = podOf('db-0', { metadata: { uid: 'old', creationTimestamp: '2025-12-31T23:00:00Z' } });
  const rows = async (event: object) => {
    const { reader } = fakeReader({ objects: { pods: [created], events: [event as Raw] } });
    const collected = await collectPods(reader, { namespace: 'shop', names: ['db-0'] });
    return vanished.derive(new Cluster(toSnapshot(collected)));
  };
  expect(await rows(scheduled('new', '2025-12-31T23:30:00.5Z'))).toMatchObject([{ how: 'replaced', now: 'new' }]);
  expect(await rows(scheduled('older', '2025-12-31T22:00:00.5Z'))).toEqual([]);
  expect(await rows(scheduled('old', '2025-12-31T23:30:00.5Z'))).toEqual([]);
});
