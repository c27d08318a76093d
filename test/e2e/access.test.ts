import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCluster, whyNoCluster, type Cluster } from '../cluster/cluster.ts';
import { cli, diagnose } from './cli.ts';
import { kubeconfigOfAccount, kubeconfigWith } from './identity.ts';
import { onStage, type Staged } from './stage.ts';
import type { Scenario } from './scenario.ts';

const reason = await whyNoCluster();

/** A pod that crashes, with a log to read and events to see. */
const crashing: Scenario = {
  id: 'access/crashing',
  why: 'a container that ends with an error',
  manifests: [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web-1' },
      spec: {
        containers: [
          {
            name: 'app',
            image: 'busybox:1.36',
            imagePullPolicy: 'IfNotPresent',
            command: ['sh', '-c', 'echo fatal: no quorum; exit 3'],
          },
        ],
      },
    },
  ],
  until: { object: 'pod/web-1', when: 'object.status.containerStatuses[0].restartCount >= 2' },
  diagnose: 'pod/web-1',
  expect: 'silent',
};

const image = { name: 'app', image: 'busybox:1.36', imagePullPolicy: 'IfNotPresent' };
const pod = (name: string, spec: object): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });

/** Pods whose causes lie in other objects, and one that is well. */
const various: Scenario = {
  id: 'access/various',
  why: 'what each pod lacks can only be told by who may look',
  manifests: [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'nowhere',
        resources: { requests: { storage: '1Gi' } },
      },
    },
    pod('claim', {
      containers: [image],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
    }),
    pod('secret', {
      imagePullSecrets: [{ name: 'absent' }],
      containers: [{ name: 'app', image: 'private.test:5000/nowhere:1' }],
    }),
    pod('room', { containers: [{ ...image, resources: { requests: { cpu: '100' } } }] }),
    pod('well', { containers: [{ ...image, command: ['sleep', '100000'] }] }),
  ],
  until: {
    object: 'pod/secret',
    when: "object.status.containerStatuses[0].state.waiting.reason == 'ImagePullBackOff'",
  },
  diagnose: 'pod/secret',
  expect: 'silent',
};

/** Rights to give a person, as rules of a Role and a ClusterRole. */
interface Rights {
  role: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
  clusterRole?: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
}

const read = (apiGroup: string, ...resources: string[]) => ({
  apiGroups: [apiGroup],
  resources,
  verbs: ['get', 'list'],
});
const ALL: Rights = {
  role: [
    read('', 'pods', 'events', 'pods/log', 'persistentvolumeclaims', 'secrets'),
    read('apps', 'replicasets', 'deployments'),
  ],
  clusterRole: [read('', 'nodes')],
};

describe.skipIf(reason)('rights and connections', () => {
  let cluster: Cluster;
  let folder: string;
  beforeAll(async () => {
    cluster = await startCluster();
    folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-access-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** A kubeconfig of a ServiceAccount that has just these rights in the namespace. */
  async function kubeconfigFor(name: string, { role, clusterRole }: Rights, namespace: string): Promise<string> {
    const subjects = [{ kind: 'ServiceAccount', name, namespace }];
    const group = 'rbac.authorization.k8s.io';
    const items: object[] = [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
      { apiVersion: `${group}/v1`, kind: 'Role', metadata: { name, namespace }, rules: role },
      {
        apiVersion: `${group}/v1`,
        kind: 'RoleBinding',
        metadata: { name, namespace },
        subjects,
        roleRef: { apiGroup: group, kind: 'Role', name },
      },
    ];
    if (clusterRole) {
      const wide = `k8sdoctor-e2e-${name}`;
      items.push(
        { apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata: { name: wide }, rules: clusterRole },
        {
          apiVersion: `${group}/v1`,
          kind: 'ClusterRoleBinding',
          metadata: { name: wide },
          subjects,
          roleRef: { apiGroup: group, kind: 'ClusterRole', name: wide },
        },
      );
    }
    await cluster.kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    return kubeconfigOfAccount(cluster, folder, { namespace, name });
  }

  test('each missing right is a named gap, and the rest is still diagnosed', async () => {
    await onStage(crashing, cluster, async ({ namespace, name }: Staged) => {
      const without: [gap: string, Rights][] = [
        ['logs', { ...ALL, role: [read('', 'pods', 'events')] }],
        ['events', { ...ALL, role: [read('', 'pods', 'pods/log')] }],
        ['nodes', { role: ALL.role }],
      ];
      for (const [gap, rights] of without) {
        const kubeconfig = await kubeconfigFor(`without-${gap}`, rights, namespace);
        const { report, outcome } = await diagnose(['pod', name, '-n', namespace, '--kubeconfig', kubeconfig]);
        expect(outcome.code, gap).toBe(1);
        expect(report.findings[0]?.id, gap).toMatch(/^crash-loop\//);
        expect(report.notSeen.join('\n'), gap).toContain(gap);
        expect(report.coverage.find(({ subject }) => subject === gap)?.outcome).toBe('denied');
      }
      const everything = await kubeconfigFor('with-everything', ALL, namespace);
      const { report } = await diagnose(['pod', name, '-n', namespace, '--kubeconfig', everything]);
      expect(report.notSeen).toEqual([]);
    });
  });

  test('with less than all rights nothing is guessed: what could not be seen is named, and the cause only goes so far', async () => {
    const namespaced = [
      read('', 'pods', 'events', 'pods/log', 'persistentvolumeclaims', 'secrets', 'configmaps'),
      read('apps', 'replicasets', 'deployments'),
    ];
    const without = (kind: string): Rights['role'] =>
      namespaced.map(({ resources, ...rule }) => ({ ...rule, resources: resources.filter((name) => name !== kind) }));
    const cases: [who: string, Rights, pod: string, id: string | undefined, gaps: string[]][] = [
      [
        'namespace-only',
        { role: namespaced },
        'claim',
        'pending/claim-not-bound',
        ['nodes', 'storageclasses', 'persistentvolumes'],
      ],
      ['namespace-only', { role: namespaced }, 'room', 'pending/resources-short', ['nodes', 'pods (-A)', 'leases']],
      ['namespace-only', { role: namespaced }, 'well', undefined, ['nodes']],
      [
        'without-claims',
        { role: without('persistentvolumeclaims') },
        'claim',
        'pending/claim-not-bound',
        ['persistentvolumeclaims'],
      ],
      ['without-secrets', { role: without('secrets') }, 'secret', 'image-pull/pull-secret-missing', ['secrets']],
      [
        'pods-only',
        { role: [read('', 'pods')] },
        'secret',
        'image-pull/pull-secret-unverified',
        ['secrets', 'events', 'nodes'],
      ],
    ];
    await onStage(various, cluster, async ({ namespace }: Staged) => {
      for (const [who, rights, name, id, gaps] of cases) {
        const kubeconfig = await kubeconfigFor(who, rights, namespace);
        const { report, outcome } = await diagnose(['pod', name, '-n', namespace, '--kubeconfig', kubeconfig]);
        const about = `${who} ${name}`;
        expect(report.findings[0]?.id, about).toBe(id);
        expect(outcome.code, about).toBe(id ? 1 : 0);
        expect(report.verdict, about).toBe(id ? 'failing' : 'unknown');
        for (const gap of gaps) expect(report.notSeen.join(' '), about).toContain(gap);
      }
    });
  });

  test('no right to the pod itself is one line and exit code 3', async () => {
    await onStage(crashing, cluster, async ({ namespace, name }: Staged) => {
      const kubeconfig = await kubeconfigFor('without-pods', { role: [read('', 'events')] }, namespace);
      const { code, stdout, stderr } = await cli(['pod', name, '-n', namespace, '--kubeconfig', kubeconfig]);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toMatch(/^error: .*web-1.*\nhint: .*kubectl auth can-i get pods/);
    });
  });

  test('an expired or wrong token is exit code 3 and says whose', async () => {
    const kubeconfig = await kubeconfigWith(cluster, folder, 'stranger', { token: 'not-a-token' });
    for (const lang of ['en', 'zh']) {
      const { code, stderr } = await cli(['pod', 'web-1', '--kubeconfig', kubeconfig, '--lang', lang]);
      expect(code).toBe(3);
      expect(stderr).toContain('stranger');
      expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
    }
  });

  test('a server that is not there is exit code 3 and names its address', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => probe.once('listening', resolve));
    const { port } = probe.address() as { port: number };
    await new Promise((resolve) => probe.close(resolve));
    const kubeconfig = await kubeconfigWith(cluster, folder, 'nobody', {}, `https://127.0.0.1:${port}`);
    const { code, stdout, stderr } = await cli(['pod', 'web-1', '--kubeconfig', kubeconfig]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(`127.0.0.1:${port}`);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });

  test('a context that does not exist is exit code 2 and names those that do', async () => {
    const kubeconfig = await kubeconfigWith(cluster, folder, 'someone', {});
    const { code, stderr } = await cli(['pod', 'web-1', '--kubeconfig', kubeconfig, '--context', 'tets']);
    expect(code).toBe(2);
    expect(stderr).toContain('tets');
    expect(stderr).toContain('test');
  });

  test('a pod that does not exist is exit code 2 and suggests the nearest names', async () => {
    await onStage(crashing, cluster, async ({ namespace }: Staged) => {
      const { code, stderr } = await cli(['pod', 'web-l', '-n', namespace, '--kubeconfig', cluster.kubeconfig]);
      expect(code).toBe(2);
      expect(stderr).toContain('web-1');
    });
  });
});
