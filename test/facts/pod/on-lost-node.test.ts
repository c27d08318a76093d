import { expect, test } from 'vitest';
import fact from '../../../src/facts/pod/on-lost-node.ts';
import health from '../../../src/facts/node/health.ts';
import { ago, clusterOf, nodeWith, podWith } from './clock.ts';

const taint = (key: string, since: number) => ({ key, effect: 'NoExecute', timeAdded: ago(since) });
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const tolerates = (seconds?: number) => ({
  tolerations: [
    {
      key: UNREACHABLE,
      operator: 'Exists',
      effect: 'NoExecute',
      ...(seconds !== undefined && { tolerationSeconds: seconds }),
    },
  ],
});
const row = (spec: object, taints = [taint(UNREACHABLE, 100)], ready = 'Unknown') =>
  fact.derive(clusterOf({ pods: [podWith({}, {}, spec)], nodes: [nodeWith(ready, taints)] }))[0];

test('a pod is deleted when its toleration has run out, counted from the taint', () => {
  expect(row(tolerates(300))).toMatchObject({ evicted: true, evictedIn: 200, state: 'silent' });
  expect(row(tolerates(0))).toMatchObject({ evicted: true, evictedIn: -100 });
  expect(row({})).toMatchObject({ evicted: true, evictedIn: -100 });
});

test('a toleration without an end keeps the pod, and so does a node without the taint', () => {
  expect(row(tolerates())).toMatchObject({ evicted: false, evictedIn: null });
  expect(row({ tolerations: [{ operator: 'Exists' }] })).toMatchObject({ evicted: false });
  expect(row({}, [])).toMatchObject({ evicted: false });
});

test('another NoExecute taint that is not tolerated decides', () =>
  expect(row(tolerates(300), [taint(UNREACHABLE, 100), taint('x', 10)])).toMatchObject({ evictedIn: -10 }));

test('a ready node makes no rows', () => {
  expect(row({}, [], 'True')).toBeUndefined();
  expect(health.derive(clusterOf({ pods: [podWith({})], nodes: [nodeWith('True')] }))).toEqual([]);
});

const lease = (seconds: number) => ({
  metadata: { name: 'w1', namespace: 'kube-node-lease' },
  spec: { renewTime: ago(seconds), leaseDurationSeconds: 40 },
});
const node = (ready: string, leases: object[]) =>
  health.derive(clusterOf({ pods: [podWith({})], nodes: [nodeWith(ready)], leases }))[0];

test('a node is as old as its Lease; without one as its last posted status', () => {
  expect(node('Unknown', [lease(90)])).toMatchObject({ heardAgo: 90, leaseAge: 90, recovering: false });
  expect(node('Unknown', [])).toMatchObject({ heardAgo: 150, leaseAge: null, recovering: false });
});

test('a fresh Lease under Ready Unknown is a node that comes back', () =>
  expect(node('Unknown', [lease(3)])).toMatchObject({ recovering: true, target: { kind: 'Node', name: 'w1' } }));
