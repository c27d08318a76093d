import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { containerName } from './containers.ts';
import { must, type Kubectl } from './kubectl.ts';
import { nodes } from './node/topology.ts';
import { runDir } from './paths.ts';
import { isAlive, mustRun, run, until } from './process.ts';

const patience = { timeoutMs: 90_000 };

/** Freezes all processes of a node and waits until the cluster has noticed. */
export async function freeze(kubectl: Kubectl, name: string): Promise<void> {
  assertNode(name);
  await writeFile(noteOf(name), String(process.pid));
  await mustRun('docker', ['pause', containerName(name)]);
  await until(`${name} to turn NotReady`, patience, async () => (await readiness(kubectl, name)) !== 'True');
}

/** Lets a frozen node go on and waits until it is Ready; does nothing to one that is. */
export async function thaw(kubectl: Kubectl, name: string): Promise<void> {
  assertNode(name);
  await run('docker', ['unpause', containerName(name)]); // fails when it is not paused, which is fine
  await rm(noteOf(name), { force: true });
  await until(`${name} to turn Ready`, patience, async () => (await readiness(kubectl, name)) === 'True');
}

/** Thaws the nodes that were frozen by a process that has ended since. */
export async function thawForgotten(kubectl: Kubectl): Promise<void> {
  for (const { name } of nodes) {
    const pid = Number(await readFile(noteOf(name), 'utf8').catch(() => ''));
    if (pid && !isAlive(pid)) await thaw(kubectl, name);
  }
}

function noteOf(name: string): string {
  return join(runDir, `frozen-${name}`);
}

function assertNode(name: string): void {
  if (!nodes.some((node) => node.name === name)) throw new Error(`the test cluster has no node ${name}`);
}

function readiness(kubectl: Kubectl, name: string): Promise<string> {
  return must(kubectl, ['get', 'node', name, '-o', 'jsonpath={.status.conditions[?(@.type=="Ready")].status}']);
}
