import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartedTestContainer } from 'testcontainers';
import { makeAssets, type Assets } from './assets/assets.ts';
import { importNodeImage } from './assets/node-image.ts';
import type { Log } from './assets/once.ts';
import { COREDNS_IMAGE } from './assets/pod-images.ts';
import { pruneAssets } from './assets/prune.ts';
import { lastWords, removeContainers, startNetwork } from './containers.ts';
import { ensureDocker } from './docker-daemon.ts';
import { untilReady } from './gate.ts';
import { kubectlOf, must, type Kubectl } from './kubectl.ts';
import { makeCertificates } from './node/certificates.ts';
import { DNS_ADDRESS, makeTokens, type Secrets } from './node/files.ts';
import { kubeconfig } from './node/kubeconfig.ts';
import { connectPods, startNode } from './node/start.ts';
import { nodes, podRange } from './node/topology.ts';
import { kubeconfigPath, runDir } from './paths.ts';
import { until } from './process.ts';
import { currentRecipe } from './recipe.ts';
import { startFaults, startRegistry } from './registry/start.ts';
import { listClusterScoped } from './reset.ts';
import { forgetState, writeState } from './state.ts';

const patience = { timeoutMs: 120_000 };

/** Starts the cluster from nothing, whatever an earlier run left behind, and waits until it is of use. */
export async function startFromNothing(log: Log): Promise<void> {
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'; // its image is out of reach, and the cluster outlives this process
  const assets = await makeAssets(log);
  await ensureDocker(log);
  const image = await importNodeImage(log);
  await stopEverything();
  await pruneAssets();
  log(`starting ${nodes.length} nodes and the registries`);
  const { addresses, apiPort, registryPorts, secrets } = await startContainers(image, assets);
  const { ca, admin } = secrets.certificates;
  const text = kubeconfig(`https://127.0.0.1:${apiPort}`, ca.certificate, 'kubernetes-admin', admin);
  await writeFile(kubeconfigPath, text, { mode: 0o600 });
  const kubectl = await kubectlOf(kubeconfigPath);
  try {
    await Promise.all([connectPods(addresses), equip(kubectl, log)]);
  } catch (error) {
    log(`what the control plane said last:\n${await lastWords('cp')}`);
    throw error;
  }
  const baseline = await listClusterScoped(kubectl);
  await writeState({ kubeconfig: kubeconfigPath, recipe: await currentRecipe(), registryPorts, baseline });
}

/** Removes the cluster's containers and what is known about them; the cache stays. */
export async function stopEverything(): Promise<void> {
  await forgetState();
  await removeContainers();
  const kept = ['lock'];
  for (const name of await readdir(runDir)) {
    if (!kept.includes(name)) await rm(join(runDir, name), { recursive: true, force: true });
  }
}

async function startContainers(image: string, { kubernetes, podImages }: Assets) {
  await mkdir(runDir, { recursive: true });
  const [network, certificates] = await Promise.all([startNetwork(), makeCertificates(join(runDir, 'certificates'))]);
  const secrets: Secrets = { certificates, tokens: makeTokens() };
  const parts = { image, kubernetes, podImages };
  const [started, registry, locked] = await Promise.all([
    Promise.all(nodes.map(async (node) => [node.name, await startNode(node, parts, secrets, network)] as const)),
    startRegistry('registry', image, podImages, network),
    startRegistry('private', image, podImages, network),
    startFaults(image, podImages, certificates.selfSigned, network),
  ]);
  const containers = new Map<string, StartedTestContainer>(started);
  const addresses = new Map(started.map(([name, node]) => [name, node.getIpAddress(network.getName())]));
  const apiPort = containers.get('cp')?.getMappedPort(6443);
  return { addresses, apiPort, secrets, registryPorts: { registry, private: locked } };
}

async function equip(kubectl: Kubectl, log: Log): Promise<void> {
  await until('the API server to be ready', patience, () => succeeds(kubectl, ['get', '--raw', '/readyz']));
  log('the API server is ready');
  for (const name of ['storage-class.yaml', 'coredns.yaml']) {
    const text = await readFile(join(import.meta.dirname, 'manifests', name), 'utf8');
    const filled = text.replace('COREDNS_IMAGE', COREDNS_IMAGE).replace('DNS_ADDRESS', DNS_ADDRESS);
    await until(`${name} to be accepted`, patience, () => succeeds(kubectl, ['apply', '-f', '-'], filled));
  }
  await Promise.all(nodes.map((node) => finishNode(kubectl, node)));
  // the project's own gate: its cluster is of use when it says so
  const targets = [...nodes.map(({ name }) => `node/${name}`), 'deployment/coredns', 'service/kube-dns'];
  await untilReady(kubeconfigPath, [...targets, '-n', 'kube-system', '--timeout', '2m', '--stable-for', '1s'], log);
}

/** Adds to a Node object what its kubelet may not set itself. */
async function finishNode(kubectl: Kubectl, node: (typeof nodes)[number]): Promise<void> {
  const range = podRange(node);
  const labels = node.controlPlane ? { 'node-role.kubernetes.io/control-plane': '' } : {};
  const patch = JSON.stringify({ metadata: { labels }, spec: { podCIDR: range, podCIDRs: [range] } });
  await until(`${node.name} to register`, patience, () => succeeds(kubectl, ['patch', 'node', node.name, '-p', patch]));
}

async function succeeds(kubectl: Kubectl, args: string[], stdin?: string): Promise<true> {
  await must(kubectl, args, stdin);
  return true;
}
