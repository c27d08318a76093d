import { describe, expect, test } from 'vitest';
import { toSnapshot } from '../../../src/collect/build.ts';
import rejected from '../../../src/facts/pod/rejected.ts';
import { Cluster } from '../../../src/model/cluster.ts';

interface Given {
  status: object;
  spec?: object;
  metadata?: object;
  events?: object[];
  others?: Record<string, object[]>;
}

function rows({ status, spec = {}, metadata = {}, events = [], others = {} }: Given) {
  const snapshot = toSnapshot({
    takenAt: '2026-01-01T12:00:00Z',
    source: { kind: 'recording', location: 'test' },
    objects: {
      pods: [
        {
          metadata: { name: 'p', namespace: 'n', uid: 'u', ...metadata },
          spec: { nodeName: 'w1', containers: [{ name: 'app' }], ...spec },
          status: { phase: 'Failed', ...status },
        },
      ],
      nodes: [{ metadata: { name: 'w1', labels: { disk: 'hdd' } } }],
      events: events.map((event, i) => ({
        metadata: { name: `e${i}`, namespace: 'n' },
        involvedObject: { kind: 'Pod', namespace: 'n', name: 'p', uid: 'u' },
        ...event,
      })),
      ...others,
    },
    logs: [],
    coverage: [{ subject: 'events', scope: '', outcome: 'read' }],
  });
  return rejected.derive(new Cluster(snapshot));
}

const CPU = {
  reason: 'OutOfcpu',
  message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 4000, used: 250, capacity: 500",
};

test('the amounts are told as people write them', () => {
  expect(rows({ status: CPU })).toMatchObject([
    { resource: 'cpu', requested: '4', used: '250m', capacity: '500m', replaced: false },
  ]);
  const message = "Pod Node didn't have enough resource: memory, requested: 1073741824, used: 0, capacity: 536870912";
  expect(rows({ status: { reason: 'OutOfmemory', message } })).toMatchObject([{ requested: '1Gi', capacity: '512Mi' }]);
});

test('what the node lacks is looked up, and who chose it', () => {
  const status = { reason: 'NodeAffinity', message: 'Pod was rejected: Predicate NodeAffinity failed: x.' };
  const spec = { nodeSelector: { disk: 'ssd' } };
  expect(rows({ status, spec, events: [{ reason: 'NodeAffinity' }] })).toMatchObject([
    {
      wanted: 'disk=ssd',
      missing: ['disk=ssd'],
      chosenBy: 'spec.nodeName',
      message: 'Predicate NodeAffinity failed: x',
    },
  ]);
  const scheduled = [{ reason: 'Scheduled' }, { reason: 'NodeAffinity' }];
  expect(rows({ status, spec, events: scheduled })).toMatchObject([{ chosenBy: 'default-scheduler' }]);
  expect(rows({ status, spec })).toMatchObject([{ chosenBy: null }]);
});

describe('only a pod that never ran was refused', () => {
  const ran = [
    { name: 'app', restartCount: 0, containerID: 'containerd://1', state: { terminated: { exitCode: 137 } } },
  ];
  test.each([
    [
      'evicted while it ran',
      { reason: 'Evicted', message: 'The node was low on resource: memory.', containerStatuses: ran },
    ],
    ['evicted before its image was there', { reason: 'Evicted', message: 'The node was low on resource: memory.' }],
    ['over its deadline', { reason: 'DeadlineExceeded', message: 'Pod was active longer than specified deadline' }],
    ['failed by itself', { containerStatuses: ran }],
    ['Running', { ...CPU, phase: 'Running' }],
  ])('%s: no row', (_case, status) => {
    expect(rows({ status })).toEqual([]);
  });

  test('refused under pressure: a row', () => {
    const status = { reason: 'Evicted', message: 'Pod was rejected: The node had condition: [DiskPressure]. ' };
    expect(rows({ status })).toMatchObject([{ condition: 'DiskPressure' }]);
  });
});

test('a ReplicaSet that has its replicas makes it a leftover', () => {
  const metadata = { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', controller: true }] };
  const set = (readyReplicas: number) => ({
    replicasets: [{ metadata: { name: 'web', namespace: 'n' }, spec: { replicas: 2 }, status: { readyReplicas } }],
  });
  expect(rows({ status: CPU, metadata, others: set(2) })).toMatchObject([{ replaced: true }]);
  expect(rows({ status: CPU, metadata, others: set(1) })).toMatchObject([{ replaced: false }]);
});

describe('a pod that had run before its kubelet refused it', () => {
  const refused = { reason: 'Evicted', message: 'Pod was rejected: The node had condition: [DiskPressure]. ' };
  const at = (time: string): object => ({ lastTimestamp: `2026-01-01T${time}Z` });
  const startTime = '2026-01-01T11:00:00Z';

  test('is not one that never ran, though its status is empty', () => {
    expect(rows({ status: { ...refused, startTime }, events: [{ reason: 'Started', ...at('11:00:02') }] })).toEqual([]);
    expect(rows({ status: { ...refused, startTime }, events: [{ reason: 'Evicted', ...at('11:50:00') }] })).toEqual([]);
  });

  test('differs from one that was refused at once', () => {
    const events = [
      { reason: 'Evicted', ...at('11:00:01') },
      { reason: 'Scheduled', ...at('11:00:00') },
    ];
    expect(rows({ status: { ...refused, startTime }, events })).toMatchObject([{ condition: 'DiskPressure' }]);
    expect(rows({ status: { ...refused, startTime } })).toHaveLength(1);
  });
});
