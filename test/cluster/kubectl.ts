import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assetFolder } from './assets/once.ts';
import { kubernetesAsset } from './assets/programs.ts';
import { run, type Finished } from './process.ts';

/** Runs kubectl with the given arguments against one cluster. */
export type Kubectl = (args: readonly string[], stdin?: string) => Promise<Finished>;

/** A kubectl for the cluster of a kubeconfig: the one built for the tests, or the machine's own. */
export async function kubectlOf(kubeconfig: string): Promise<Kubectl> {
  const program = await kubectlPath();
  return (args, stdin) => run(program, args, { stdin, env: { KUBECONFIG: kubeconfig } });
}

/** Where kubectl is. */
export async function kubectlPath(): Promise<string> {
  const built = join(assetFolder(await kubernetesAsset()), 'kubectl');
  return existsSync(built) ? built : 'kubectl';
}

/** Runs a kubectl command that has to succeed and returns its output. */
export async function must(kubectl: Kubectl, args: readonly string[], stdin?: string): Promise<string> {
  const { stdout, stderr, code } = await kubectl(args, stdin);
  if (code !== 0) throw new Error(`kubectl ${args.slice(0, 3).join(' ')} failed: ${(stderr || stdout).trim()}`);
  return stdout;
}
