import { homedir } from 'node:os';
import { join } from 'node:path';

/** Kubernetes release that the test cluster runs. */
export const KUBERNETES_VERSION = 'v1.34.4';

/** CoreDNS release that serves the cluster's DNS. */
export const COREDNS_VERSION = 'v1.14.7';

/** Folder of the checkout. */
export const projectDir = join(import.meta.dirname, '..', '..');

/** Folder for everything that is slow to make and kept between runs. */
export const cacheDir = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'k8sdoctor-test');

/** Name of the cluster; its containers and network are called after it. Another name gives a second, separate cluster. */
export const clusterName = process.env['K8SDOCTOR_TEST_CLUSTER'] || 'k8sdoctor-test';

/** Folder of the running cluster: state, kubeconfig, certificates. */
export const runDir = join(cacheDir, `run-${clusterName}`);

/** Admin kubeconfig of the running cluster. */
export const kubeconfigPath = join(runDir, 'kubeconfig');

/** Kubeconfig of a cluster of the person's own, which then takes the place of the test cluster. */
export function externalKubeconfig(): string | undefined {
  return process.env['K8SDOCTOR_E2E_KUBECONFIG'] || undefined;
}
