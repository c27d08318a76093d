import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCluster, whyNoCluster, type Cluster } from '../cluster/cluster.ts';
import type { Report } from '../../src/model/finding.ts';
import { cli } from './cli.ts';
import { kubeconfigOfAccount } from './identity.ts';
import type { Scenario } from './scenario.ts';
import { onStage } from './stage.ts';

const reason = await whyNoCluster();

const BUSYBOX = { image: 'busybox:1.36', imagePullPolicy: 'IfNotPresent' };
const SLEEPS = { ...BUSYBOX, command: ['sleep', '100000'] };
/** Hosts and classes of these scenarios alone, so that others on the cluster have other causes. */
const HOST = 'gone-scan.test';

const workload = (
  kind: string,
  name: string,
  replicas: number,
  container: object,
  pod: object = {},
  spec: object = {},
) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name },
  spec: {
    ...(kind !== 'DaemonSet' && { replicas }),
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'app', ...container }], ...pod },
    },
    ...spec,
  },
});
const deployment = (name: string, replicas: number, container: object, pod?: object, spec?: object) =>
  workload('Deployment', name, replicas, container, pod, spec);
const job = (name: string, container: object, spec: object = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: {
    template: { spec: { restartPolicy: 'Never', containers: [{ name: 'app', ...BUSYBOX, ...container }] } },
    ...spec,
  },
});

interface Root {
  id: string;
  pods?: number;
  workloads?: number;
}

/** Several things wrong at once, and the root causes that they come to. */
interface Case {
  name: string;
  manifests: object[];
  until: Scenario['until'];
  roots: Root[];
}

const waits = (app: string, why: string): Scenario['until'] => ({
  object: `pod -l app=${app}`,
  when: `object.status.containerStatuses[0].state.waiting.reason == '${why}'`,
  holdSeconds: 15,
});

const cases: Case[] = [
  {
    name: 'one bad image on ten replicas is one cause, beside what is well',
    manifests: [
      deployment('web', 10, { image: 'registry.test:5000/no-such-repository:1' }),
      deployment('well', 2, SLEEPS),
    ],
    until: waits('web', 'ImagePullBackOff'),
    roots: [{ id: 'image-pull/image-not-found', pods: 10, workloads: 1 }],
  },
  {
    name: 'two Deployments that name the same registry, which nobody knows, are one cause',
    manifests: [
      deployment('one', 2, { image: `${HOST}/one:1` }),
      deployment('two', 1, { image: `${HOST}/two:2` }),
      deployment('well', 1, SLEEPS),
    ],
    until: waits('two', 'ImagePullBackOff'),
    roots: [{ id: 'image-pull/registry-dns', pods: 3, workloads: 2 }],
  },
  {
    name: 'a full quota, a crash and a pod too large for any node are three causes',
    manifests: [
      { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'small' }, spec: { hard: { pods: '4' } } },
      deployment('large', 1, { ...SLEEPS, resources: { requests: { cpu: '90' } } }),
      deployment('crash', 1, { ...BUSYBOX, command: ['sh', '-c', 'echo fatal: no quorum; exit 3'] }),
      deployment('many', 9, SLEEPS),
    ],
    until: { object: 'pod -l app=crash', when: 'object.status.containerStatuses[0].restartCount >= 2', holdSeconds: 5 },
    roots: [
      { id: 'crash-loop/application-error', pods: 1, workloads: 1 },
      { id: 'pending/larger-than-any-node', pods: 1, workloads: 1 },
      { id: 'quota/exhausted', workloads: 1 },
    ],
  },
  {
    name: 'a ConfigMap that two Deployments lack is one cause',
    manifests: ['one', 'two'].map((name) =>
      deployment(name, 2, { ...SLEEPS, envFrom: [{ configMapRef: { name: 'settings' } }] }),
    ),
    until: waits('two', 'CreateContainerConfigError'),
    roots: [{ id: 'container-create/configmap-missing', pods: 4, workloads: 2 }],
  },
  {
    name: 'replicas that crash for want of the same host are one cause, though few of their logs are read',
    manifests: [
      deployment('shop', 6, {
        ...BUSYBOX,
        command: ['sh', '-c', 'echo "dial tcp: lookup db.example.org: no such host"; exit 1'],
      }),
    ],
    until: { object: 'pod -l app=shop', when: 'object.status.containerStatuses[0].restartCount >= 2', holdSeconds: 15 },
    roots: [{ id: 'crash-loop/dependency-unresolved', pods: 6, workloads: 1 }],
  },
  {
    name: 'a ServiceAccount that is missing refuses the pods of two workloads: one cause',
    manifests: ['one', 'two'].map((name) => deployment(name, 2, SLEEPS, { serviceAccountName: 'robot' })),
    until: {
      object: 'deployment/two',
      when: "object.status.conditions.exists(c, c.type == 'ReplicaFailure')",
      holdSeconds: 5,
    },
    roots: [{ id: 'rejected/service-account-missing', workloads: 2 }],
  },
  {
    name: 'a Job that gave up is told by why its pods failed, and one that works is not told',
    manifests: [
      job('fails', { command: ['sh', '-c', 'echo fatal: no ledger; exit 4'] }, { backoffLimit: 1 }),
      job('works', { command: ['true'] }),
    ],
    until: {
      object: 'job/fails',
      when: "object.status.conditions.exists(c, c.type == 'Failed' && c.status == 'True')",
    },
    roots: [{ id: 'crash-loop/application-error', pods: 2, workloads: 1 }],
  },
  {
    name: 'claims of a storage class that is not there are one cause, whoever has them',
    manifests: ['one', 'two'].flatMap((name) => [
      { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { clusterIP: 'None', selector: { app: name } } },
      workload(
        'StatefulSet',
        name,
        1,
        { ...SLEEPS, volumeMounts: [{ name: 'data', mountPath: '/data' }] },
        {},
        {
          serviceName: name,
          volumeClaimTemplates: [
            {
              metadata: { name: 'data' },
              spec: {
                accessModes: ['ReadWriteOnce'],
                storageClassName: 'gone-scan',
                resources: { requests: { storage: '1Mi' } },
              },
            },
          ],
        },
      ),
    ]),
    until: {
      object: 'pod/two-0',
      when: "object.status.conditions.exists(c, c.type == 'PodScheduled' && c.status == 'False')",
      holdSeconds: 10,
    },
    roots: [{ id: 'pending/claim-class-missing', pods: 2, workloads: 2 }],
  },
  {
    name: 'a Service that the init containers of two Deployments wait for is one cause',
    manifests: ['one', 'two'].map((name) =>
      deployment(name, 1, SLEEPS, {
        initContainers: [
          {
            name: 'wait',
            ...BUSYBOX,
            command: ['sh', '-c', 'until nslookup db; do echo waiting for db; sleep 2; done'],
          },
        ],
      }),
    ),
    until: {
      object: 'pod -l app=two',
      when: "object.status.initContainerStatuses[0].state.running.startedAt != ''",
      holdSeconds: 45,
    },
    roots: [{ id: 'init/service-missing', pods: 2, workloads: 2 }],
  },
];

/** The usual things of a cluster that is well. */
const healthy: Scenario = {
  id: 'scan/healthy',
  why: 'nothing of this is a problem',
  manifests: [
    deployment('web', 2, SLEEPS),
    deployment('rolling', 2, SLEEPS, {}, { minReadySeconds: 3000, progressDeadlineSeconds: 4000 }),
    deployment('off', 0, SLEEPS),
    deployment('optional', 1, { ...SLEEPS, envFrom: [{ configMapRef: { name: 'nowhere', optional: true } }] }),
    workload('StatefulSet', 'db', 2, SLEEPS, {}, { serviceName: 'db' }),
    workload('DaemonSet', 'agent', 0, SLEEPS),
    workload('DaemonSet', 'ssd', 0, SLEEPS, { nodeSelector: { disk: 'ssd' } }),
    job('done', { command: ['true'] }),
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'second-try' },
      spec: {
        template: {
          spec: {
            restartPolicy: 'OnFailure',
            containers: [
              {
                name: 'app',
                ...BUSYBOX,
                command: ['sh', '-c', '[ -f /state/tried ] || { touch /state/tried; exit 1; }'],
                volumeMounts: [{ name: 'state', mountPath: '/state' }],
              },
            ],
            volumes: [{ name: 'state', emptyDir: {} }],
          },
        },
      },
    },
    job('held', { command: ['true'] }, { suspend: true }),
    ...[
      ['nightly', false],
      ['paused', true],
    ].map(([name, suspend]) => ({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name },
      spec: { schedule: '0 3 31 12 *', suspend, jobTemplate: { spec: job('x', { command: ['true'] }).spec } },
    })),
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'scan-healthy-wffc' },
      provisioner: 'kubernetes.io/no-provisioner',
      volumeBindingMode: 'WaitForFirstConsumer',
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'later' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'scan-healthy-wffc',
        resources: { requests: { storage: '1Mi' } },
      },
    },
    ...[
      { name: 'db', spec: { clusterIP: 'None', selector: { app: 'db' }, ports: [{ port: 5432 }] } },
      { name: 'by-hand', spec: { ports: [{ port: 80 }] } },
      { name: 'elsewhere', spec: { type: 'ExternalName', externalName: 'example.org' } },
      { name: 'off', spec: { selector: { app: 'off' }, ports: [{ port: 80 }] } },
    ].map(({ name, spec }) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec })),
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web' },
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'web' } } },
    },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: {
        minReplicas: 2,
        maxReplicas: 4,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
        ],
      },
    },
  ],
  teardown: [['delete', 'storageclass', 'scan-healthy-wffc', '--ignore-not-found']],
  until: { object: 'statefulset/db', when: 'object.status.availableReplicas == 2', holdSeconds: 10 },
  diagnose: 'statefulset/db',
  expect: 'silent',
};

type JsonScan = Pick<Report, 'verdict' | 'coverage' | 'scan'> & {
  findings: (Pick<
    Report['findings'][number],
    'id' | 'severity' | 'fingerprint' | 'affected' | 'firstSeen' | 'lastSeen'
  > & {
    explainedBy?: string;
    title: string;
    target: { kind: string; namespace: string; name: string };
    targets?: { namespace: string }[];
  })[];
  notSeen: string[];
};

describe.skipIf(reason)('scan', { concurrent: true }, () => {
  let cluster: Cluster;
  let folder: string;
  beforeAll(async () => {
    cluster = await startCluster();
    folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-scan-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function scan(...argv: string[]): Promise<{ report: JsonScan; code: number }> {
    const source = argv.includes('--from') || argv.includes('--kubeconfig') ? [] : ['--kubeconfig', cluster.kubeconfig];
    const { stdout, stderr, code } = await cli(['scan', ...argv, ...source, '-o', 'json', '--lang', 'en']);
    if (!stdout) throw new Error(stderr);
    return { report: JSON.parse(stdout) as JsonScan, code };
  }

  const rootsOf = ({ findings }: JsonScan) =>
    findings.filter(({ explainedBy, severity }) => !explainedBy && severity !== 'info');

  const stage = ({ name, manifests, until }: Case): Scenario => ({
    id: `scan/${name
      .toLowerCase()
      .replaceAll(/[^a-z]+/g, '-')
      .slice(0, 40)}`.replace(/-$/, ''),
    why: name,
    manifests,
    until,
    diagnose: until.object,
    expect: 'silent',
  });

  test.each(cases)('$name', async (each) => {
    await onStage(stage(each), cluster, async ({ namespace }) => {
      const { report, code } = await scan('-n', namespace);
      const roots = rootsOf(report);
      expect(roots.map(({ id }) => id).toSorted()).toEqual(each.roots.map(({ id }) => id).toSorted());
      for (const { id, ...affected } of each.roots) {
        expect(roots.find((root) => root.id === id)?.affected, id).toMatchObject({ ...affected, namespaces: 1 });
      }
      for (const { firstSeen = '', lastSeen = '' } of roots) expect(firstSeen <= lastSeen).toBe(true);
      expect(code).toBe(1);
      expect(report.verdict).toBe('failing');
      expect(report.coverage.filter(({ outcome }) => outcome !== 'read')).toEqual([]);
    });
  });

  test('what is usual on a cluster that is well raises nothing', async () => {
    await onStage(healthy, cluster, async ({ namespace }) => {
      // an old ReplicaSet at 0 beside the new one
      await cluster.kubectl(['set', 'env', 'deployment/optional', 'VERSION=2', '-n', namespace]);
      await cluster.kubectl(['rollout', 'status', 'deployment/optional', '-n', namespace, '--timeout=120s']);
      const { report, code } = await scan('-n', namespace);
      expect(
        report.findings.filter(({ severity }) => severity !== 'info').map(({ id, title }) => `${id}: ${title}`),
      ).toEqual([]);
      expect(code).toBe(0);
      expect(['healthy', 'progressing']).toContain(report.verdict);
    });
  });

  test('-A holds what -n holds, and the same cause in two namespaces is one', async () => {
    const name = 'a registry that two namespaces name';
    const [, shared] = cases;
    if (!shared) throw new Error('no such case');
    const host = 'gone-scan-twice.test';
    const manifests = [deployment('web', 1, { image: `${host}/web:1` })];
    const until = waits('web', 'ImagePullBackOff');
    const of = (suffix: string): Scenario => stage({ ...shared, name: `${name} ${suffix}`, manifests, until });
    await onStage(of('first'), cluster, (one) =>
      onStage(of('second'), cluster, async (two) => {
        const [all, part] = [await scan('-A'), await scan('-n', two.namespace)];
        const isOurs = ({ target, targets = [target] }: JsonScan['findings'][number]) =>
          targets.some(({ namespace }) => [one.namespace, two.namespace].includes(namespace));
        const [everywhere, ...others] = rootsOf(all.report).filter(isOurs);
        expect(others).toEqual([]);
        expect(everywhere).toMatchObject({
          id: 'image-pull/registry-dns',
          affected: { pods: 2, workloads: 2, namespaces: 2 },
        });
        const [here, ...more] = rootsOf(part.report);
        expect(more).toEqual([]);
        expect(here).toMatchObject({ fingerprint: everywhere?.fingerprint, affected: { pods: 1, namespaces: 1 } });
        expect(all.report.scan?.namespaces).toBeGreaterThan(part.report.scan?.namespaces ?? 0);
      }),
    );
  });

  test('a snapshot gives the same findings as the live cluster', async () => {
    const mixed: Case = {
      name: 'the same from a snapshot',
      manifests: [
        deployment('web', 3, { image: 'registry.test:5000/no-such-repository:1' }),
        deployment('settings', 1, { ...SLEEPS, envFrom: [{ secretRef: { name: 'nowhere' } }] }),
        deployment('large', 1, { ...SLEEPS, resources: { requests: { memory: '900Gi' } } }),
        deployment('well', 1, SLEEPS),
      ],
      until: waits('web', 'ImagePullBackOff'),
      roots: [],
    };
    await onStage(stage(mixed), cluster, async ({ namespace }) => {
      const file = join(folder, 'mixed.tgz');
      const { report: live } = await scan('-n', namespace);
      const saved = await cli(['snapshot', '-n', namespace, '-o', file, '--kubeconfig', cluster.kubeconfig]);
      expect(saved.code).toBe(0);
      const { report: recorded } = await scan('-n', namespace, '--from', file);
      const told = ({ findings }: JsonScan) =>
        findings.map(({ id, fingerprint, explainedBy, affected, title }) => ({
          id,
          fingerprint,
          explainedBy,
          affected,
          title,
        }));
      expect(told(recorded)).toEqual(told(live));
      expect(
        rootsOf(live)
          .map(({ id }) => id)
          .toSorted(),
      ).toEqual(['container-create/secret-missing', 'image-pull/image-not-found', 'pending/larger-than-any-node']);
    });
  });

  test('rights in one namespace give the whole report of it and a true ledger, and the printed role is enough', async () => {
    const [, , mixed] = cases;
    if (!mixed) throw new Error('no such case');
    await onStage(stage({ ...mixed, name: 'rights in one namespace' }), cluster, async ({ namespace }) => {
      for (const name of ['role', 'cluster-role']) {
        await cluster.kubectl(['create', 'serviceaccount', name, '-n', namespace]);
        const wide = name === 'cluster-role';
        const words = ['rbac', 'scan', '--service-account', `${namespace}/${name}`, '--name', `${namespace}-${name}`];
        const { stdout } = await cli([...words, ...(wide ? [] : ['-n', namespace])]);
        const file = join(folder, `${name}.yaml`);
        await writeFile(file, stdout);
        const { code, stderr } = await cluster.kubectl(['apply', '-f', file]);
        expect([code, stderr]).toEqual([0, '']);
        try {
          const kubeconfig = await kubeconfigOfAccount(cluster, folder, { namespace, name });
          const { report, code: exit } = await scan('-n', namespace, '--kubeconfig', kubeconfig);
          const ids = rootsOf(report).map(({ id }) => id);
          expect(exit).toBe(1);
          expect(ids).toEqual(expect.arrayContaining(['crash-loop/application-error', 'quota/exhausted']));
          const denied = report.coverage.filter(({ outcome }) => outcome === 'denied').map(({ subject }) => subject);
          const kept = ['nodes', 'persistentvolumes'].filter((kind) => (denied as string[]).includes(kind));
          expect(kept).toEqual(wide ? [] : ['nodes', 'persistentvolumes']);
          expect(denied.length === 0).toBe(wide);
          expect(denied).not.toContain('deployments');
          expect(report.notSeen.join(' ').includes('nodes')).toBe(!wide);
        } finally {
          await cluster.kubectl(['delete', '-f', file, '--ignore-not-found']);
        }
      }
      const kubeconfig = await kubeconfigOfAccount(cluster, folder, { namespace, name: 'role' });
      const nothing = await cli(['scan', '-A', '--kubeconfig', kubeconfig, '--lang', 'en']);
      expect(nothing.code).toBe(3);
      expect(nothing.stderr).toContain('-n NAMESPACE');
    });
  });
});
