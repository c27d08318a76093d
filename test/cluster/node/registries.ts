import { FAULTS_HOST, faultPorts } from '../registry/faults.ts';

const { rateLimit, tokenAuth, slow, unavailable } = faultPorts;

/** Registries that speak plain HTTP, of which every node's containerd is told; all other ports are tried with TLS. */
const plainHttp = [
  'registry.test:5000',
  'private.test:5000',
  ...[rateLimit, tokenAuth, slow, unavailable].map((port) => `${FAULTS_HOST}:${port}`),
];

/** Containerd's registry configuration (`certs.d`), by path. */
export function certsD(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const host of plainHttp) files[`/etc/containerd/certs.d/${host}/hosts.toml`] = hostsToml(host);
  files['/etc/containerd/certs.d/docker.io/hosts.toml'] = hostsToml('registry.test:5000');
  return files;
}

function hostsToml(host: string): string {
  return `server = "http://${host}"\n\n[host."http://${host}"]\n  capabilities = ["pull", "resolve"]\n`;
}
