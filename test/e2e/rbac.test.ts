import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dump, loadAll } from 'js-yaml';
import { startCluster, whyNoCluster, type Cluster } from '../cluster/cluster.ts';
import { cli, diagnose } from './cli.ts';
import { kubeconfigOfAccount } from './identity.ts';
import type { Scenario } from './scenario.ts';
import { onStage, type Staged } from './stage.ts';

const reason = await whyNoCluster();

const container = { name: 'app', image: 'busybox:1.36', imagePullPolicy: 'IfNotPresent' };
const labels = { app: 'web' };

/** A Deployment whose pod crashes: its diagnosis asks for owners, node, events and logs. */
const crashing: Scenario = {
  id: 'rbac/crashing',
  why: 'a container of a Deployment that ends with an error',
  manifests: [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ ...container, command: ['sh', '-c', 'echo fatal: no quorum; exit 3'] }] },
        },
      },
    },
  ],
  until: { object: 'pod -l app=web', when: 'object.status.containerStatuses[0].restartCount >= 1' },
  diagnose: 'pod -l app=web',
  expect: 'silent',
};

/** A pod that waits for a claim no volume fits: its diagnosis asks for all that scheduling and storage depend on. */
const waiting: Scenario = {
  id: 'rbac/waiting',
  why: 'a pod without a node, and a claim that is not bound',
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
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'db' },
      spec: {
        containers: [container],
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
      },
    },
  ],
  until: { object: 'pod/db', when: "object.status.conditions.exists(c, c.type == 'PodScheduled')" },
  diagnose: 'pod/db',
  expect: 'silent',
};

/** A pod whose private image cannot be pulled: its diagnosis asks which pull secrets there are. */
const pulling: Scenario = {
  id: 'rbac/pulling',
  why: 'an image that cannot be pulled, and a pull secret that is not there',
  manifests: [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'app' },
      spec: {
        containers: [{ name: 'app', image: 'private.test:5000/nowhere:1' }],
        imagePullSecrets: [{ name: 'absent' }],
      },
    },
  ],
  until: { object: 'pod/app', when: 'object.status.containerStatuses[0].state.waiting.reason.contains("Pull")' },
  diagnose: 'pod/app',
  expect: 'silent',
};

interface Role {
  rules: { resources: string[] }[];
}

describe.skipIf(reason)('the role that rbac prints, on a real cluster', () => {
  let cluster: Cluster;
  let folder: string;
  beforeAll(async () => {
    cluster = await startCluster();
    folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-rbac-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** A kubeconfig of an account that has the printed role, or what `change` leaves of it. */
  async function accountWith(namespace: string, name: string, change = (role: Role): Role => role): Promise<string> {
    const role = `${namespace}-${name}`;
    const { stdout } = await cli(['rbac', 'pod', '--service-account', `${namespace}/${name}`, '--name', role]);
    const [first, ...others] = loadAll(stdout) as Role[];
    if (!first) throw new Error('no role');
    await cluster.kubectl(['create', 'serviceaccount', name, '-n', namespace]);
    const manifests = [change(first), ...others].map((object) => dump(object)).join('---\n');
    const applied = await cluster.kubectl(['apply', '-f', '-'], name === 'whole' ? stdout : manifests);
    expect(applied.code, applied.stderr).toBe(0);
    return kubeconfigOfAccount(cluster, folder, { namespace, name });
  }

  const removeRoles = async (namespace: string, names: string[]): Promise<void> => {
    for (const kind of ['clusterrolebinding', 'clusterrole'])
      await cluster.kubectl(['delete', kind, '--ignore-not-found', ...names.map((name) => `${namespace}-${name}`)]);
  };

  test.each([crashing, waiting, pulling])('$id: an account with just that role reads all', async (scenario) => {
    await onStage(scenario, cluster, async ({ namespace, name: pod }: Staged) => {
      try {
        const kubeconfig = await accountWith(namespace, 'whole');
        const { report } = await diagnose(['pod', pod, '-n', namespace, '--kubeconfig', kubeconfig]);
        expect(report.coverage.filter(({ outcome }) => outcome === 'denied')).toEqual([]);
        expect(report.coverage.length).toBeGreaterThan(2);
      } finally {
        await removeRoles(namespace, ['whole']);
      }
    });
  });

  test.each([
    [crashing, ['events', 'nodes', 'pods/log', 'replicasets']],
    [waiting, ['persistentvolumeclaims', 'persistentvolumes', 'storageclasses', 'leases']],
    [pulling, ['secrets']],
  ])('without one of its rules that is a named gap', async (scenario, resources) => {
    await onStage(scenario, cluster, async ({ namespace, name: pod }: Staged) => {
      const names = resources.map((resource) => `without-${resource.replace('/', '-')}`);
      try {
        for (const [i, resource] of resources.entries()) {
          const kubeconfig = await accountWith(namespace, names[i] ?? '', (role) => ({
            ...role,
            rules: role.rules
              .map((rule) => ({ ...rule, resources: rule.resources.filter((one) => one !== resource) }))
              .filter((rule) => rule.resources.length > 0),
          }));
          const { report } = await diagnose(['pod', pod, '-n', namespace, '--kubeconfig', kubeconfig]);
          const denied = report.coverage.filter(({ outcome }) => outcome === 'denied').map(({ subject }) => subject);
          expect([...new Set(denied)], resource).toEqual([resource === 'pods/log' ? 'logs' : resource]);
          expect(report.notSeen.join('\n'), resource).toContain(denied[0]);
        }
      } finally {
        await removeRoles(namespace, names);
      }
    });
  });

  test('the whole role is valid, and so is the Role of a namespace', async () => {
    for (const args of [
      [],
      ['-n', 'default', '--service-account', 'default/x'],
      ['pod', '--no-secrets', '-o', 'json'],
    ]) {
      const { stdout } = await cli(['rbac', ...args]);
      const applied = await cluster.kubectl(['apply', '--dry-run=server', '-f', '-'], stdout);
      expect(applied.code, applied.stderr).toBe(0);
    }
  });
});
