import { beforeAll, describe, expect, test } from 'vitest';
import { startCluster, whyNoCluster, type Cluster } from '../cluster/cluster.ts';
import { diagnose } from './cli.ts';
import type { Scenario } from './scenario.ts';
import { onStage } from './stage.ts';

const reason = await whyNoCluster();

const deployment = (name: string, replicas: number, container: object): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name, team: 'shop' } },
      spec: { containers: [{ name: 'app', image: 'busybox:1.36', imagePullPolicy: 'IfNotPresent', ...container }] },
    },
  },
});

const mixed: Scenario = {
  id: 'selection/mixed',
  why: 'four replicas that crash alike beside two that are well',
  manifests: [
    deployment('broken', 4, { command: ['sh', '-c', 'echo fatal: no quorum; exit 3'] }),
    deployment('well', 2, { command: ['sleep', '100000'] }),
  ],
  until: { object: 'deployment/well', when: 'object.status.availableReplicas == 2', holdSeconds: 20 },
  diagnose: 'deployment/broken',
  expect: 'silent',
};

describe.skipIf(reason)('several pods at once', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });

  test('by label, by the beginning of their name, all of a namespace, by their workload: one cause is one finding with a count', async () => {
    await onStage(mixed, cluster, async ({ namespace }) => {
      const where = ['-n', namespace, '--kubeconfig', cluster.kubeconfig];
      const asked: [words: string[], pods: number][] = [
        [['pod', '-l', 'app=broken'], 4],
        [['pod', '-l', 'team=shop'], 6],
        [['pod', '--all'], 6],
        [['pod', 'broken'], 4],
        [['deployment/broken'], 4],
      ];
      for (const [words, pods] of asked) {
        const { report, outcome } = await diagnose([...words, ...where]);
        const about = words.join(' ');
        expect(outcome.code, about).toBe(1);
        const crashes = report.findings.filter(({ id }) => id === 'crash-loop/application-error');
        expect(
          crashes.map(({ targets }) => targets?.length),
          about,
        ).toEqual([4]);
        expect(report.pods?.length, about).toBe(pods);
        expect(report.pods?.filter(({ verdict }) => verdict === 'healthy').length, about).toBe(pods - 4);
      }
      const { outcome } = await diagnose(['deployment', 'well', ...where]);
      expect(outcome.code).toBe(0);
    });
  });
});
