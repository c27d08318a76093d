import { describe, expect, test } from 'vitest';
import { deployment, member, planned, planOf } from './world.ts';

const daemon = { kind: 'DaemonSet', metadata: { name: 'agent', namespace: 'shop' } };
const ofDaemon = (more: object = {}) =>
  member('agent', 0, { node: 'w1', owner: { kind: 'DaemonSet', name: 'agent' }, ...more });

const fateOf = (objects: Parameters<typeof planOf>[0], flags = {}, name = 'agent-0') =>
  planned(planOf(objects, ['w1'], flags), name).fate;

describe('pods of DaemonSets', () => {
  test('block without the flag and stay with it', () => {
    expect(fateOf([daemon, ofDaemon()])).toMatchObject({ kind: 'blocked', by: [{ flag: '--ignore-daemonsets' }] });
    expect(fateOf([daemon, ofDaemon()], { ignoreDaemonsets: true })).toMatchObject({ kind: 'skip', rule: 'daemonset' });
  });
  test('their emptyDir needs no flag, for they stay', () => {
    const pod = ofDaemon({ spec: { volumes: [{ name: 'cache', emptyDir: {} }] } });
    expect(planOf([daemon, pod]).missingFlags).toEqual(['--ignore-daemonsets']);
    expect(fateOf([daemon, pod], { ignoreDaemonsets: true })).toMatchObject({ kind: 'skip' });
  });
  test('go once they are finished', () => {
    expect(fateOf([daemon, ofDaemon({ phase: 'Failed' })])).toMatchObject({ kind: 'evict' });
  });
  test('go by force when their DaemonSet is gone', () => {
    expect(fateOf([ofDaemon()], { ignoreDaemonsets: true })).toMatchObject({
      kind: 'blocked',
      by: [{ flag: '--force' }],
    });
    expect(fateOf([ofDaemon()], { force: true })).toMatchObject({ kind: 'evict', warnings: [{ rule: 'daemonset' }] });
  });
  test('of another API group are evicted', () => {
    const owner = { apiVersion: 'apps.kruise.io/v1alpha1', kind: 'DaemonSet', name: 'agent' };
    expect(fateOf([member('agent', 0, { node: 'w1', owner })])).toMatchObject({ kind: 'evict' });
  });
});

test('a mirror pod is skipped, whatever it mounts', () => {
  const metadata = { annotations: { 'kubernetes.io/config.mirror': 'abc' } };
  const pod = member('agent', 0, { node: 'w1', metadata, spec: { volumes: [{ name: 'x', emptyDir: {} }] } });
  expect(fateOf([pod])).toMatchObject({ kind: 'skip', rule: 'mirror' });
});

test('all blockers of a pod are told, each with its flag', () => {
  const pod = member('agent', 0, { node: 'w1', spec: { volumes: [{ name: 'x', emptyDir: {} }] } });
  expect(planOf([pod]).missingFlags).toEqual(['--delete-emptydir-data', '--force']);
  expect(planOf([pod]).outcome).toBe('blocked');
  const both = planOf([pod], ['w1'], { force: true, deleteEmptydirData: true });
  expect(both.missingFlags).toEqual([]);
  expect(planned(both, 'agent-0').fate).toMatchObject({
    kind: 'evict',
    warnings: [{ rule: 'local-storage' }, { rule: 'unmanaged' }],
  });
});

test('hostPath and claims need no flag, but what they hold is told', () => {
  const plan = planOf(
    deployment('web', [{ node: 'w1', spec: { volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] } }]),
  );
  expect(planned(plan, 'web-0').fate).toEqual({ kind: 'evict', warnings: [] });
  expect(planned(plan, 'web-0').losses.map(({ kind }) => kind)).toEqual(['host-path']);
});

test('a finished bare pod goes without a flag', () => {
  expect(fateOf([member('agent', 0, { node: 'w1', phase: 'Succeeded' })])).toMatchObject({ kind: 'evict' });
});

test('a pod that terminates for too long is only left out when asked so', () => {
  const [, , pod] = deployment('agent', [{ node: 'w1', metadata: { deletionTimestamp: '2026-01-01T00:05:00Z' } }]);
  if (!pod) throw new Error('no pod');
  expect(fateOf([pod])).toMatchObject({ kind: 'evict' });
  expect(fateOf([pod], { skipWaitForDeleteTimeout: 60 })).toMatchObject({ kind: 'skip', rule: 'skip-deleted' });
  expect(fateOf([pod], { skipWaitForDeleteTimeout: 300 })).toMatchObject({ kind: 'evict' });
});

test('--pod-selector leaves other pods out of the plan', () => {
  const objects = [...deployment('web', [{ node: 'w1' }]), ...deployment('db', [{ node: 'w1' }])];
  expect(planOf(objects, ['w1'], { podSelector: 'app in (db)' }).pods.map(({ name }) => name)).toEqual(['db-0']);
});
