import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scripts } from '../../src/cli/completion/scripts.ts';
import { startCluster, whyNoCluster, type Cluster } from '../cluster/cluster.ts';
import { kubectlPath } from '../cluster/kubectl.ts';

const reason = await whyNoCluster();
const main = join(import.meta.dirname, '../../src/cli/main.ts');

describe.skipIf(reason)('completion as a plugin of the real kubectl', () => {
  let cluster: Cluster;
  let folder: string;
  beforeAll(async () => {
    cluster = await startCluster();
    folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-plugin-'));
    const program = `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`;
    for (const [name, text] of [
      ['kubectl-k8sdoctor', program],
      ['kubectl_complete-k8sdoctor', scripts.kubectl],
    ] as const) {
      await writeFile(join(folder, name), text);
      await chmod(join(folder, name), 0o755);
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What `kubectl k8sdoctor …<Tab>` offers. */
  async function offered(...words: string[]): Promise<string[]> {
    const env = {
      ...process.env,
      PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
      KUBECONFIG: cluster.kubeconfig,
    };
    const child = spawn(await kubectlPath(), ['__complete', 'k8sdoctor', ...words], { env });
    let said = '';
    child.stdout.on('data', (data: Buffer) => (said += data.toString()));
    await new Promise((resolve) => child.on('close', resolve));
    return said.split('\n').map((line) => line.split('\t')[0] ?? '');
  }

  test('commands, flags and live names', async () => {
    expect(await offered('po')).toContain('pod');
    expect(await offered('pod', '--outp')).toContain('--output');
    expect(await offered('pod', '-n', 'kube-sys')).toContain('kube-system');
    const { stdout } = await cluster.kubectl(['get', 'pods', '-n', 'kube-system', '-o', 'name']);
    const [first = ''] = stdout.split('\n').map((line) => line.replace('pod/', ''));
    expect(await offered('pod', '-n', 'kube-system', first.slice(0, 4))).toContain(first);
  });
});
