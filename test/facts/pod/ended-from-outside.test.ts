import { expect, test } from 'vitest';
import fact from '../../../src/facts/pod/ended-from-outside.ts';
import { ago, clusterOf, ended, nodeWith, podWith } from './clock.ts';

const disruption = (reason: string) => [
  { type: 'DisruptionTarget', status: 'True', reason, lastTransitionTime: ago(30), message: 'm' },
];
const failed = (reason: string, conditions: object[] = []) => ({
  phase: 'Failed',
  reason,
  conditions,
  containerStatuses: [ended],
});
const leaving = { deletionTimestamp: ago(-20) };
const rows = (pod: object, others: object = {}) =>
  fact.derive(clusterOf({ pods: [pod], nodes: [nodeWith('True')], ...others }));

test.each([
  ['the kubelet, for its node', {}, failed('Evicted'), 'kubelet-eviction'],
  [
    'the kubelet, for a critical pod',
    {},
    failed('Preempting', disruption('TerminationByKubelet')),
    'kubelet-preemption',
  ],
  [
    'the kubelet, as the machine goes down',
    {},
    failed('Terminated', disruption('TerminationByKubelet')),
    'kubelet-shutdown',
  ],
  ['its deadline', {}, failed('DeadlineExceeded'), 'deadline'],
  ['a drain', leaving, { conditions: disruption('EvictionByEvictionAPI') }, 'eviction-api'],
  ['a taint', leaving, { conditions: disruption('DeletionByTaintManager') }, 'taint'],
  ['the scheduler', leaving, { conditions: disruption('PreemptionByScheduler') }, 'scheduler'],
  ['the garbage collector', {}, { phase: 'Failed', conditions: disruption('DeletionByPodGC') }, 'pod-gc'],
  ['somebody new', leaving, { conditions: disruption('DeletionByDeviceTaintManager') }, 'other'],
])('ended by %s', (_who, metadata, status, ender) =>
  expect(rows(podWith(metadata, status))).toMatchObject([{ ender, managed: false, replaced: false }]),
);

test.each([
  ['a failure of its own', {}, { phase: 'Failed', containerStatuses: [ended] }],
  ['success in the last moment', {}, { phase: 'Succeeded', conditions: disruption('EvictionByEvictionAPI') }],
  ['an eviction that was given up: the pod lives on', {}, { conditions: disruption('EvictionByEvictionAPI') }],
  ['a withdrawn condition', leaving, { conditions: [{ type: 'DisruptionTarget', status: 'False' }] }],
  ['a plain deletion', leaving, {}],
])('nobody ended it: %s', (_what, metadata, status) => expect(rows(podWith(metadata, status))).toEqual([]));

const ownedBy = (kind: string) => ({ ownerReferences: [{ apiVersion: 'apps/v1', kind, name: 'w', controller: true }] });
const replicas = (readyReplicas: number) => [
  { metadata: { name: 'w', namespace: 'n' }, spec: { replicas: 1 }, status: { readyReplicas } },
];

test('a failed pod whose owner has its replicas is replaced, one whose owner lacks some is not', () => {
  const pod = podWith(ownedBy('ReplicaSet'), failed('Evicted'));
  expect(rows(pod, { replicasets: replicas(1) })).toMatchObject([{ replaced: true, managed: true }]);
  expect(rows(pod, { replicasets: replicas(0) })).toMatchObject([{ replaced: false }]);
});

test('a pod that leaves is not counted by its ReplicaSet, but is by its StatefulSet', () => {
  const pod = (kind: string) =>
    podWith({ ...leaving, ...ownedBy(kind) }, { conditions: disruption('DeletionByTaintManager') });
  expect(rows(pod('ReplicaSet'), { replicasets: replicas(1) })).toMatchObject([{ replaced: true }]);
  expect(rows(pod('ReplicaSet'), { replicasets: replicas(0) })).toMatchObject([{ replaced: false }]);
  expect(rows(pod('StatefulSet'), { statefulsets: replicas(1) })).toMatchObject([{ replaced: false }]);
});

test('who preempted it: found by the uid in the event', () => {
  const uid = '0b6a1d70-1111-4222-8333-123456789abc';
  const event = {
    metadata: { name: 'e', namespace: 'n' },
    involvedObject: { kind: 'Pod', namespace: 'n', name: 'p', uid: 'u' },
    reason: 'Preempted',
    message: `Preempted by pod ${uid} on node w1`,
  };
  const other = {
    metadata: { name: 'pay', namespace: 'shop', uid },
    spec: { priority: 900, priorityClassName: 'high' },
  };
  const pod = podWith(leaving, { conditions: disruption('PreemptionByScheduler') });
  expect(fact.derive(clusterOf({ pods: [pod, other], events: [event] }))).toMatchObject([
    { preemptor: 'shop/pay', preemptorPriority: 900, preemptorClass: 'high' },
  ]);
  expect(rows(pod, { events: [event] })).toMatchObject([{ preemptor: null, preemptorUid: uid }]);
});
