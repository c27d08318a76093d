import { expect, test } from 'vitest';
import deletion from '../../../src/facts/pod/deletion.ts';
import { ago, clusterOf, ended, nodeWith, podWith } from './clock.ts';

interface Given {
  past: number;
  grace?: number;
  metadata?: object;
  status?: object;
  spec?: object;
  node?: string;
  events?: string[];
}

function row({ past, grace = 30, metadata = {}, status = {}, spec = {}, node = 'True', events = [] }: Given) {
  const pod = podWith({ deletionTimestamp: ago(past), deletionGracePeriodSeconds: grace, ...metadata }, status, spec);
  const told = events.map((reason, i) => ({
    metadata: { name: `e${i}`, namespace: 'n' },
    involvedObject: { kind: 'Pod', namespace: 'n', name: 'p', uid: 'u' },
    reason,
    lastTimestamp: ago(5),
  }));
  return deletion.derive(clusterOf({ pods: [pod], nodes: node ? [nodeWith(node)] : [], events: told }))[0];
}
const over = { status: { phase: 'Failed', containerStatuses: [ended] } };

test('the timestamp includes the grace period', () => {
  expect(row({ past: -20 })).toMatchObject({ left: 20, overdue: 0, asked: 10, grace: 30, blocker: 'grace' });
  expect(row({ past: 45 })).toMatchObject({ left: 0, overdue: 45, asked: 75 });
});

test.each<[string, Given, string]>([
  ['within its time', { past: -1 }, 'grace'],
  ['a moment after its time', { past: 5 }, 'grace'],
  [
    'a finalizer, containers still running within their time',
    { past: -5, metadata: { finalizers: ['a.b/c'] } },
    'grace',
  ],
  ['a finalizer after everything has ended', { past: 40, metadata: { finalizers: ['a.b/c'] }, ...over }, 'finalizer'],
  ['a finalizer that has had no time yet', { past: 3, metadata: { finalizers: ['a.b/c'] }, ...over }, 'grace'],
  ['everything has ended, nothing holds it', { past: 60, ...over }, 'cleanup'],
  ['volumes are being unmounted', { past: 20, ...over }, 'grace'],
  ['the runtime says that it cannot kill', { past: 20, events: ['FailedKillPod'] }, 'kill'],
  ['nobody says anything', { past: 60 }, 'kubelet'],
  ['a node that does not report', { past: 60, node: 'Unknown', metadata: { finalizers: ['a.b/c'] } }, 'node'],
  ['a node that does not report, before its time is over', { past: -20, node: 'Unknown' }, 'node'],
  ['an unready node whose kubelet still works', { past: -20, node: 'False' }, 'grace'],
  ['a pod that never had a node', { past: 60, spec: { nodeName: '' } }, 'grace'],
  ['a node that is gone', { past: 60, node: '' }, 'node-gone'],
])('%s', (_what, given, blocker) => expect(row(given)?.['blocker']).toBe(blocker));

test('a node that may not be read is not called healthy', () => {
  const pod = podWith({ deletionTimestamp: ago(60), deletionGracePeriodSeconds: 30 });
  const cluster = clusterOf({ pods: [pod] }, { nodes: 'denied' });
  expect(deletion.derive(cluster)[0]?.['blocker']).toBe('unseen');
});

test('a failure to kill before the deletion is history', () => {
  const events = ['FailedKillPod'];
  expect(row({ past: 2, grace: 0, events })?.['blocker']).toBe('grace');
});

test.each([
  [['batch.kubernetes.io/job-tracking'], 'Job controller (kube-controller-manager)', 'batch.kubernetes.io'],
  [['cleanup.acme.example/x'], null, 'cleanup.acme.example'],
  [['foregroundDeletion'], 'garbage collector (kube-controller-manager)', 'foregroundDeletion'],
])('who removes %s', (finalizers, finalizerOwner, finalizerDomain) =>
  expect(row({ past: 60, metadata: { finalizers }, ...over })).toMatchObject({ finalizerOwner, finalizerDomain }),
);

test('a pod that is not being deleted has no row', () =>
  expect(deletion.derive(clusterOf({ pods: [podWith({})], nodes: [nodeWith('True')] }))).toEqual([]));
