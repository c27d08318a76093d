import { describe, expect, test } from 'vitest';
import { toSnapshot } from '../../src/collect/build.ts';
import { Cluster } from '../../src/model/cluster.ts';
import { containersOf } from '../../src/model/pod.ts';
import { failuresOf, isReported, patience, unreadyOf, wasReady } from '../../src/model/unready.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString().replace('.000Z', 'Z');

interface Given {
  status?: object;
  spec?: object;
  metadata?: object;
  ready?: { status: string; since: number };
  events?: object[];
  node?: string;
}

function stage({
  status = {},
  spec = {},
  metadata = {},
  ready = { status: 'False', since: 60 },
  events = [],
  node = 'True',
}: Given) {
  const snapshot = toSnapshot({
    takenAt: ago(0),
    source: { kind: 'recording', location: 'test' },
    objects: {
      nodes: [{ metadata: { name: 'w1' }, status: { conditions: [{ type: 'Ready', status: node }] } }],
      pods: [
        {
          metadata: { name: 'p', namespace: 'n', uid: 'u', ...metadata },
          spec: { nodeName: 'w1', containers: [{ name: 'app', readinessProbe: { tcpSocket: { port: 80 } }, ...spec }] },
          status: {
            phase: 'Running',
            conditions: [{ type: 'Ready', status: ready.status, lastTransitionTime: ago(ready.since) }],
            containerStatuses: [
              {
                name: 'app',
                ready: false,
                started: true,
                restartCount: 0,
                state: { running: { startedAt: ago(60) } },
                ...status,
              },
            ],
          },
        },
      ],
      events: events.map((event, i) => ({
        metadata: { name: `e${i}`, namespace: 'n' },
        involvedObject: { kind: 'Pod', namespace: 'n', name: 'p', uid: 'u', fieldPath: 'spec.containers{app}' },
        reason: 'Unhealthy',
        ...event,
      })),
    },
    logs: [],
    coverage: [],
  });
  const cluster = new Cluster(snapshot);
  const [pod] = cluster.subjects;
  const [container] = pod ? containersOf(pod) : [];
  if (!pod || !container) throw new Error('no pod');
  return { cluster, pod, container };
}

const waitsFor = (given: Given): string | undefined => {
  const { cluster, pod, container } = stage(given);
  return unreadyOf(pod, container, cluster)?.waitsFor;
};

test('a running container waits for its startup probe first, then for its readiness probe', () => {
  expect(waitsFor({ spec: { startupProbe: { tcpSocket: { port: 80 } } }, status: { started: false } })).toBe('startup');
  expect(waitsFor({ spec: { startupProbe: { tcpSocket: { port: 80 } } } })).toBe('readiness');
});

test.each<[string, Given]>([
  ['that is ready', { status: { ready: true } }],
  ['of a pod that is being deleted', { metadata: { deletionTimestamp: ago(-20) } }],
  ['that has ended', { status: { state: { terminated: { exitCode: 0 } } } }],
  [
    'in a crash loop',
    {
      status: { restartCount: 3, lastState: { terminated: { exitCode: 1, startedAt: ago(70), finishedAt: ago(62) } } },
    },
  ],
])('nothing is expected of a container %s', (_what, given) => {
  expect(waitsFor(given)).toBeUndefined();
});

describe('a container was ready in its present life', () => {
  const was = (given: Given): boolean => {
    const { pod, container } = stage(given);
    return wasReady(pod, container);
  };
  test('when the pod turned unready long after its start', () => {
    expect(was({ ready: { status: 'False', since: 20 } })).toBe(true);
  });
  test.each<[string, Given]>([
    ['it is unready since its creation', { ready: { status: 'False', since: 62 } }],
    [
      'the pod turned unready as its former life ended',
      { status: { restartCount: 1 }, ready: { status: 'False', since: 58 } },
    ],
    ['the pod is ready', { ready: { status: 'True', since: 20 } }],
  ])('not when %s', (_what, given) => {
    expect(was(given)).toBe(false);
  });
});

test('failures of a former life, of another probe and of another container are not counted', () => {
  const message = 'Readiness probe failed: EOF';
  const { cluster, pod, container } = stage({
    events: [
      { message, count: 4, firstTimestamp: ago(90), lastTimestamp: ago(5) },
      { message, count: 9, firstTimestamp: ago(300), lastTimestamp: ago(100) },
      { message: 'Liveness probe failed: EOF', count: 9, firstTimestamp: ago(50), lastTimestamp: ago(5) },
      {
        message,
        count: 9,
        firstTimestamp: ago(50),
        lastTimestamp: ago(5),
        involvedObject: { kind: 'Pod', namespace: 'n', name: 'p', uid: 'u', fieldPath: 'spec.containers{web}' },
      },
    ],
  });
  expect(failuresOf(pod, container, 'readiness', cluster)).toMatchObject({
    count: 4,
    first: NOW - 60_000, // an event that was folded together over lives cannot be older than this one
    last: NOW - 5_000,
  });
});

test('patience: all of a startup probe, a minute of a readiness probe, longer only where three periods are', () => {
  const probe = { initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 30 };
  expect(patience(probe, 'startup')).toBe(310);
  expect(patience(probe, 'readiness')).toBe(70);
  expect(patience({}, 'readiness')).toBe(30);
  expect(patience({ periodSeconds: 60, failureThreshold: 5 }, 'readiness')).toBe(180);
});

test('a node that does not report makes the status of its pods old', () => {
  for (const [node, reported] of [
    ['True', true],
    ['Unknown', false],
    ['False', false],
  ] as const) {
    const { cluster, pod } = stage({ node });
    expect(isReported(pod, cluster), node).toBe(reported);
  }
});
