import { expect, test } from 'vitest';
import { clusterOf } from './cluster-of.ts';

const event = (name: string, uid: string | undefined, lastTimestamp: string, kind = 'Pod') => ({
  metadata: { name: `${name}-${lastTimestamp}`, namespace: 'n' },
  involvedObject: { kind, name, ...(kind === 'Pod' && { namespace: 'n' }), ...(uid && { uid }) },
  reason: lastTimestamp,
  lastTimestamp,
});

test('events of an earlier pod of the same name do not count; the newest comes first', () => {
  const pods = [{ metadata: { name: 'web', namespace: 'n', uid: 'new' } }];
  const events = [
    event('web', 'old', '2026-01-01T00:59:00Z'),
    event('web', 'new', '2026-01-01T00:10:00Z'),
    event('web', 'new', '2026-01-01T00:20:00Z'),
  ];
  const cluster = clusterOf({ pods, events });
  const [pod] = cluster.subjects;
  expect(pod && cluster.eventsAbout('Pod', pod).map(({ reason }) => reason)).toEqual([
    '2026-01-01T00:20:00Z',
    '2026-01-01T00:10:00Z',
  ]);
});

test('events about a mirror pod carry the mirror annotation, those about a node its name', () => {
  const mirror = { name: 'etcd', namespace: 'n', uid: 'api', annotations: { 'kubernetes.io/config.mirror': 'hash' } };
  const cluster = clusterOf({
    pods: [{ metadata: mirror }],
    nodes: [{ metadata: { name: 'w1', uid: 'real' } }],
    events: [
      event('etcd', 'hash', '2026-01-01T00:10:00Z'),
      event('w1', 'w1', '2026-01-01T00:11:00Z', 'Node'),
      event('w1', 'real', '2026-01-01T00:12:00Z', 'Node'),
    ],
  });
  const [pod] = cluster.subjects;
  const node = cluster.node('w1');
  expect(pod && cluster.eventsAbout('Pod', pod)).toHaveLength(1);
  expect(node && cluster.eventsAbout('Node', node)).toHaveLength(2);
});

test('owners are followed to the top, and a circle ends', () => {
  const owner = (kind: string, name: string) => ({ ownerReferences: [{ kind, name, controller: true }] });
  const cluster = clusterOf({
    pods: [{ metadata: { name: 'p', namespace: 'n', ...owner('ReplicaSet', 'rs') } }],
    replicasets: [{ metadata: { name: 'rs', namespace: 'n', ...owner('Deployment', 'd') } }],
    deployments: [{ metadata: { name: 'd', namespace: 'n', ...owner('ReplicaSet', 'rs') } }],
  });
  const [pod] = cluster.subjects;
  expect(pod && cluster.ownersOf(pod).map(({ kind, name }) => `${kind}/${name}`)).toEqual([
    'ReplicaSet/rs',
    'Deployment/d',
  ]);
});

test('absence can be claimed only of what was read whole', () => {
  const read = { subject: 'secrets', scope: '-n a', outcome: 'read' } as const;
  expect(clusterOf({}, [read]).hasRead('secrets')).toBe(true);
  expect(clusterOf({}, [read, { subject: 'secrets', scope: '-n b', outcome: 'denied' }]).hasRead('secrets')).toBe(
    false,
  );
  expect(clusterOf({}).hasRead('secrets')).toBe(false);
});

test.each([
  ['-n shop', true],
  ['', true],
  ['-n shop configmap/app', true],
  ['dump/configmaps.json', true],
  ['-n other', false],
  ['-n shop configmap/else', false],
  ['-n shop -l app=web', false],
  ['-n shop --field-selector metadata.name=else', false],
])('an object is missing where it was looked for: read with scope "%s"', (scope, missing) => {
  const cluster = clusterOf({}, [{ subject: 'configmaps', scope, outcome: 'read' }]);
  expect(cluster.isMissing('configmaps', 'shop', 'app')).toBe(missing);
});

test('what is there, or could not be looked for, is not missing', () => {
  const there = { configmaps: [{ metadata: { name: 'app', namespace: 'shop' } }] };
  const scope = '-n shop';
  const read = { subject: 'configmaps', scope, outcome: 'read' } as const;
  expect(clusterOf(there, [read]).isMissing('configmaps', 'shop', 'app')).toBe(false);
  expect(clusterOf({}, [{ ...read, outcome: 'denied' }]).isMissing('configmaps', 'shop', 'app')).toBe(false);
});
