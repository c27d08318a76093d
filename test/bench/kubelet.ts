import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const tls = (name: string): string => readFileSync(join(import.meta.dirname, '../kube/tls', name), 'utf8');

/** Answers for the kubelets of all nodes: every container has the same log. */
export async function startKubelet(log: string): Promise<{ port: number; stop: () => void }> {
  const server = createServer({ key: tls('good.key'), cert: tls('good.crt') }, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.end(log);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
