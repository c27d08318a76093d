import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { whyNoCluster } from '../cluster/cluster.ts';
import { externalKubeconfig } from '../cluster/paths.ts';

const reason = (await whyNoCluster()) ?? (externalKubeconfig() && 'it starts a scheduler of its own');

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

const run = (args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const cwd = join(import.meta.dirname, '../..');
    execFile(process.execPath, ['test/agreement/run.ts', ...args], { cwd }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });

test.skipIf(reason)('the simulated scheduler says what the real one says, and its fixes are proven', async () => {
  const { code, stdout, stderr } = await run(['--cases', '1000', '--seed', '1']);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/ 1000 generated cases .* 0 wrong/);
  expect(Number(/(\d+) fix proven/.exec(stdout)?.[1])).toBeGreaterThan(100);
  expect(Number(/(\d+) placed/.exec(stdout)?.[1])).toBeGreaterThan(100);
});
