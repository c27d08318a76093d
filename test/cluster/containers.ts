import { GenericContainer, Network, Wait, type StartedNetwork } from 'testcontainers';
import { mustRun, run } from './process.ts';

/** Label of every container that belongs to the test cluster. */
export const LABEL = 'k8sdoctor-test';

const networkName = 'k8sdoctor-test';

/** Name of the Docker container that plays a node or a registry. */
export function containerName(name: string): string {
  return `k8sdoctor-test-${name}`;
}

/** A container of the node image that other containers of the cluster reach under the given host names. */
export function container(image: string, name: string, hostNames: string[], network: StartedNetwork): GenericContainer {
  return new GenericContainer(image)
    .withName(containerName(name))
    .withHostname(name)
    .withLabels({ [LABEL]: '1' })
    .withNetwork(network)
    .withNetworkAliases(...hostNames)
    .withAutoRemove(false)
    .withWaitStrategy(Wait.forSuccessfulCommand('true'))
    .withStartupTimeout(60_000);
}

/** Starts the network that the cluster's containers share. */
export async function startNetwork(): Promise<StartedNetwork> {
  return new Network({ nextUuid: () => networkName }).start();
}

/** Removes all containers and the network of the cluster, also those that a crashed process left behind. */
export async function removeContainers(): Promise<void> {
  const ids = await containerIds([]);
  if (ids.length > 0) await mustRun('docker', ['rm', '--force', '--volumes', ...ids]);
  await run('docker', ['network', 'rm', networkName]);
}

/** Ids of the cluster's containers; the filters narrow them down as `docker ps --filter` does. */
export async function containerIds(filters: string[]): Promise<string[]> {
  const all = [`label=${LABEL}=1`, ...filters].flatMap((filter) => ['--filter', filter]);
  return (await mustRun('docker', ['ps', '--all', '--quiet', '--no-trunc', ...all])).split('\n').filter(Boolean);
}

/** Runs a shell script inside a node's container. */
export async function inNode(name: string, script: string): Promise<string> {
  return mustRun('docker', ['exec', containerName(name), 'sh', '-euc', script]);
}
