import { describe, expect, test } from 'vitest';
import crash from '../../../src/facts/container/crash.ts';
import { toSnapshot } from '../../../src/collect/build.ts';
import { Cluster } from '../../../src/model/cluster.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
/** So many seconds before the snapshot. */
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString().replace('.000Z', 'Z');

const end = (ended: number, lasted: number, exitCode = 1, reason = 'Error') => ({
  terminated: { exitCode, reason, startedAt: ago(ended + lasted), finishedAt: ago(ended) },
});
const waiting = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 1m20s restarting failed container=app' } };
const running = (seconds: number) => ({ running: { startedAt: ago(seconds) } });

interface Given {
  status?: object;
  spec?: object;
  pod?: { status?: object; metadata?: object; spec?: object };
  events?: object[];
  logs?: { text: string; previous: boolean }[];
  others?: Record<string, object[]>;
}

function rows({ status = {}, spec = {}, pod = {}, events = [], logs = [], others = {} }: Given) {
  const snapshot = toSnapshot({
    takenAt: ago(0),
    source: { kind: 'recording', location: 'test' },
    objects: {
      pods: [
        {
          metadata: { name: 'p', namespace: 'n', uid: 'u', creationTimestamp: ago(600), ...pod.metadata },
          spec: { containers: [{ name: 'app', ...spec }], terminationGracePeriodSeconds: 10, ...pod.spec },
          status: { phase: 'Running', containerStatuses: [{ name: 'app', restartCount: 4, ...status }], ...pod.status },
        },
      ],
      events: events.map((event, i) => ({
        metadata: { name: `e${i}`, namespace: 'n' },
        involvedObject: { kind: 'Pod', namespace: 'n', name: 'p', uid: 'u', fieldPath: 'spec.containers{app}' },
        ...event,
      })),
      ...others,
    },
    logs: logs.map((log) => ({ namespace: 'n', pod: 'p', container: 'app', ...log })),
    coverage: [{ subject: 'events', scope: '', outcome: 'read' }],
  });
  return crash.derive(new Cluster(snapshot));
}
const row = (given: Given) => rows(given)[0];

describe('a flapping container looks the same in each of its states', () => {
  const last = end(20, 3);
  test.each([
    ['waiting for its next start', { state: waiting, lastState: last }],
    ['running its next life', { state: running(5), lastState: last }],
    ['ended again', { state: last, lastState: end(60, 3) }],
  ])('%s', (_state, status) => {
    expect(row({ status, logs: [{ text: 'ERROR broken', previous: true }] })).toMatchObject({
      container: 'app',
      killer: 'application',
      exitCode: 1,
      ranSeconds: 3,
      lastError: 'ERROR broken',
    });
  });
});

describe('no crash loop is', () => {
  test.each<[string, Given]>([
    ['one restart', { status: { restartCount: 1, state: running(5), lastState: end(6, 1) } }],
    ['a container that has outlived its former lives', { status: { state: running(70), lastState: end(80, 4) } }],
    [
      'a crash a day',
      {
        status: { restartCount: 3, state: running(60), lastState: end(70, 80_000) },
        pod: { metadata: { creationTimestamp: ago(300_000) } },
      },
    ],
    ['a first end that is about to be restarted', { status: { restartCount: 0, state: end(1, 1) } }],
    [
      'a pod that is being removed',
      { status: { state: end(1, 9, 143) }, pod: { metadata: { deletionTimestamp: ago(1) } } },
    ],
    ['a pod that succeeded', { status: { state: end(1, 9, 137) }, pod: { status: { phase: 'Succeeded' } } }],
    [
      'a container that is done and need not run again',
      { status: { state: end(90, 9, 0, 'Completed') }, pod: { spec: { restartPolicy: 'OnFailure' } } },
    ],
    [
      'an image that cannot be pulled',
      { status: { state: { waiting: { reason: 'ImagePullBackOff' } }, lastState: end(9, 9) } },
    ],
  ])('%s', (_what, given) => expect(rows(given)).toEqual([]));

  test('a failed pod whose Job has completed, or whose ReplicaSet has its replicas: it says so', () => {
    const failed = { status: { restartCount: 0, state: end(9, 9) } };
    const owned = (kind: string) => ({
      status: { phase: 'Failed' },
      metadata: { ownerReferences: [{ kind, name: 'o', controller: true }] },
    });
    const job = {
      metadata: { name: 'o', namespace: 'n' },
      status: { conditions: [{ type: 'Complete', status: 'True' }] },
    };
    const set = { metadata: { name: 'o', namespace: 'n' }, spec: { replicas: 2 }, status: { readyReplicas: 2 } };
    expect(rows({ ...failed, pod: owned('Job') })).toMatchObject([{ killer: 'application', exitCode: 1 }]);
    expect(rows({ ...failed, pod: owned('Job'), others: { jobs: [job] } })).toMatchObject([{ killer: 'leftover' }]);
    expect(rows({ ...failed, pod: owned('ReplicaSet'), others: { replicasets: [set] } })).toMatchObject([
      { killer: 'leftover' },
    ]);
  });
});

describe('who ended it', () => {
  const liveness = {
    livenessProbe: {
      httpGet: { path: '/', port: 8080 },
      initialDelaySeconds: 5,
      periodSeconds: 10,
      failureThreshold: 3,
    },
  };
  const killing = (seconds: number) => ({
    reason: 'Killing',
    message: 'Container app failed liveness probe, will be restarted',
    lastTimestamp: ago(seconds),
  });

  test.each<[string, Given, object]>([
    [
      'the kernel, for memory',
      { status: { state: waiting, lastState: end(9, 9, 137, 'OOMKilled') } },
      { killer: 'oom', signalName: 'SIGKILL' },
    ],
    [
      'the kernel, but another process',
      { status: { state: waiting, lastState: end(9, 9, 1, 'OOMKilled') } },
      { killer: 'oom-child' },
    ],
    ['nobody known', { status: { state: waiting, lastState: end(9, 9, 137) } }, { killer: 'signal' }],
    [
      'the kubelet, for a probe',
      { status: { state: waiting, lastState: end(9, 40, 137) }, spec: liveness, events: [killing(19)] },
      { killer: 'liveness', killedAfter: 30, workedBefore: false },
    ],
    [
      'the same, when it had worked',
      { status: { state: waiting, lastState: end(9, 90, 137) }, spec: liveness, events: [killing(19)] },
      { killer: 'liveness', killedAfter: 80, workedBefore: true },
    ],
    [
      'the same, when the event was dropped by the filter',
      { status: { state: waiting, lastState: end(9, 40, 137) }, spec: liveness, events: [killing(300)] },
      { killer: 'liveness', killedAfter: 30, workedBefore: false },
    ],
    [
      'the same, when the event has been taken along by the kill of the next life',
      {
        status: { state: running(20), lastState: end(21, 40, 137) },
        spec: liveness,
        events: [{ ...killing(1), count: 4, firstTimestamp: ago(200) }],
      },
      { killer: 'liveness', killedAfter: 30, workedBefore: false },
    ],
    [
      'not the probe: it has killed only the next life',
      {
        status: { state: running(20), lastState: end(21, 40, 137) },
        spec: liveness,
        events: [{ ...killing(1), firstTimestamp: ago(1) }],
      },
      { killer: 'signal' },
    ],
    [
      'not the probe: the exit code is its own',
      { status: { state: waiting, lastState: end(9, 40, 1) }, spec: liveness, events: [killing(300)] },
      { killer: 'application' },
    ],
    [
      'not the probe of another container',
      {
        status: { state: waiting, lastState: end(9, 40, 137) },
        spec: liveness,
        events: [
          {
            ...killing(19),
            involvedObject: { kind: 'Pod', namespace: 'n', name: 'p', uid: 'u', fieldPath: 'spec.containers{other}' },
          },
        ],
      },
      { killer: 'signal' },
    ],
    [
      'the runtime, before it lived',
      {
        status: {
          state: waiting,
          lastState: {
            terminated: {
              exitCode: 128,
              reason: 'StartError',
              startedAt: '1970-01-01T00:00:00Z',
              finishedAt: ago(9),
              message: 'x: unable to start container process: exec: "a": executable file not found in $PATH: unknown',
            },
          },
        },
      },
      { killer: 'runtime', ranSeconds: null, startProblem: 'exec: "a": executable file not found in $PATH' },
    ],
    [
      'a lost node',
      { status: { state: waiting, lastState: end(9, 9, 137, 'ContainerStatusUnknown') } },
      { killer: 'lost' },
    ],
  ])('%s', (_who, given, expected) => expect(row(given)).toMatchObject(expected));
});

test('a pod that something else has ended has not crashed', () => {
  const failed = (reason: string) => ({
    status: { state: end(9, 9, 137) },
    pod: { status: { phase: 'Failed', reason } },
  });
  expect(rows(failed('Evicted'))).toEqual([]);
  expect(rows(failed('Terminated'))).toEqual([]);
  expect(rows(failed(''))).toHaveLength(1);
});

test('a sidecar that the kubelet ends after the work is no crash, its crash loop is one', () => {
  const spec = { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }] };
  const ended = { restartCount: 0, name: 'proxy', state: end(5, 60, 143) };
  const failed = { status: { phase: 'Failed', initContainerStatuses: [ended] }, spec };
  expect(rows({ status: { restartCount: 0, state: end(6, 60, 2) }, pod: failed })).toMatchObject([
    { container: 'app', exitCode: 2 },
  ]);
  const loop = {
    status: { initContainerStatuses: [{ name: 'proxy', restartCount: 3, state: waiting, lastState: end(9, 1) }] },
    spec,
  };
  expect(rows({ status: { restartCount: 0, state: running(90) }, pod: loop })).toMatchObject([
    { container: 'proxy', type: 'sidecar', endPath: 'status.initContainerStatuses[proxy].lastState.terminated' },
  ]);
});

test('without a log the row says so and keeps the exit code', () =>
  expect(row({ status: { state: waiting, lastState: end(9, 9, 2) } })).toMatchObject({
    hasLog: false,
    log: null,
    lastError: null,
    exitCode: 2,
    backoff: 80,
  }));

test('all rows have the same fields, whatever is known', () => {
  const full = row({
    status: { state: waiting, lastState: end(9, 9, 137) },
    spec: {
      livenessProbe: { exec: { command: ['x'] } },
      lifecycle: { postStart: { exec: { command: ['y'] } } },
      resources: { limits: { memory: '64Mi' } },
    },
    logs: [{ text: 'ERROR x', previous: true }],
  });
  const empty = row({ status: { state: waiting } });
  expect(Object.keys(empty ?? {}).toSorted()).toEqual(Object.keys(full ?? {}).toSorted());
});

test('a probe is said with the number of its port', () => {
  const spec = { ports: [{ name: 'web', containerPort: 8080 }], livenessProbe: { tcpSocket: { port: 'web' } } };
  expect(row({ status: { state: waiting, lastState: end(9, 9) }, spec })).toMatchObject({
    probe: 'tcpSocket :8080',
    probePort: 8080,
  });
});

test('a log that was not read is told from one that says nothing', () => {
  const status = { state: waiting, lastState: end(30, 1) };
  const unread = (logs: Given['logs']) => rows({ status, ...(logs && { logs }) })[0]?.['logUnread'];
  expect(unread([])).toBe(true);
  expect(unread([{ text: '', previous: true }])).toBe(false);
  expect(unread([{ text: 'boom', previous: false }])).toBe(false);
});

test.each([
  ['bind() to 0.0.0.0:80 failed (13: Permission denied)', true],
  ['listen tcp :8443: bind: permission denied', false],
  ['bind: permission denied', false],
])('a port is only called privileged when the log names one: %s', (text, privileged) => {
  const status = { state: waiting, lastState: end(30, 1) };
  expect(row({ status, logs: [{ text, previous: true }] })?.['privilegedPort']).toBe(privileged);
});
