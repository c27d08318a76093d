import { expect, test } from 'vitest';
import { toSnapshot } from '../../src/collect/build.ts';
import { collectPods } from '../../src/collect/pod.ts';
import { DoctorError } from '../../src/model/error.ts';
import { selectPods } from '../../src/model/selection.ts';
import { appStatus, fakeReader, ownedBy, podOf, type Raw, type World } from './reader.ts';

const NODE = { nodes: [{ metadata: { name: 'w1', uid: 'w1' } }] };
const crashing = {
  restartCount: 3,
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode: 1 } },
};

async function collect(world: World, name = 'web-1') {
  const { reader, asked } = fakeReader(world);
  return { collected: await collectPods(reader, { namespace: 'shop', names: [name] }), asked };
}

const logsFor = async (status: object) =>
  (await collect({ objects: { ...NODE, pods: [podOf('web-1', { status })] } })).asked.filter((question) =>
    question.startsWith('log'),
  );

async function errorOf(world: World, name: string): Promise<DoctorError> {
  const error: unknown = await collect(world, name).catch((thrown: unknown) => thrown);
  if (!(error instanceof DoctorError)) throw new Error('expected a DoctorError');
  return error;
}

test('a healthy pod: the pod, its events, its node and its owners, nothing else', async () => {
  const objects = {
    ...NODE,
    pods: [podOf('web-1', { metadata: ownedBy('apps/v1', 'ReplicaSet', 'web') }), podOf('web-2')],
    replicasets: [{ metadata: { name: 'web', namespace: 'shop', ...ownedBy('apps/v1', 'Deployment', 'web') } }],
    deployments: [{ metadata: { name: 'web', namespace: 'shop' } }],
  };
  const { collected, asked } = await collect({ objects });
  expect(asked.toSorted()).toEqual([
    'deployments shop web',
    'events shop involvedObject.name=web-1',
    'nodes -A w1',
    'pods shop web-1',
    'replicasets shop web',
  ]);
  expect(collected.objects.pods).toHaveLength(1);
  expect(collected.coverage.every(({ outcome }) => outcome === 'read')).toBe(true);
  expect(collected).toMatchObject({
    takenAt: '2026-01-01T00:00:00Z',
    source: { kind: 'live', location: 'https://test', context: 'test' },
  });
});

test('a crashing container: the log of its last life, masked, and the node', async () => {
  const { collected, asked } = await collect({
    objects: { ...NODE, pods: [podOf('web-1', { status: appStatus(crashing) })] },
    log: () => ({ outcome: 'read', text: 'DB_PASSWORD=hunter2 refused' }),
  });
  expect(asked).toContain('log web-1 app --previous');
  expect(asked).not.toContain('log web-1 app');
  expect(collected.logs).toEqual([
    { namespace: 'shop', pod: 'web-1', container: 'app', previous: true, text: 'DB_PASSWORD=*** refused' },
  ]);
});

test('a container that runs again has two logs; one that failed for good has one', async () => {
  const again = appStatus({ restartCount: 1, state: { running: {} }, lastState: { terminated: { exitCode: 137 } } });
  const failed = appStatus({ state: { terminated: { exitCode: 2 } } });
  expect(await logsFor(again)).toEqual(['log web-1 app --previous', 'log web-1 app']);
  expect(await logsFor(failed)).toEqual(['log web-1 app']);
  expect(await logsFor(appStatus({ state: { terminated: { exitCode: 0 } } }))).toEqual([]);
});

test('a container that runs and is not ready has its log read; a ready one and one of a pod that is going have not', async () => {
  const unready = appStatus({ ready: false, state: { running: {} } });
  expect(await logsFor(unready)).toEqual(['log web-1 app']);
  expect(await logsFor(appStatus({ ready: true, state: { running: {} } }))).toEqual([]);
  const going = podOf('web-1', { status: unready, metadata: { deletionTimestamp: '2026-01-01T00:00:30Z' } });
  const { asked } = await collect({ objects: { ...NODE, pods: [going] } });
  expect(asked.filter((question) => question.startsWith('log'))).toEqual([]);
});

test('a log that never was is no gap; one that may not be read is', async () => {
  const objects = { ...NODE, pods: [podOf('web-1', { status: appStatus(crashing) })] };
  const absent = await collect({
    objects,
    log: () => ({ outcome: 'absent', detail: 'previous terminated container not found' }),
  });
  const denied = await collect({ objects, log: () => ({ outcome: 'denied', detail: 'pods/log is forbidden' }) });
  const ofLogs = ({ collected }: typeof absent) => collected.coverage.filter(({ subject }) => subject === 'logs');
  expect(ofLogs(absent)).toMatchObject([{ outcome: 'read', count: 0 }]);
  expect(absent.collected.logs).toMatchObject([{ container: 'app', previous: true }]);
  expect(absent.collected.logs[0]).not.toHaveProperty('text');
  expect(ofLogs(denied)).toMatchObject([{ outcome: 'denied', detail: 'pods/log is forbidden' }]);
});

test('however many containers crash, there are no more than 12 requests, the failing come first, and the rest is told', async () => {
  const names = Array.from({ length: 10 }, (_, i) => `c${i}`);
  const status = {
    containerStatuses: names.map((name, i) => ({
      ...(i < 8 ? { ...crashing, state: { running: {} }, lastState: {} } : crashing),
      name,
    })),
  };
  const pod = podOf('web-1', {
    metadata: ownedBy('apps/v1', 'ReplicaSet', 'web'),
    spec: {
      containers: names.map((name) => ({ name })),
      volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }],
    },
    status,
  });
  const { collected, asked } = await collect({ objects: { ...NODE, pods: [pod] } });
  expect(asked.length).toBeLessThanOrEqual(12);
  expect(new Set(asked).size).toBe(asked.length);
  const logs = asked.filter((question) => question.startsWith('log'));
  expect(logs.slice(0, 2)).toEqual(['log web-1 c8 --previous', 'log web-1 c9 --previous']);
  const dropped = collected.coverage.filter(({ outcome }) => outcome === 'truncated');
  expect(dropped).toMatchObject([{ subject: 'logs', scope: expect.stringContaining('web-1 -c c7') }]);
});

test('a pod without a node: all nodes, the pods that take their room, the scheduler; with a claim: storage', async () => {
  const pod = podOf('web-1', {
    spec: {
      nodeName: undefined,
      volumes: [
        { name: 'd', persistentVolumeClaim: { claimName: 'data' } },
        { name: 'tmp', ephemeral: {} },
      ],
    },
    status: { phase: 'Pending', containerStatuses: [] },
  });
  const big = podOf('big', { metadata: { namespace: 'other', annotations: { a: 'b' } }, spec: { hostname: 'unused' } });
  const claims = [
    { metadata: { name: 'data', namespace: 'shop' }, status: { phase: 'Pending' } },
    { metadata: { name: 'else', namespace: 'shop' }, status: { phase: 'Pending' } },
  ];
  const { collected, asked } = await collect({
    objects: { ...NODE, pods: [pod, big], persistentvolumeclaims: claims },
  });
  expect(asked.toSorted()).toEqual([
    'events shop involvedObject.name=data',
    'events shop involvedObject.name=web-1',
    'leases kube-system kube-scheduler',
    'nodes -A',
    'persistentvolumeclaims shop',
    'persistentvolumes -A',
    'pods -A status.phase!=Succeeded,status.phase!=Failed',
    'pods shop web-1',
    'storageclasses -A',
  ]);
  expect(collected.objects.pods).toMatchObject([
    { metadata: { name: 'web-1' } },
    { kind: 'Pod', metadata: { name: 'big' } },
  ]);
  expect(JSON.stringify(collected.objects.pods)).not.toContain('unused'); // pods that are only context are cut down at once
});

test('bound claims of a running pod need no volumes and classes', async () => {
  const pod = podOf('web-1', { spec: { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] } });
  const claims = [{ metadata: { name: 'data', namespace: 'shop' }, status: { phase: 'Bound' } }];
  const { asked } = await collect({ objects: { ...NODE, pods: [pod], persistentvolumeclaims: claims } });
  expect(asked).toContain('persistentvolumeclaims shop');
  expect(asked.filter((question) => /persistentvolumes|storageclasses/.test(question))).toEqual([]);
});

test('waiting for an image: which Secrets are for pulling, without ever asking for their content', async () => {
  const pod = podOf('web-1', { status: appStatus({ state: { waiting: { reason: 'ImagePullBackOff' } } }) });
  const secrets = [
    { metadata: { name: 'pull', namespace: 'shop' }, type: 'kubernetes.io/dockerconfigjson' },
    { metadata: { name: 'old', namespace: 'shop' }, type: 'kubernetes.io/dockercfg' },
    { metadata: { name: 'db', namespace: 'shop' }, type: 'Opaque' },
  ];
  const { collected } = await collect({ objects: { ...NODE, pods: [pod], secrets } });
  const types = toSnapshot(collected).objects.secrets.map(({ metadata, type }) => [metadata.name, type]);
  expect(types).toEqual([
    ['pull', 'kubernetes.io/dockerconfigjson'],
    ['old', 'kubernetes.io/dockerconfigjson'],
    ['db', 'other'],
  ]);
});

test('when the second look at Secrets is refused, no type is made up, and the gap is told', async () => {
  const pod = podOf('web-1', { status: appStatus({ state: { waiting: { reason: 'ErrImagePull' } } }) });
  const secrets = [{ metadata: { name: 'db', namespace: 'shop' }, type: 'Opaque' }];
  const { collected } = await collect({
    objects: { ...NODE, pods: [pod], secrets },
    answer: ({ fieldSelector }) =>
      fieldSelector?.startsWith('type!=') ? { outcome: 'denied', items: [], detail: 'no' } : undefined,
  });
  expect(toSnapshot(collected).objects.secrets[0]).not.toHaveProperty('type');
  expect(collected.coverage).toContainEqual(expect.objectContaining({ subject: 'secrets', outcome: 'denied' }));
});

test('what may not be read is told and stops nothing', async () => {
  const pod = podOf('web-1', { metadata: ownedBy('apps/v1', 'ReplicaSet', 'web') });
  const { collected } = await collect({
    objects: { pods: [pod] },
    answer: ({ kind }) =>
      kind === 'pods'
        ? undefined
        : { outcome: 'denied', items: [], detail: `${kind} is forbidden: token=abcdef123456` },
  });
  expect(collected.coverage.map(({ subject, outcome }) => `${subject} ${outcome}`)).toEqual([
    'events denied',
    'nodes denied',
    'pods read',
    'replicasets denied',
  ]);
  expect(JSON.stringify(collected.coverage)).not.toContain('abcdef123456');
});

test('owners that own each other, or are of an unknown kind, end the climb', async () => {
  const cyclic = { metadata: { name: 'web', namespace: 'shop', ...ownedBy('apps/v1', 'ReplicaSet', 'web') } };
  const { asked } = await collect({
    objects: {
      ...NODE,
      pods: [podOf('web-1', { metadata: ownedBy('apps/v1', 'ReplicaSet', 'web') })],
      replicasets: [cyclic],
    },
  });
  expect(asked.filter((question) => question.startsWith('replicasets'))).toHaveLength(1);
  const crd = await collect({
    objects: { ...NODE, pods: [podOf('web-1', { metadata: ownedBy('argoproj.io/v1alpha1', 'Rollout', 'web') })] },
  });
  expect(crd.asked).toHaveLength(3);
});

test.each(['web', 'web-', 'web-7d9c*'])(
  'no such pod: %s stands for the pods whose names begin with it',
  async (name) => {
    const objects = { ...NODE, pods: [podOf('web-7d9c-abc'), podOf('web-7d9c-def'), podOf('webhook'), podOf('db-0')] };
    const { collected, asked } = await collect({ objects }, name);
    expect(asked).toContain('events shop');
    expect(new Set(asked).size).toBe(asked.length);
    expect(selectPods(toSnapshot(collected), { names: [name] }).pods.map(({ metadata }) => metadata.name)).toEqual([
      'web-7d9c-abc',
      'web-7d9c-def',
    ]);
  },
);

test('a Deployment: its ReplicaSets and pods by its selector, and owners are not read again', async () => {
  const selector = { matchLabels: { app: 'web' } };
  const owned = { labels: { app: 'web' }, ...ownedBy('apps/v1', 'ReplicaSet', 'web-1') };
  const { reader, asked } = fakeReader({
    objects: {
      ...NODE,
      deployments: [{ metadata: { name: 'web', namespace: 'shop', uid: 'uid-web' }, spec: { selector } }],
      replicasets: [
        {
          metadata: { name: 'web-1', namespace: 'shop', uid: 'uid-web-1', ...ownedBy('apps/v1', 'Deployment', 'web') },
        },
      ],
      pods: [podOf('web-1-a', { metadata: owned }), podOf('web-1-b', { metadata: owned }), podOf('db-0')],
    },
  });
  const owner = { kind: 'deployments', name: 'web' } as const;
  const collected = await collectPods(reader, { namespace: 'shop', owner });
  expect(asked.filter((question) => !question.startsWith('log')).toSorted()).toEqual([
    'deployments shop web',
    'events shop',
    'nodes -A w1',
    'pods shop -l app=web',
    'replicasets shop -l app=web',
  ]);
  const { pods, workloads } = selectPods(toSnapshot(collected), { owner }, 'shop');
  expect(pods.map(({ metadata }) => metadata.name)).toEqual(['web-1-a', 'web-1-b']);
  expect(workloads.map(({ kind, object }) => `${kind}/${object.metadata.name}`)).toEqual([
    'Deployment/web',
    'ReplicaSet/web-1',
  ]);
});

test('a workload whose pods were refused: also what may have refused them', async () => {
  const FailedCreate = {
    reason: 'FailedCreate',
    involvedObject: { kind: 'ReplicaSet', name: 'web-1', namespace: 'shop' },
  };
  const world = (events: Raw[], replicas: number) => ({
    objects: {
      deployments: [
        { metadata: { name: 'web', namespace: 'shop' }, spec: { replicas, selector: { matchLabels: { app: 'web' } } } },
      ],
      events,
    },
  });
  const owner = { kind: 'deployments', name: 'web' } as const;
  const refused = fakeReader(world([{ metadata: { name: 'e', namespace: 'shop' }, ...FailedCreate }], 1));
  await collectPods(refused.reader, { namespace: 'shop', owner });
  expect(refused.asked).toEqual(
    expect.arrayContaining(['resourcequotas shop', 'limitranges shop', 'namespaces -A shop']),
  );
  const lacking = fakeReader(world([], 1));
  await collectPods(lacking.reader, { namespace: 'shop', owner });
  expect(lacking.asked).toContain('leases kube-system kube-controller-manager'); // does anybody act on it?
  const quiet = fakeReader(world([], 0));
  await collectPods(quiet.reader, { namespace: 'shop', owner });
  expect(quiet.asked.toSorted()).toEqual([
    'deployments shop web',
    'events shop',
    'pods shop -l app=web',
    'replicasets shop -l app=web',
  ]);
});

test('no such Deployment: a near name', async () => {
  const { reader } = fakeReader({ objects: { deployments: [{ metadata: { name: 'checkout', namespace: 'shop' } }] } });
  const error: unknown = await collectPods(reader, {
    namespace: 'shop',
    owner: { kind: 'deployments', name: 'chekout' },
  }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'not-found',
    text: { en: 'no deployment chekout in namespace shop' },
    hint: { en: 'there is: checkout' },
  });
});

test('fifty replicas that crash alike: three logs are enough, and other workloads get theirs', async () => {
  const replica = (name: string, owner: string) =>
    podOf(name, { metadata: ownedBy('apps/v1', 'ReplicaSet', owner), status: appStatus(crashing) });
  const pods = [...Array.from({ length: 50 }, (_, i) => replica(`web-${i}`, 'web')), replica('api-0', 'api')];
  const { reader, asked } = fakeReader({ objects: { ...NODE, pods } });
  await collectPods(reader, { namespace: 'shop', all: true });
  const logs = asked.filter((question) => question.startsWith('log'));
  expect(logs.filter((question) => question.includes('web-'))).toHaveLength(3);
  expect(logs).toContain('log api-0 app --previous');
});

test('no such pod: a near name, or where to look', async () => {
  expect((await errorOf({ objects: { pods: [podOf('checkout-1')] } }, 'chekout-1')).hint?.en).toBe(
    'there is: checkout-1',
  );
  expect((await errorOf({ objects: { pods: [podOf('zzz')] } }, 'web')).hint?.en).toMatch(/kubectl get pods -n shop/);
  expect((await errorOf({}, 'web')).hint?.en).toMatch(/no pods at all/);
});

test('a pod that may not be read is an error that names the right', async () => {
  const error = await errorOf(
    { answer: () => ({ outcome: 'denied', items: [], detail: 'pods "web" is forbidden' }) },
    'web',
  );
  expect([error.code, error.hint?.en]).toEqual([
    'denied',
    expect.stringContaining('kubectl auth can-i get pods -n shop'),
  ]);
});

test('a server that fails on the pod is an error, never "no such pod"', async () => {
  const error = await errorOf(
    { answer: ({ kind }) => (kind === 'pods' ? { outcome: 'failed', items: [], detail: 'etcd down' } : undefined) },
    'web',
  );
  expect([error.code, error.text.en]).toEqual(['server', 'pod shop/web could not be read: etcd down']);
});

test('several pods: the namespace is read once', async () => {
  const { reader, asked } = fakeReader({ objects: { ...NODE, pods: [podOf('a'), podOf('b'), podOf('c')] } });
  const { objects } = await collectPods(reader, { namespace: 'shop', names: ['a', 'b'] });
  expect(asked.toSorted()).toEqual(['events shop', 'nodes -A w1', 'pods shop']);
  expect(objects.pods).toHaveLength(3);
});

test.each([
  ['null statuses', { status: { containerStatuses: [null, 7, { name: 'app', state: 'x', restartCount: '9' }] } }],
  ['a spec of the wrong type', { spec: { volumes: { a: 1 }, containers: 'none', nodeName: 5 } }],
  ['owners of the wrong type', { metadata: { ownerReferences: [{ controller: true }, null, 'x'] } }],
])('%s do not stop it', async (_, extra) => {
  const { collected } = await collect({ objects: { pods: [podOf('web-1', extra)] } });
  expect(toSnapshot(collected).objects.pods).toHaveLength(1);
});
