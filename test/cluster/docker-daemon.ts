import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir } from './paths.ts';
import { isAlive, run, until } from './process.ts';

const pidFile = join(cacheDir, 'dockerd.pid');
const program = 'dockerd';

const logFile = join(cacheDir, 'dockerd.log');

/** Whether a Docker daemon answers. */
export async function dockerAnswers(): Promise<boolean> {
  const { code } = await run('docker', ['version', '--format', '{{.Server.Version}}'], { timeoutMs: 10_000 });
  return code === 0;
}

/** Starts a Docker daemon unless one answers already, and remembers that it is ours to stop. */
export async function ensureDocker(log: (line: string) => void): Promise<void> {
  if (await dockerAnswers()) return;
  log('starting dockerd');
  await mkdir(cacheDir, { recursive: true });
  await rm(pidFile, { force: true }); // dockerd refuses to start on one that is left from before a reboot
  const output = await open(logFile, 'a');
  const daemon = spawn(program, ['--pidfile', pidFile], { detached: true, stdio: ['ignore', output.fd, output.fd] });
  await output.close();
  daemon.on('error', () => undefined); // the wait below reports it
  daemon.unref();
  try {
    await until(`dockerd (its log is ${logFile})`, { timeoutMs: 60_000 }, dockerAnswers);
  } catch (error) {
    await stopDocker();
    throw error;
  }
}

/** Process id of the Docker daemon if an earlier `ensureDocker` started it and it still runs. */
async function ourDockerPid(): Promise<number | undefined> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  if (!pid || !isAlive(pid)) return undefined;
  const command = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return command.trim() === program ? pid : undefined;
}

/** Stops the Docker daemon if it is one that `ensureDocker` started; says whether it did. */
export async function stopDocker(): Promise<boolean> {
  const pid = await ourDockerPid();
  if (pid !== undefined) {
    process.kill(pid, 'SIGTERM');
    await until('dockerd to end', { timeoutMs: 60_000 }, async () => !isAlive(pid));
  }
  await rm(pidFile, { force: true });
  return pid !== undefined;
}
