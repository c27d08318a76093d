import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { dump, loadAll } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCluster, whyNoCluster, type Cluster } from '../cluster/cluster.ts';
import { must } from '../cluster/kubectl.ts';
import { externalKubeconfig } from '../cluster/paths.ts';
import { allCases, inNamespace, play, runCheck } from './check-case.ts';
import { cli, diagnose } from './cli.ts';
import { kubeconfigOfAccount } from './identity.ts';

const reason = await whyNoCluster();

/** Registries and storage classes that only the project's own cluster has. */
const OWN = /registry\.test|"manual"/;
const cases = allCases().filter((one) => !externalKubeconfig() || !OWN.test(JSON.stringify(one)));

const container = { name: 'app', image: 'busybox:1.36', imagePullPolicy: 'IfNotPresent', command: ['sleep', '3600'] };

const deployment = (more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { terminationGracePeriodSeconds: 0, containers: [{ ...container, ...more }] },
    },
  },
});

const absentKey = { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'kube-root-ca.crt', key: 'absent' } } }] };

describe.skipIf(reason)('check, on a real cluster', () => {
  let cluster: Cluster;
  let folder: string;
  beforeAll(async () => {
    cluster = await startCluster();
    folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-check-'));
  });
  afterAll(async () => {
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const apply = (namespace: string, object: object): Promise<string> =>
    must(cluster.kubectl, ['apply', '-n', namespace, '-f', '-'], JSON.stringify(object));

  test.concurrent.each(cases.map((one) => [`${one.id}: ${one.why}`, one] as const))('%s', (_title, one) =>
    play(one, cluster, folder),
  );

  test('--capture leaves a snapshot from which the same cause is found', async () => {
    const namespace = 'check-capture';
    await inNamespace(cluster, namespace, async () => {
      await apply(namespace, deployment(absentKey));
      const path = join(folder, 'captured');
      const flags = ['-n', namespace, '--kubeconfig', cluster.kubeconfig, '--lang', 'en'];
      const { code, stderr } = await runCheck(['deployment/web', ...flags, '--capture', path]);
      expect([code, stderr]).toEqual([
        1,
        expect.stringContaining(`saved a redacted snapshot of ${namespace} in ${path}`),
      ]);
      const { report } = await diagnose(['deployment', 'web', '-n', namespace, '--from', path]);
      expect(report.findings[0]?.id).toBe('container-create/configmap-key-missing');
    });
  });

  test('Ctrl-C ends it with 130, and says how everything stood', async () => {
    const namespace = 'check-interrupted';
    await inNamespace(cluster, namespace, async () => {
      const main = join(import.meta.dirname, '../../src/cli/main.ts');
      const args = ['check', 'deployment/web', '-n', namespace, '--kubeconfig', cluster.kubeconfig, '--lang', 'en'];
      const child = spawn(process.execPath, [main, ...args]);
      child.stderr.once('data', () => child.kill('SIGINT'));
      const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
      const [stdout, code] = await Promise.all([text(child.stdout), ended]);
      expect([code, stdout]).toEqual([130, expect.stringContaining('0 of 1 ready: interrupted')]);
    });
  });

  describe('an account with the role that `rbac check` prints', () => {
    interface Role {
      rules: { resources: string[]; verbs: string[] }[];
    }

    /** What an account may see of a check, when its role is changed first. */
    async function asAccount(namespace: string, name: string, change: (role: Role) => Role, args: string[]) {
      const role = `${namespace}-${name}`;
      const printed = await cli(['rbac', 'check', '--service-account', `${namespace}/${name}`, '--name', role]);
      const [first, ...others] = loadAll(printed.stdout) as Role[];
      if (!first) throw new Error('no role');
      await must(cluster.kubectl, ['create', 'serviceaccount', name, '-n', namespace]);
      try {
        const manifests = [change(first), ...others].map((object) => dump(object)).join('---\n');
        await must(cluster.kubectl, ['apply', '-f', '-'], manifests);
        const kubeconfig = await kubeconfigOfAccount(cluster, folder, { namespace, name });
        return await runCheck([...args, '-n', namespace, '--kubeconfig', kubeconfig, '-o', 'json', '--lang', 'en']);
      } finally {
        for (const kind of ['clusterrolebinding', 'clusterrole'])
          await cluster.kubectl(['delete', kind, role, '--ignore-not-found']);
      }
    }

    test('sees all it needs, also to find a cause', async () => {
      const namespace = 'check-rights';
      await inNamespace(cluster, namespace, async () => {
        await apply(namespace, deployment(absentKey));
        const { code, stdout } = await asAccount(namespace, 'whole', (role) => role, ['--all']);
        const report = JSON.parse(stdout) as { notSeen: string[]; coverage: { outcome: string }[] };
        expect([code, report.notSeen]).toEqual([1, []]);
        expect(report.coverage.length).toBeGreaterThan(3);
        expect(report.coverage.filter(({ outcome }) => outcome === 'denied')).toEqual([]);
      });
    });

    test('without one right is told before anything is waited for', async () => {
      const namespace = 'check-no-rights';
      await inNamespace(cluster, namespace, async () => {
        const lacking = ({ rules, ...role }: Role): Role => ({
          ...role,
          rules: rules
            .map((rule) => ({ ...rule, resources: rule.resources.filter((of) => of !== 'services') }))
            .filter(({ resources }) => resources.length > 0),
        });
        const { code, stderr } = await asAccount(namespace, 'part', lacking, ['service/web', '--timeout', '1h']);
        expect(code).toBe(3);
        expect(stderr).toMatch(/no right to watch services -n check-no-rights: .*check-no-rights:part/);
        expect(stderr).toContain('k8sdoctor rbac check');
      });
    });
  });
});
