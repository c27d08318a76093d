import { expect, test } from 'vitest';
import { toSnapshot } from '../../src/collect/build.ts';
import { Cluster } from '../../src/model/cluster.ts';
import { lackOf } from '../../src/model/lack.ts';
import type { Kind } from '../../src/model/objects.ts';
import { resources } from '../../src/model/resources.ts';

type Raw = { metadata: { name: string } & Record<string, unknown> } & Record<string, unknown>;

const owned = (kind: string, name: string) => ({
  namespace: 'shop',
  ownerReferences: [{ kind, name, controller: true }],
});
const pod = (name: string, kind: string, owner: string, more: object = {}): Raw => ({
  metadata: { name, ...owned(kind, owner), ...more },
});

function lack(kind: Kind, spec: object, status: object, objects: Partial<Record<Kind, Raw[]>>) {
  const object: Raw = { metadata: { name: 'web', namespace: 'shop' }, spec, status };
  const all = { ...objects, [kind]: [...(objects[kind] ?? []), object] };
  const source = { kind: 'recording', location: 'test' } as const;
  const cluster = new Cluster(
    toSnapshot({ takenAt: '2026-01-01T00:00:00Z', source, objects: all, logs: [], coverage: [] }),
  );
  const [workload] = cluster.all(kind).filter(({ metadata }) => metadata.name === 'web');
  if (!workload) throw new Error('not kept');
  return lackOf({ kind: resources[kind].kind, object: workload }, cluster);
}

const set = (replicas: number): Raw => ({
  metadata: { name: 'web-1', ...owned('Deployment', 'web') },
  spec: { replicas },
});

test('a Deployment lacks what its ReplicaSets lack', () => {
  const one = [pod('web-1-a', 'ReplicaSet', 'web-1')];
  expect(lack('deployments', { replicas: 3 }, {}, { replicasets: [set(3)], pods: one })).toEqual({
    wanted: 3,
    existing: 1,
  });
  expect(lack('deployments', { replicas: 3 }, {}, {})).toEqual({ wanted: 3, existing: 0 });
});

test('between two revisions of Recreate nothing is lacking', () => {
  const leaving = [pod('web-1-a', 'ReplicaSet', 'web-1', { deletionTimestamp: '2026-01-01T00:00:10Z' })];
  expect(lack('deployments', { replicas: 3 }, {}, { replicasets: [set(0)], pods: leaving })).toEqual({
    wanted: 0,
    existing: 0,
  });
});

test('a StatefulSet that goes one by one wants the next pod only once the last is ready', () => {
  const pods = [pod('web-0', 'StatefulSet', 'web')];
  expect(lack('statefulsets', { replicas: 3 }, { readyReplicas: 0 }, { pods }).wanted).toBe(1);
  expect(lack('statefulsets', { replicas: 3 }, { readyReplicas: 1 }, { pods }).wanted).toBe(3);
  expect(lack('statefulsets', { replicas: 3, podManagementPolicy: 'Parallel' }, {}, { pods }).wanted).toBe(3);
});

test('a Job that waits between two tries lacks nothing; one that never got a pod does', () => {
  expect(lack('jobs', { parallelism: 2 }, {}, {})).toEqual({ wanted: 2, existing: 0 });
  expect(lack('jobs', { parallelism: 2 }, { failed: 1 }, {}).wanted).toBe(0);
  expect(lack('jobs', { parallelism: 2, suspend: true }, {}, {}).wanted).toBe(0);
  expect(lack('jobs', { parallelism: 2, managedBy: 'example.com/queue' }, {}, {}).wanted).toBe(0);
});
