import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runDir } from './paths.ts';
import { isAlive, until } from './process.ts';

/** What is known about the running cluster, kept on disk for the next process that wants it. */
export interface State {
  kubeconfig: string;
  baseline: string[];
  recipe: string;
  registryPorts: { registry: number; private: number };
}

const stateFile = join(runDir, 'state.json');
const lockFile = join(runDir, 'lock');

/** Reads what an earlier process wrote down about the running cluster. */
export async function readState(): Promise<State | undefined> {
  const text = await readFile(stateFile, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as State);
}

/** Writes down what the next process has to know about the running cluster. */
export async function writeState(state: State): Promise<void> {
  await writeFile(`${stateFile}.tmp`, JSON.stringify(state, null, 2));
  await rename(`${stateFile}.tmp`, stateFile);
}

/** Forgets the running cluster. */
export async function forgetState(): Promise<void> {
  await rm(stateFile, { force: true });
}

/** Does work that only one process may do at a time; a lock whose owner has died is taken over. */
export async function exclusively<T>(work: () => Promise<T>): Promise<T> {
  await mkdir(runDir, { recursive: true });
  await until('another process that starts or stops the cluster', { timeoutMs: 30 * 60_000 }, takeLock);
  try {
    return await work();
  } finally {
    await rm(lockFile, { force: true });
  }
}

async function takeLock(): Promise<boolean> {
  try {
    await writeFile(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const owner = Number(await readFile(lockFile, 'utf8').catch(() => ''));
    if (owner && !isAlive(owner)) await rm(lockFile, { force: true });
    return false;
  }
}
