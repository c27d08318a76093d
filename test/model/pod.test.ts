import { expect, test } from 'vitest';
import { shapes, type Pod } from '../../src/model/objects.ts';
import { containersOf, podColumns } from '../../src/model/pod.ts';

const pod = (spec: object, status: object, metadata: object = {}): Pod => {
  const shaped = shapes.pods({ metadata: { name: 'p', namespace: 'n', ...metadata }, spec, status });
  if (!shaped) throw new Error('no pod');
  return shaped;
};
const app = { containers: [{ name: 'app' }] };
const running = { running: { startedAt: '2026-01-01T00:00:00Z' } };

test.each([
  [
    'a waiting reason',
    app,
    { containerStatuses: [{ name: 'app', state: { waiting: { reason: 'ImagePullBackOff' } } }] },
    {},
    'ImagePullBackOff',
  ],
  ['a plain phase', app, { phase: 'Pending' }, {}, 'Pending'],
  ['an eviction', app, { phase: 'Failed', reason: 'Evicted' }, {}, 'Evicted'],
  [
    'a signal without reason',
    app,
    { containerStatuses: [{ name: 'app', state: { terminated: { signal: 9 } } }] },
    {},
    'Signal:9',
  ],
  [
    'a deletion',
    app,
    { phase: 'Running', containerStatuses: [{ name: 'app', state: running }] },
    { deletionTimestamp: '2026-01-01T00:00:00Z' },
    'Terminating',
  ],
  [
    'a gate',
    app,
    { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
    {},
    'SchedulingGated',
  ],
])('STATUS shows %s as kubectl does', (_what, spec, status, metadata, expected) =>
  expect(podColumns(pod(spec, status, metadata)).status).toBe(expected),
);

test('STATUS names the init container that is being worked on', () => {
  const spec = { initContainers: [{ name: 'a' }, { name: 'b' }], ...app };
  const done = { name: 'a', state: { terminated: { exitCode: 0 } } };
  expect(podColumns(pod(spec, { initContainerStatuses: [done, { name: 'b', state: running }] })).status).toBe(
    'Init:1/2',
  );
  expect(
    podColumns(
      pod(spec, { initContainerStatuses: [done, { name: 'b', state: { waiting: { reason: 'CrashLoopBackOff' } } }] }),
    ).status,
  ).toBe('Init:CrashLoopBackOff');
});

test('a started sidecar is no unfinished init container, and counts as a container', () => {
  const spec = { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }], ...app };
  const status = {
    phase: 'Running',
    conditions: [{ type: 'Initialized', status: 'True' }],
    initContainerStatuses: [{ name: 'proxy', started: true, ready: true, restartCount: 2, state: running }],
    containerStatuses: [{ name: 'app', ready: true, restartCount: 1, state: running }],
  };
  expect(podColumns(pod(spec, status))).toEqual({ ready: '2/2', status: 'Running', restarts: 3 });
  expect(containersOf(pod(spec, status)).map(({ name, type }) => `${name} ${type}`)).toEqual([
    'proxy sidecar',
    'app app',
  ]);
});
