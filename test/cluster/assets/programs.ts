import { join } from 'node:path';
import { COREDNS_VERSION, KUBERNETES_VERSION } from '../paths.ts';
import { mustRun } from '../process.ts';
import { keyOf, type Asset } from './once.ts';

const moduleDir = join(import.meta.dirname, 'kubernetes');

const kubernetesPrograms = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'kubectl',
];

const [major, minor] = KUBERNETES_VERSION.slice(1).split('.');

const versionFlags = Object.entries({
  gitVersion: KUBERNETES_VERSION,
  gitMajor: major,
  gitMinor: minor,
  gitTreeState: 'clean',
}).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);

const linkerFlags = ['-s', '-w', ...versionFlags].join(' ');

/** The Kubernetes programs, built from the pinned module next to this file; about 12 minutes the first time. */
export async function kubernetesAsset(): Promise<Asset> {
  const sources = ['go.mod', 'go.sum', 'tools.go'].map((name) => join(moduleDir, name));
  return {
    name: `kubernetes-${KUBERNETES_VERSION}`,
    key: await keyOf([linkerFlags, ...kubernetesPrograms], sources),
    build: async (folder) => {
      const packages = kubernetesPrograms.map((name) => `k8s.io/kubernetes/cmd/${name}`);
      await goBuild(['build', '-trimpath', '-o', `${folder}/`, '-ldflags', linkerFlags, ...packages], {}, moduleDir);
    },
  };
}

/** The CoreDNS program; about 4 minutes the first time. */
export async function corednsAsset(): Promise<Asset> {
  return {
    name: `coredns-${COREDNS_VERSION}`,
    key: await keyOf(['-s -w']),
    build: async (folder) => {
      const target = `github.com/coredns/coredns@${COREDNS_VERSION}`;
      await goBuild(['install', '-trimpath', '-ldflags', '-s -w', target], { GOBIN: folder }, folder);
    },
  };
}

/** Runs Go so that what it makes needs no library of the machine it runs on. */
export async function goBuild(args: string[], env: Record<string, string>, cwd: string): Promise<void> {
  await mustRun('go', args, { cwd, env: { CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', ...env } });
}
