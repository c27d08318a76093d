import { expect, test } from 'vitest';
import { isFinal, newestOnly } from '../../src/check/current.ts';
import { shapes, type Pod } from '../../src/model/objects.ts';
import type { Workload } from '../../src/model/selection.ts';

const podOf = (name: string, owner: { kind: string; name: string }, labels: Record<string, string> = {}): Pod => {
  const shaped = shapes.pods({
    metadata: { name, namespace: 'shop', labels, ownerReferences: [{ ...owner, controller: true }] },
  });
  if (!shaped) throw new Error(name);
  return shaped;
};
const workload = (
  kind: string,
  name: string,
  annotations: Record<string, string> = {},
  more: object = {},
): Workload => {
  const object = shapes.deployments({ metadata: { name, namespace: 'shop', annotations }, ...more });
  if (!object) throw new Error(name);
  return { kind, object };
};
const revision = (number: string) => ({ 'deployment.kubernetes.io/revision': number });
const namesOf = (top: Workload, below: Workload[], pods: Pod[]): string[] =>
  newestOnly({ pods, workloads: [top, ...below] }).pods.map(({ metadata }) => metadata.name);

test('of a Deployment only the pods of the newest revision count, also after a roll-back', () => {
  const sets = [workload('ReplicaSet', 'web-a', revision('10')), workload('ReplicaSet', 'web-b', revision('9'))];
  const pods = [
    podOf('old', { kind: 'ReplicaSet', name: 'web-b' }),
    podOf('new', { kind: 'ReplicaSet', name: 'web-a' }),
  ];
  const found = newestOnly({ pods, workloads: [workload('Deployment', 'web'), ...sets] });
  expect(found.pods.map(({ metadata }) => metadata.name)).toEqual(['new']);
  expect(found.workloads.map(({ object }) => object.metadata.name)).toEqual(['web', 'web-a']);
});

test('of a Deployment without ReplicaSets nothing is left out', () => {
  expect(namesOf(workload('Deployment', 'web'), [], [podOf('a', { kind: 'ReplicaSet', name: 'web-a' })])).toEqual([
    'a',
  ]);
});

test('of a DaemonSet pods of an older template do not count', () => {
  const top = workload('DaemonSet', 'agent', { 'deprecated.daemonset.template.generation': '3' });
  const owner = { kind: 'DaemonSet', name: 'agent' };
  const pods = ['2', '3'].map((generation) =>
    podOf(`g${generation}`, owner, { 'pod-template-generation': generation }),
  );
  expect(namesOf(top, [], [...pods, podOf('unlabelled', owner)])).toEqual(['g3', 'unlabelled']);
});

test('of a StatefulSet an old pod is in the way, unless all are made at once', () => {
  const owner = { kind: 'StatefulSet', name: 'db' };
  const pods = ['old', 'new'].map((hash) => podOf(hash, owner, { 'controller-revision-hash': hash }));
  const status = { updateRevision: 'new' };
  expect(namesOf(workload('StatefulSet', 'db', {}, { status }), [], pods)).toEqual(['old', 'new']);
  const parallel = workload('StatefulSet', 'db', {}, { status, spec: { podManagementPolicy: 'Parallel' } });
  expect(namesOf(parallel, [], pods)).toEqual(['new']);
});

const finding = { id: 'image-pull/tag-not-found', severity: 'error', permanence: 'permanent', confidence: 'high' };

test('only a sure, permanent error that is a root cause says that waiting is in vain', () => {
  expect(isFinal(finding, false)).toBe(true);
  for (const change of [
    { permanence: 'depends' },
    { permanence: 'transient' },
    { severity: 'warning' },
    { confidence: 'low' },
    { explainedBy: 'x' },
  ])
    expect(isFinal({ ...finding, ...change }, false), JSON.stringify(change)).toBe(false);
});

test('how one pod ended is final for that pod, not for a workload that replaces it', () => {
  const ended = { ...finding, id: 'evicted/deadline-exceeded' };
  expect([isFinal(ended, false), isFinal(ended, true)]).toEqual([false, true]);
});
