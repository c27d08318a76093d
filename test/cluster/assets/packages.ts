import { mustRun, run } from '../process.ts';
import type { Log } from './once.ts';

/** Debian packages by the program that shows whether they are there. */
const packages: Record<string, string[]> = {
  dockerd: ['docker.io'],
  debootstrap: ['debootstrap'],
  gcc: ['gcc', 'libc6-dev'],
  openssl: ['openssl'],
};

/** Whether a program is on the path. */
export async function hasProgram(name: string): Promise<boolean> {
  return (await run('sh', ['-c', 'command -v "$0"', name])).code === 0;
}

/** Programs that the test cluster needs from Debian and that this machine lacks. */
export async function missingPrograms(): Promise<string[]> {
  const missing: string[] = [];
  for (const name of Object.keys(packages)) if (!(await hasProgram(name))) missing.push(name);
  return missing;
}

/** Installs what `missingPrograms` names. */
export async function installPackages(log: Log): Promise<void> {
  const wanted = (await missingPrograms()).flatMap((name) => packages[name] ?? []);
  if (wanted.length === 0) return;
  log(`installing ${wanted.join(', ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await mustRun('apt-get', ['update', '-q'], { env });
  const install = ['install', '-q', '-y', '--no-install-recommends'];
  await mustRun('apt-get', [...install, ...wanted], { env });
  if (!(await hasProgram('docker'))) await mustRun('apt-get', [...install, 'docker-cli'], { env }); // from Debian 13 on
}
