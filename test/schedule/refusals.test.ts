import { describe, expect, test } from 'vitest';
import { firstRefusal, refusals } from '../../src/schedule/refusals.ts';
import { asks, clusterOf, node, pod, podOf } from './cluster.ts';

type Manifest = ReturnType<typeof pod>;

const reasons = (subject: Manifest, ...others: Manifest[]): string[] => {
  const cluster = clusterOf([subject, ...others]);
  return refusals(podOf(cluster), cluster).flatMap((refusal) => refusal.reasons.map(({ text }) => text));
};

const affinity = (...terms: object[]) => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
});

const wants = (port: object) => ({ containers: [{ name: 'app', ports: [{ containerPort: 80, ...port }] }] });

const holds = (port: object) => pod({ nodeName: 'w1', ...wants(port) }, { name: 'other' });

const asking = (requests: Record<string, string>) => pod({ containers: [asks(requests)] });

const holder = (requests: Record<string, string>, more: object = {}) =>
  pod({ nodeName: 'w1', containers: [asks(requests)] }, { name: 'other', ...more });

describe('taints', () => {
  const tainted = node('w1', { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] });
  test.each([
    ['none', [], 1],
    ['the same', [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }], 0],
    ['another value', [{ key: 'dedicated', value: 'web', effect: 'NoSchedule' }], 1],
    ['another effect', [{ key: 'dedicated', value: 'db', effect: 'NoExecute' }], 1],
    ['any effect', [{ key: 'dedicated', value: 'db' }], 0],
    ['any value', [{ key: 'dedicated', operator: 'Exists' }], 0],
    ['everything', [{ operator: 'Exists' }], 0],
    ['an empty key without Exists', [{ effect: 'NoSchedule' }], 1],
  ])('tolerating %s', (_name, tolerations, count) =>
    expect(reasons(pod({ tolerations }), tainted)).toHaveLength(count),
  );

  test('PreferNoSchedule keeps nothing away', () => {
    expect(reasons(pod({}), node('w1', { taints: [{ key: 'a', effect: 'PreferNoSchedule' }] }))).toEqual([]);
  });

  test('a cordoned node is open to a pod that tolerates the unschedulable taint', () => {
    const cordoned = node('w1', { unschedulable: true });
    expect(reasons(pod({}), cordoned)).toEqual(['node(s) were unschedulable']);
    expect(
      reasons(pod({ tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] }), cordoned),
    ).toEqual([]);
  });
});

describe('node selector and affinity', () => {
  const ssd = { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] };
  const other = { matchExpressions: [{ key: 'disk', operator: 'In', values: ['nvme'] }] };
  const here = node('w1', {}, {}, { disk: 'ssd', cores: '8' });
  test.each([
    ['one of the terms', affinity(other, ssd), 0],
    ['no term', affinity(other), 1],
    ['an empty term', affinity({}), 1],
    ['no terms at all', affinity(), 1],
    ['the selector but not the affinity', { nodeSelector: { disk: 'ssd' }, ...affinity(other) }, 1],
    ['the affinity but not the selector', { nodeSelector: { disk: 'nvme' }, ...affinity(ssd) }, 1],
    ['a number above', affinity({ matchExpressions: [{ key: 'cores', operator: 'Gt', values: ['4'] }] }), 0],
    ['its name', affinity({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['w1'] }] }), 0],
  ])('a node that matches %s', (_name, spec, count) => expect(reasons(pod(spec), here)).toHaveLength(count));
});

describe('host ports', () => {
  test.each([
    ['the same', { hostPort: 80 }, { hostPort: 80 }, 1],
    ['another protocol', { hostPort: 80, protocol: 'UDP' }, { hostPort: 80 }, 0],
    ['two addresses', { hostPort: 80, hostIP: '10.0.0.1' }, { hostPort: 80, hostIP: '10.0.0.2' }, 0],
    ['one address and all', { hostPort: 80, hostIP: '10.0.0.1' }, { hostPort: 80 }, 1],
    ['no host port', {}, { hostPort: 80 }, 0],
  ])('%s', (_name, wanted, held, count) =>
    expect(reasons(pod(wants(wanted)), node('w1'), holds(held))).toHaveLength(count),
  );

  test('a finished pod holds none', () => {
    const finished = pod({ nodeName: 'w1', ...wants({ hostPort: 80 }) }, { name: 'other', phase: 'Succeeded' });
    expect(reasons(pod(wants({ hostPort: 80 })), node('w1'), finished)).toEqual([]);
  });
});

describe('resources', () => {
  test('free is what is allocatable minus what is requested, down to the last millicore', () => {
    expect(reasons(asking({ cpu: '500m' }), node('w1'), holder({ cpu: '1500m' }))).toEqual([]);
    expect(reasons(asking({ cpu: '501m' }), node('w1'), holder({ cpu: '1500m' }))).toEqual(['Insufficient cpu']);
  });

  test('every short resource is named, pods first', () => {
    expect(reasons(asking({ cpu: '3', memory: '8Gi', 'nvidia.com/gpu': '1' }), node('w1', {}, { pods: '0' }))).toEqual([
      'Too many pods',
      'Insufficient cpu',
      'Insufficient memory',
      'Insufficient nvidia.com/gpu',
    ]);
  });

  test('a terminating pod holds its place, a finished one does not', () => {
    const ending = holder({ cpu: '2' });
    (ending.metadata as Record<string, unknown>)['deletionTimestamp'] = '2026-01-01T00:00:00Z';
    expect(reasons(asking({ cpu: '1' }), node('w1'), ending)).toEqual(['Insufficient cpu']);
    expect(reasons(asking({ cpu: '1' }), node('w1'), holder({ cpu: '2' }, { phase: 'Failed' }))).toEqual([]);
  });

  test('a place that preemption reserved counts for pods of no higher priority', () => {
    const nominee = pod(
      { priority: 10, containers: [asks({ cpu: '2' })] },
      { name: 'other', nominatedNodeName: 'w1', phase: 'Pending' },
    );
    expect(reasons(asking({ cpu: '1' }), node('w1'), nominee)).toEqual(['Insufficient cpu']);
    expect(reasons(pod({ priority: 11, containers: [asks({ cpu: '1' })] }), node('w1'), nominee)).toEqual([]);
  });

  test('a pod that asks for nothing only needs a place', () => {
    expect(reasons(pod({}), node('w1'), holder({ cpu: '2', memory: '4Gi' }))).toEqual([]);
  });
});

test('the scheduler names the reasons of the first filter only, each once', () => {
  const cluster = clusterOf([
    node('w1', {
      taints: [
        { key: 'a', effect: 'NoSchedule' },
        { key: 'b', effect: 'NoExecute' },
      ],
    }),
    pod({ containers: [asks({ cpu: '9' })] }),
  ]);
  const [refusal] = refusals(podOf(cluster), cluster);
  expect(refusal && firstRefusal(refusal)).toEqual(['node(s) had untolerated taint(s)']);
  expect(refusal?.reasons).toHaveLength(3);
});
