import { GenericContainer, Network, Wait, type StartedNetwork } from 'testcontainers';
import { clusterName } from './paths.ts';
import { mustRun, run } from './process.ts';

/** Label of every container that belongs to a test cluster. */
const LABEL = 'k8sdoctor-test';

/** Name of the Docker container that plays a node or a registry. */
export function containerName(name: string): string {
  return `${clusterName}-${name}`;
}

interface BindMount {
  source: string;
  target: string;
  mode: 'ro';
}

/** A container that joins the cluster's network and no other, so that it has one address only. */
class ClusterContainer extends GenericContainer {
  joins(network: StartedNetwork, hostNames: string[]): this {
    this.createOpts.NetworkingConfig = { EndpointsConfig: { [network.getName()]: { Aliases: hostNames } } };
    return this.withNetwork(network);
  }
}

/** A container of the node image that other containers of the cluster reach under the given host names. */
export function container(image: string, name: string, hostNames: string[], network: StartedNetwork): GenericContainer {
  return new ClusterContainer(image)
    .joins(network, hostNames)
    .withName(containerName(name))
    .withHostname(name)
    .withLabels({ [LABEL]: '1' })
    .withAutoRemove(false)
    .withWaitStrategy(Wait.forSuccessfulCommand('true'))
    .withStartupTimeout(60_000);
}

/** A mount of a folder or file that the container may only read. */
export function readOnly(source: string, target: string): BindMount {
  return { source, target, mode: 'ro' };
}

/** Starts the network that the cluster's containers share. */
export async function startNetwork(): Promise<StartedNetwork> {
  return new Network({ nextUuid: () => clusterName }).start();
}

/** Removes all containers and the network of the cluster, also those that a crashed process left behind. */
export async function removeContainers(): Promise<void> {
  const ids = await containerIds([]);
  if (ids.length > 0) await mustRun('docker', ['rm', '--force', '--volumes', ...ids]);
  await run('docker', ['network', 'rm', clusterName]);
}

/** Ids of the cluster's containers; the filters narrow them down as `docker ps --filter` does. */
export async function containerIds(filters: string[]): Promise<string[]> {
  const all = [`label=${LABEL}=1`, `network=${clusterName}`, ...filters].flatMap((filter) => ['--filter', filter]);
  return (await mustRun('docker', ['ps', '--all', '--quiet', '--no-trunc', ...all])).split('\n').filter(Boolean);
}

/** The last lines of what the programs of a container said, for a person who has to find out why it does not work. */
export async function lastWords(name: string): Promise<string> {
  const script = 'tail -n 3 /var/log/kubernetes/*.log';
  return (await run('docker', ['exec', containerName(name), 'sh', '-c', script])).stdout.slice(-4000);
}

/** Runs a shell script inside a node's container. */
export async function inNode(name: string, script: string): Promise<string> {
  return mustRun('docker', ['exec', containerName(name), 'sh', '-euc', script]);
}
