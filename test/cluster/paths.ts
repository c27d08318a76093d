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

/** Folder of the running cluster: state, kubeconfig, certificates, logs. */
export const runDir = join(cacheDir, 'run');

/** Admin kubeconfig of the running cluster. */
export const kubeconfigPath = join(runDir, 'kubeconfig');
