import { containerIds } from './containers.ts';
import { dockerAnswers } from './docker-daemon.ts';
import { freeze, thaw, thawForgotten } from './freeze.ts';
import { kubectlOf, type Kubectl } from './kubectl.ts';
import { nodes } from './node/topology.ts';
import { externalKubeconfig } from './paths.ts';
import { currentRecipe } from './recipe.ts';
import { resetCluster } from './reset.ts';
import { exclusively, readState, type State } from './state.ts';

export { whyNoCluster } from './available.ts';

/** A running cluster that tests may use. */
export interface Cluster {
  /** Path of a kubeconfig with every right. */
  kubeconfig: string;
  /** Whether it is a cluster of the person's own (`K8SDOCTOR_E2E_KUBECONFIG`): no nodes to stop, no registries, no reset. */
  external: boolean;
  /** Addresses on this machine of `registry.test:5000` and `private.test:5000`, for tests that push images. */
  registries: { registry: string; private: string } | undefined;
  /** Runs kubectl; a failure is a code other than 0, not an exception. */
  kubectl: Kubectl;
  /** Freezes a node, as if its machine hung, and waits until the cluster has noticed (about 20 s). */
  stopNode(name: string): Promise<void>;
  /** Thaws a node and waits until it is Ready. */
  startNode(name: string): Promise<void>;
  /** Deletes everything that tests left behind, in all namespaces, and makes all nodes usable. */
  reset(): Promise<void>;
}

/** Gives the running cluster, or starts one; `log` hears about the slow steps. */
export async function startCluster(log: (line: string) => void = () => undefined): Promise<Cluster> {
  const external = externalKubeconfig();
  if (external !== undefined) return externalCluster(external);
  return exclusively(async () => {
    const running = await healthyState();
    if (running === undefined) {
      const { startFromNothing } = await import('./start.ts'); // testcontainers takes half a second to load
      await startFromNothing(log);
    } else if (running.recipe !== (await currentRecipe())) {
      log('the running cluster was made from an older recipe; `down` and `up` make it anew');
    }
    return ownCluster();
  });
}

/** The running cluster, or nothing; starts none. */
export async function findCluster(): Promise<Cluster | undefined> {
  const external = externalKubeconfig();
  if (external !== undefined) return externalCluster(external);
  return (await healthyState()) ? ownCluster() : undefined;
}

/** Ends the cluster; the cache and the Docker daemon stay. */
export async function stopCluster(): Promise<void> {
  if (externalKubeconfig() !== undefined || !(await dockerAnswers())) return;
  const { stopEverything } = await import('./start.ts');
  await exclusively(stopEverything);
}

async function healthyState(): Promise<State | undefined> {
  const state = await readState();
  if (!state || !(await dockerAnswers())) return undefined;
  const alive = await containerIds(['status=running', 'status=paused']);
  const kubectl = await kubectlOf(state.kubeconfig);
  const ready = await kubectl(['get', '--raw', '/readyz', '--request-timeout=5s']);
  return ready.code === 0 && alive.length === nodes.length + 3 ? state : undefined;
}

async function ownCluster(): Promise<Cluster> {
  const state = await readState();
  if (!state) throw new Error('the test cluster was stopped while it was being started');
  const kubectl = await kubectlOf(state.kubeconfig);
  await thawForgotten(kubectl);
  const { registry, private: locked } = state.registryPorts;
  return {
    kubeconfig: state.kubeconfig,
    external: false,
    registries: { registry: `http://127.0.0.1:${registry}`, private: `http://127.0.0.1:${locked}` },
    kubectl,
    stopNode: (name) => freeze(kubectl, name),
    startNode: (name) => thaw(kubectl, name),
    async reset() {
      await Promise.all(nodes.map(({ name }) => thaw(kubectl, name)));
      await resetCluster(kubectl, state.baseline);
    },
  };
}

async function externalCluster(kubeconfig: string): Promise<Cluster> {
  return {
    kubeconfig,
    external: true,
    registries: undefined,
    kubectl: await kubectlOf(kubeconfig),
    stopNode: unsupported,
    startNode: unsupported,
    reset: unsupported,
  };
}

async function unsupported(): Promise<never> {
  throw new Error('unsupported on the cluster of K8SDOCTOR_E2E_KUBECONFIG');
}
