/** Registries that speak plain HTTP and that every node's containerd is told so; all other ports are tried with TLS. */
const plainHttp = ['registry.test:5000', 'private.test:5000', 'faults.test:5001', 'faults.test:5002', 'faults.test:5003'];

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
