import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { startCluster, whyNoCluster, type Cluster } from '../cluster/cluster.ts';
import { externalKubeconfig } from '../cluster/paths.ts';
import { play } from './play.ts';
import { allScenarios } from './scenario.ts';

const reason =
  (await whyNoCluster()) ?? (externalKubeconfig() && 'they stop nodes, so they are left out on your own cluster');

let cluster: Cluster;
let folder: string;

beforeAll(async () => {
  if (reason) return;
  cluster = await startCluster((line) => console.error(line));
  folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-e2e-'));
});
afterAll(async () => {
  if (folder) await rm(folder, { recursive: true, force: true });
});

const scenarios = allScenarios().filter(({ exclusive }) => exclusive);

describe.skipIf(reason)('scenarios that need the cluster for themselves', () => {
  test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', async (_id, scenario) =>
    play(scenario, cluster, folder),
  );
});
