import { describe, expect, test } from 'vitest';
import { toSnapshot } from '../../src/collect/build.ts';
import { Cluster } from '../../src/model/cluster.ts';
import { creationErrors, innermost } from '../../src/model/creation.ts';

const OCI =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ';

function errors(status: object, events: object[] = [], pod: { status?: object; metadata?: object } = {}) {
  const cluster = new Cluster(
    toSnapshot({
      takenAt: '2026-01-01T12:00:00Z',
      source: { kind: 'recording', location: 'test' },
      objects: {
        pods: [
          {
            metadata: { name: 'p', namespace: 'n', uid: 'u', ...pod.metadata },
            spec: { nodeName: 'w1', containers: [{ name: 'app' }] },
            status: {
              phase: 'Pending',
              containerStatuses: [{ name: 'app', restartCount: 0, ...status }],
              ...pod.status,
            },
          },
        ],
        events: events.map((event, i) => ({
          metadata: { name: `e${i}`, namespace: 'n' },
          involvedObject: { kind: 'Pod', namespace: 'n', name: 'p', uid: 'u', fieldPath: 'spec.containers{app}' },
          ...event,
        })),
      },
      logs: [],
      coverage: [],
    }),
  );
  return cluster.subjects.flatMap((subject) => creationErrors(subject, cluster));
}

const waiting = (reason: string, message?: string) => ({ waiting: { reason, ...(message && { message }) } });
const failed = (message: string, at = '2026-01-01T11:59:50Z') => ({ reason: 'Failed', message, lastTimestamp: at });
const exited = { terminated: { exitCode: 1, reason: 'Error', finishedAt: '2026-01-01T11:59:00Z' } };

describe('the stage at which a container fails', () => {
  test.each([
    ['CreateContainerConfigError', 'config'],
    ['CreateContainerError', 'create'],
    ['RunContainerError', 'start'],
    ['PreStartHookError', 'start'],
  ])('%s', (reason, stage) => {
    expect(errors({ state: waiting(reason, 'why') })).toMatchObject([
      { stage, reason, message: 'why', path: 'status.containerStatuses[app].state.waiting.message' },
    ]);
  });

  test('a container that the runtime could not start keeps that as its last life', () => {
    const lastState = { terminated: { exitCode: 128, reason: 'StartError', message: `${OCI}x: unknown` } };
    expect(errors({ state: waiting('CrashLoopBackOff', 'back-off 10s'), lastState })).toMatchObject([
      { stage: 'start', path: 'status.containerStatuses[app].lastState.terminated.message' },
    ]);
    expect(errors({ state: { running: {} }, lastState })).toEqual([]);
  });
});

describe('the event tells where the status does not', () => {
  test('between two attempts of a container that has lived before', () => {
    const state = { state: waiting('CrashLoopBackOff', 'back-off 10s'), lastState: exited };
    expect(errors(state, [failed('Error: configmap "gone" not found')])).toMatchObject([
      { stage: 'config', reason: 'CreateContainerConfigError', message: 'configmap "gone" not found', path: undefined },
    ]);
  });

  test('an event older than the last life is history', () => {
    const state = { state: waiting('CrashLoopBackOff', 'back-off 10s'), lastState: exited };
    expect(errors(state, [failed('Error: configmap "gone" not found', '2026-01-01T11:58:00Z')])).toEqual([]);
    expect(errors(state, [failed('Error: ErrImagePull')])).toEqual([]);
  });

  test('a start after it ends it', () => {
    const started = { reason: 'Started', message: 'Started container app', lastTimestamp: '2026-01-01T11:59:55Z' };
    expect(errors({ state: waiting('ContainerCreating') }, [failed('Error: secret "s" not found'), started])).toEqual(
      [],
    );
  });
});

test('while the next attempt goes on, the failure before is history', () => {
  const pulled = {
    reason: 'Pulled',
    message: 'Container image already present',
    lastTimestamp: '2026-01-01T11:59:55Z',
  };
  const failure = failed('Error: secret "s" not found');
  expect(errors({ state: waiting('ContainerCreating') }, [failure])).toHaveLength(1);
  expect(errors({ state: waiting('ContainerCreating') }, [failure, pulled])).toEqual([]);
});

test('a pod that was evicted is left alone', () => {
  const state = { state: waiting('CreateContainerConfigError', 'why') };
  expect(errors(state, [], { status: { phase: 'Failed', reason: 'Evicted' } })).toEqual([]);
});

test('a pod that is done or being deleted is left alone', () => {
  const state = { state: waiting('CreateContainerConfigError', 'why') };
  expect(errors(state, [], { status: { phase: 'Succeeded' } })).toEqual([]);
  expect(errors(state, [], { metadata: { deletionTimestamp: '2026-01-01T12:00:00Z' } })).toEqual([]);
});

test.each([
  [
    `${OCI}error during container init: mkdir /etc/passwd: not a directory: unknown`,
    'mkdir /etc/passwd: not a directory',
  ],
  [
    `${OCI}error during container init: error mounting "/var/lib/kubelet/pods/1/volumes/kubernetes.io~empty-dir/w" to rootfs at "/x"`,
    'error mounting "volume w" to rootfs at "/x"',
  ],
  [
    'mkdir /run/containerd/io.containerd.runtime.v2.task/k8s.io/1/rootfs/data/sub: read-only',
    'mkdir /data/sub: read-only',
  ],
  ['rpc error: code = Unknown desc = a sentence', 'a sentence'],
  ['', ''],
])('the layers a message passed through are taken off: %s', (message, inner) => {
  expect(innermost(message)).toBe(inner);
});
