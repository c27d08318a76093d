import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { startCluster, whyNoCluster, type Cluster } from '../cluster/cluster.ts';
import { externalKubeconfig } from '../cluster/paths.ts';
import { play } from './play.ts';
import { allScenarios, runsAnywhere } from './scenario.ts';

const reason = await whyNoCluster();
if (reason) console.warn(`\nNO CLUSTER, so every end-to-end test is skipped: ${reason}\n`);

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

const scenarios = allScenarios().filter(
  (scenario) => !scenario.exclusive && (!externalKubeconfig() || runsAnywhere(scenario)),
);

describe.skipIf(reason)('scenarios side by side', () => {
  test.concurrent.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', async (_id, scenario) =>
    play(scenario, cluster, folder),
  );
});
