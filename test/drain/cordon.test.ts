import { expect, test } from 'vitest';
import { cordonNode, restoreNode } from '../../src/drain/cordon.ts';
import { journalOf } from '../../src/drain/journal.ts';
import { JOURNAL } from '../../src/model/maintenance.ts';
import type { Node } from '../../src/model/objects.ts';
import type { ClusterWriter, NodeChange, WriteOutcome } from '../../src/model/writer.ts';

/** A played Node that takes merge patches, and refuses those of an older resourceVersion. */
function played(spec: Node['spec'] = {}, annotations: Record<string, string> = {}) {
  let node: Node = { metadata: { name: 'w1', namespace: '', resourceVersion: '1', annotations }, spec };
  const changes: NodeChange[] = [];
  let disturb = 0;
  const patch = (change: NodeChange): WriteOutcome => {
    changes.push(change);
    if (disturb-- > 0) node = { ...node, metadata: { ...node.metadata, resourceVersion: `other${disturb}` } };
    if (change.resourceVersion && change.resourceVersion !== node.metadata.resourceVersion) {
      return { kind: 'conflict', message: 'the object has been modified' };
    }
    if (change.dryRun) return { kind: 'written' };
    const all = { ...node.metadata.annotations, ...change.annotations };
    const kept = Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null),
    );
    const { unschedulable = node.spec?.unschedulable ?? false } = change;
    node = { metadata: { ...node.metadata, annotations: kept }, spec: { ...node.spec, unschedulable } };
    return { kind: 'written' };
  };
  const writer: ClusterWriter = {
    end: () => Promise.resolve({ kind: 'accepted' }),
    may: () => Promise.resolve(true),
    podsOn: () => Promise.resolve([]),
    node: () => Promise.resolve(node),
    changeNode: (_name, change) => Promise.resolve(patch(change)),
  };
  return { writer, changes, now: () => node, disturb: (times: number) => (disturb = times) };
}

const how = {
  actor: { by: 'me', at: '2026-01-01T00:00:00Z', reason: 'kernel' },
  stage: 'draining' as const,
  before: [],
  dryRun: false,
};

test('the cordon and its journal are one change', async () => {
  const { writer, changes, now } = played({ taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] });
  expect(await cordonNode('w1', writer, how)).toMatchObject({ was: false, resumed: undefined });
  expect(changes).toHaveLength(1);
  expect(now().spec?.unschedulable).toBe(true);
  expect(journalOf(now())).toMatchObject({
    by: 'me',
    reason: 'kernel',
    stage: 'draining',
    prior: { unschedulable: false, taints: ['gpu=yes:NoSchedule'] },
  });
});

test('uncordon gives a node back as it was', async () => {
  const { writer, now } = played();
  await cordonNode('w1', writer, how);
  expect(await restoreNode('w1', writer, false)).toMatchObject({ kind: 'uncordoned', journal: { by: 'me' } });
  expect(now().spec?.unschedulable).toBe(false);
  expect(now().metadata.annotations).toEqual({});
});

test('a node that a person had cordoned stays so, and the second uncordon lifts that too', async () => {
  const { writer, now } = played({ unschedulable: true });
  expect(await cordonNode('w1', writer, how)).toMatchObject({ was: true });
  expect(await restoreNode('w1', writer, false)).toMatchObject({ kind: 'kept' });
  expect(now().spec?.unschedulable).toBe(true);
  expect(await restoreNode('w1', writer, false)).toMatchObject({ kind: 'foreign' });
  expect(now().spec?.unschedulable).toBe(false);
  expect(await restoreNode('w1', writer, false)).toMatchObject({ kind: 'open' });
});

test('going on keeps what was before the first of us, and who that was', async () => {
  const { writer, now } = played();
  await cordonNode('w1', writer, how);
  const again = { ...how, actor: { by: 'you', at: '2026-01-02T00:00:00Z' } };
  expect(await cordonNode('w1', writer, again)).toMatchObject({ was: true, resumed: { by: 'me' } });
  expect(journalOf(now())).toMatchObject({ by: 'me', reason: 'kernel', prior: { unschedulable: false } });
});

test('a change of somebody else in between is read first', async () => {
  const { writer, changes, now, disturb } = played();
  disturb(2);
  await cordonNode('w1', writer, how);
  expect(changes).toHaveLength(3);
  expect(now().spec?.unschedulable).toBe(true);
  disturb(99);
  await expect(restoreNode('w1', writer, false)).rejects.toMatchObject({ code: 'server' });
});

test('an annotation that nobody can read is no journal, and is taken away all the same', async () => {
  const { writer, now } = played({ unschedulable: true }, { [JOURNAL]: '{"version":1,"stage":"nonsense"' });
  expect(await restoreNode('w1', writer, false)).toMatchObject({ kind: 'foreign', journal: undefined });
  expect(now().metadata.annotations).toEqual({});
});
