import { describe, expect, test } from 'vitest';
import { parseRefusal } from '../../src/schedule/message.ts';

const brief = (message: string) => parseRefusal(message).reasons.map(({ kind, count, text }) => [kind, count, text]);

describe('wordings of different versions', () => {
  test('1.34 with dynamic resource allocation adds sentences that say nothing', () => {
    const message =
      '0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. no new claims to deallocate, preemption: 0/4 nodes are available: 2 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.';
    expect(parseRefusal(message)).toEqual({
      total: 4,
      reasons: [
        { kind: 'taint', count: 1, text: 'node(s) had untolerated taint(s)', ofNodes: true },
        { kind: 'resource', count: 3, text: 'Insufficient cpu', resource: 'cpu', ofNodes: true },
      ],
      preemption:
        '0/4 nodes are available: 2 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.',
    });
  });

  test('1.26 names the taint in braces, dots and all', () => {
    expect(
      brief(
        '0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient memory. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod..',
      ),
    ).toEqual([
      ['taint', 1, 'node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }'],
      ['resource', 2, 'Insufficient memory'],
    ]);
  });

  test('1.20 has a comma within the reason and no word on preemption', () => {
    expect(
      brief(
        "0/3 nodes are available: 1 node(s) had taint {dedicated: db}, that the pod didn't tolerate, 2 node(s) had volume node affinity conflict.",
      ),
    ).toEqual([
      ['taint', 1, "node(s) had taint {dedicated: db}, that the pod didn't tolerate"],
      ['volume-node', 2, 'node(s) had volume node affinity conflict'],
    ]);
  });

  test('a reason about the pod itself has no count and holds for all nodes', () => {
    expect(parseRefusal('0/4 nodes are available: persistentvolumeclaim "data" not found. not found').reasons).toEqual([
      { kind: 'claim', count: 4, text: 'persistentvolumeclaim "data" not found', ofNodes: false },
    ]);
  });
});

test.each([
  ["1 node(s) didn't match Pod's node affinity/selector", 'selector'],
  ["1 node(s) didn't match node selector", 'selector'],
  ["1 node(s) didn't satisfy plugin(s) [NodeAffinity]", 'selector'],
  ['pod affinity terms conflict', 'selector'],
  ["1 node(s) didn't match PersistentVolume's node affinity", 'volume-node'],
  ['1 node(s) had no available volume zone', 'volume-node'],
  ["1 node(s) didn't find available persistent volumes to bind", 'volume-none'],
  ['1 node(s) exceed max volume count', 'volume-limit'],
  ['pod has unbound immediate PersistentVolumeClaims', 'claim'],
  ['waiting for ephemeral volume controller to create the persistentvolumeclaim "app-x"', 'claim'],
  ['PVC shop/app-x was not created for pod shop/app (pod is not owner)', 'claim'],
  [
    '1 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
    'claim-in-use',
  ],
  ["1 node(s) didn't match pod anti-affinity rules", 'pod-anti-affinity'],
  ["1 node(s) didn't satisfy existing pods anti-affinity rules", 'pod-anti-affinity'],
  ["1 node(s) didn't match pod affinity rules", 'pod-affinity'],
  ["1 node(s) didn't match pod topology spread constraints (missing required label)", 'topology-spread'],
  ["1 node(s) didn't have free ports for the requested pod ports", 'host-port'],
  ['1 Too many pods', 'too-many-pods'],
  ['1 Insufficient nvidia.com/gpu', 'resource'],
  ['1 node(s) were unschedulable', 'cordoned'],
  ['3 cannot allocate all claims', 'device-claim'],
  ["1 node(s) didn't satisfy the gang's quorum", 'other'],
])('%s is %s', (reason, kind) =>
  expect(parseRefusal(`0/1 nodes are available: ${reason}.`).reasons[0]?.kind).toBe(kind),
);

test('no nodes at all is a sentence of its own', () => {
  expect(parseRefusal('no nodes available to schedule pods').reasons[0]?.kind).toBe('no-nodes');
});
