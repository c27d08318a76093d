import { existsSync } from 'node:fs';
import { missingAssets } from './assets/assets.ts';
import { hasProgram, missingPrograms } from './assets/packages.ts';
import { dockerAnswers } from './docker-daemon.ts';
import { externalKubeconfig } from './paths.ts';

/** Why no test cluster can be had on this machine, in one sentence; nothing when it can. */
export async function whyNoCluster(): Promise<string | undefined> {
  const external = externalKubeconfig();
  if (external !== undefined) {
    return existsSync(external) ? undefined : `K8SDOCTOR_E2E_KUBECONFIG names ${external}, which does not exist`;
  }
  const lacks = await whatIsMissing();
  if (lacks.length === 0) return undefined;
  return `the test cluster needs ${lacks.join(', and ')} (or a cluster of yours: set K8SDOCTOR_E2E_KUBECONFIG)`;
}

async function whatIsMissing(): Promise<string[]> {
  if (process.platform !== 'linux') return ['Linux'];
  const root = process.getuid?.() === 0;
  const [docker, assets, programs] = [await dockerAnswers(), await missingAssets(), await missingPrograms()];
  const lacks: string[] = [];
  const install = assets.length > 0 ? programs : programs.filter((name) => !docker && name === 'dockerd');
  if (install.length > 0 && !(root && (await hasProgram('apt-get')))) {
    lacks.push(`${install.join(', ')} (root on Debian or Ubuntu installs them by itself)`);
  }
  if (!docker && !root) lacks.push('a Docker daemon that answers, or root to start one');
  if (assets.length > 0 && !root) lacks.push(`root to make ${assets.join(', ')}`);
  if (assets.length > 0 && !(await hasProgram('go'))) lacks.push(`Go to build ${assets.join(', ')}`);
  return lacks;
}
