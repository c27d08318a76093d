import { join } from 'node:path';
import { expect, test } from 'vitest';
import { complete, readFixtures, snapshotOf } from '../../src/cli/fixture.ts';
import { access } from '../../src/collect/access.ts';
import type { Access } from '../../src/collect/right.ts';
import { collectSnapshot } from '../../src/collect/clusterwide.ts';
import { collectFit } from '../../src/collect/fit.ts';
import { collectMaintenance } from '../../src/collect/maintenance.ts';
import { collectScan } from '../../src/collect/scan.ts';
import { objectKinds, type ExaminedKind } from '../../src/model/object-kinds.ts';
import { choose } from '../../src/diagnose/choose.ts';
import { kindsFor } from '../../src/diagnose/needs.ts';
import { builtinLibrary } from '../../src/playbook/builtin.ts';
import { collectPods } from '../../src/collect/pod.ts';
import type { Kind } from '../../src/model/objects.ts';
import { resources } from '../../src/model/resources.ts';
import type { ClusterReader, Query } from '../../src/model/reader.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { ownedBy, podOf } from './reader.ts';

const fixtures = await readFixtures(join(import.meta.dirname, '../../fixtures'));

/** A reader of a snapshot that notes every right it needs. */
function noting(snapshot: Pick<Snapshot, 'objects'>, needed: Set<string>): ClusterReader {
  // the leases of the control plane are the only objects whose very names are known beforehand
  const note = ({ kind, name }: Query) =>
    needed.add(`${name ? 'get' : 'list'} ${kind}${kind === 'leases' && name?.startsWith('kube-') ? `/${name}` : ''}`);
  return {
    read: (query) => {
      note(query);
      const items = (snapshot.objects[query.kind] ?? []).filter(
        ({ metadata }) =>
          (!query.name || metadata.name === query.name) && (!query.namespace || metadata.namespace === query.namespace),
      );
      return Promise.resolve({
        outcome: 'read',
        items: items.map((item) => (query.project ? query.project(item) : item)),
      });
    },
    log: () => {
      needed.add('get pods/log');
      return Promise.resolve({ outcome: 'read', text: '' });
    },
    serverTime: () => '2026-01-01T00:00:00Z',
    location: 'https://test',
    context: 'test',
    namespace: 'shop',
  };
}

const granted = (entries: Access[]): string[] =>
  entries
    .flatMap(({ of, verbs, names }) =>
      of.flatMap((kind) =>
        verbs.flatMap((verb) => (names ?? ['']).map((name) => `${verb} ${kind}${name && `/${name}`}`)),
      ),
    )
    .toSorted();

/** A pod under each controller, so that every kind of owner is asked for. */
const owned = (): Snapshot['objects'] => {
  const named = (name: string, owner: object = {}) => ({ metadata: { name, namespace: 'shop', ...owner } });
  const objects: Partial<Record<Kind, unknown[]>> = {
    pods: [
      podOf('web', { metadata: ownedBy('apps/v1', 'ReplicaSet', 'rs') }),
      podOf('db', { metadata: ownedBy('apps/v1', 'StatefulSet', 'sts') }),
      podOf('log', { metadata: ownedBy('apps/v1', 'DaemonSet', 'ds') }),
      podOf('run', { metadata: ownedBy('batch/v1', 'Job', 'job') }),
    ],
    replicasets: [named('rs', ownedBy('apps/v1', 'Deployment', 'deploy'))],
    jobs: [named('job', ownedBy('batch/v1', 'CronJob', 'cron'))],
  };
  return objects as Snapshot['objects'];
};

/** What the diagnosis of every pod of every recording asks for, of pods under each kind of owner, and of a pod that is not there. */
async function askedByPod(): Promise<string[]> {
  const needed = new Set<string>();
  const recordings = [...fixtures.values()].flatMap(({ found, clear }) => [...found, ...clear]);
  const snapshots = [{ objects: owned() }, ...recordings.map((recording) => snapshotOf(complete(recording, fixtures)))];
  for (const snapshot of snapshots) {
    const reader = noting(snapshot, needed);
    for (const { metadata } of snapshot.objects.pods ?? [])
      await collectPods(reader, { namespace: metadata.namespace, names: [metadata.name] });
  }
  await collectPods(noting({ objects: owned() }, needed), { namespace: 'shop', names: ['wbe'] }).catch(() => undefined);
  return [...needed].toSorted();
}

test('the role for pod allows what its diagnosis asks for, and nothing else', { timeout: 60_000 }, async () => {
  expect(granted(access.pod)).toEqual(await askedByPod());
});

const WORKLOADS: Kind[] = ['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'];

test('the roles for nodes, namespaces and budgets allow what their diagnosis asks for, and nothing else', async () => {
  for (const kind of Object.keys(objectKinds) as ExaminedKind[]) {
    const needed = new Set<string>();
    const namespace = resources[kind].namespaced ? 'shop' : '';
    const metadata = { name: 'one', namespace, deletionTimestamp: '2026-01-01T00:00:00Z' };
    const objects = { [kind]: [{ metadata }] } as unknown as Snapshot['objects'];
    for (const name of ['one', 'onne']) {
      const reader = noting({ objects }, needed);
      await collectPods(reader, { namespace: 'shop', object: { kind, name } }).catch(() => undefined);
    }
    expect([...new Set(granted(access[kind]))], kind).toEqual([...needed].toSorted());
  }
});

test('the role for workloads allows what their diagnosis asks for beside that of pods, and nothing else', async () => {
  const needed = new Set<string>();
  const metadata = { name: 'web', namespace: 'shop', uid: 'uid-web', generation: 1 };
  const objects = Object.fromEntries(
    WORKLOADS.map((kind) => [kind, [{ metadata, spec: { serviceName: 'web' } }]]),
  ) as unknown as Snapshot['objects'];
  const events = [
    { metadata: { name: 'e', namespace: 'shop' }, reason: 'FailedCreate', involvedObject: { name: 'web-1' } },
  ] as unknown as Snapshot['objects']['events'];
  for (const kind of WORKLOADS) {
    const of = { apiVersion: resources[kind].apiVersion, kind: resources[kind].kind };
    const pods = [
      podOf('web-1', { metadata: ownedBy(of.apiVersion, of.kind, 'web') }),
    ] as unknown as Snapshot['objects']['pods'];
    for (const name of ['web', 'wbe']) {
      const reader = noting({ objects: { ...objects, pods, events } }, needed);
      await collectPods(reader, { namespace: 'shop', owner: { kind, name } }).catch(() => undefined);
    }
  }
  const pod = granted(access.pod);
  expect(granted(access.workload).filter((right) => !pod.includes(right))).toEqual(
    [...needed].filter((right) => !pod.includes(right)).toSorted(),
  );
  expect(granted(access.workload)).toEqual(expect.arrayContaining(pod));
});

test('the role for fit allows what it asks for, and nothing else', async () => {
  const needed = new Set<string>();
  const reader = noting({ objects: {} as Snapshot['objects'] }, needed);
  await collectFit(reader, { namespaces: ['shop', 'ci'], claims: true, runtimeClasses: true });
  expect(granted(access.fit)).toEqual([...needed].toSorted());
});

test('the role for scan allows what any of its causes asks for, and nothing else', async () => {
  const needed = new Set<string>();
  const waits = (name: string, ref: object) =>
    podOf(name, {
      spec: { containers: [{ name: 'app', image: 'busybox', envFrom: [ref] }] },
      status: {
        phase: 'Pending',
        containerStatuses: [
          {
            name: 'app',
            state: { waiting: { reason: 'CreateContainerConfigError', message: `${name} "x" not found` } },
          },
        ],
      },
    });
  const killed = podOf('fat', {
    status: {
      containerStatuses: [
        {
          name: 'app',
          restartCount: 1,
          state: { running: { startedAt: '2025-12-31T23:59:00Z' } },
          lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
        },
      ],
    },
  });
  const pods = [
    waits('configmap', { configMapRef: { name: 'x' } }),
    waits('secret', { secretRef: { name: 'x' } }),
    killed,
  ];
  const objects = { pods } as unknown as Snapshot['objects'];
  const { playbooks } = await builtinLibrary();
  const kinds = await kindsFor(choose(playbooks, {}));
  for (const namespace of [undefined, 'shop']) {
    await collectScan(noting({ objects }, needed), { kinds, maxLogs: 10, ...(namespace && { namespace }) });
  }
  expect(granted(access.scan).filter((right, i, rights) => rights.indexOf(right) === i)).toEqual(
    [...needed].toSorted(),
  );
});

test('the role for snapshot allows what it asks for, and nothing else', async () => {
  const needed = new Set<string>();
  const failed = podOf('bad', {
    status: { containerStatuses: [{ name: 'app', state: { terminated: { exitCode: 1 } } }] },
  });
  const objects = { pods: [failed] } as unknown as Snapshot['objects'];
  await collectSnapshot(noting({ objects }, needed), { all: true, logs: true });
  expect(granted(access.snapshot)).toEqual([...needed].toSorted());
});

test('the role for maintenance allows what a plan is worked out from, and only drain may evict', async () => {
  const needed = new Set<string>();
  await collectMaintenance(noting({ objects: {} as Snapshot['objects'] }, needed));
  expect(granted(access.maintenance)).toEqual([...needed].toSorted());
  const more = (['cordon', 'drain', 'uncordon'] as const).map((command) =>
    granted(access[command]).filter((right) => !right.startsWith('list ')),
  );
  const node = ['get nodes', 'patch nodes'];
  expect(more).toEqual([node, ['create pods/eviction', ...node], node]);
});
