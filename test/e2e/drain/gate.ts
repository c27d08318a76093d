import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Cluster } from '../../cluster/cluster.ts';
import { kubeconfigWith } from '../identity.ts';

/** One request to the API server; its status is 0 until it has been answered. */
export interface Exchange {
  method: string;
  path: string;
  body: string;
  status: number;
}

/** Stands before the API server with every right, sees all that is asked and can break the connection at any point. */
export interface Gate {
  /** A kubeconfig that leads through the gate. */
  kubeconfig: string;
  seen: Exchange[];
  /** Looks at each request before it goes on (`asked`) and at each answer before it is given (`answered`); true breaks the connection there. */
  watch: (at: 'asked' | 'answered', exchange: Exchange) => boolean;
  close(): Promise<void>;
}

interface Identity {
  server: string;
  options: { cert: Buffer; key: Buffer; ca: Buffer };
}

const decoded = (text = ''): Buffer => Buffer.from(text, 'base64');

async function identityOf(cluster: Cluster): Promise<Identity> {
  const { stdout } = await cluster.kubectl(['config', 'view', '--raw', '--minify', '-o', 'json']);
  const { clusters, users } = JSON.parse(stdout) as {
    clusters: { cluster: Record<string, string> }[];
    users: { user: Record<string, string> }[];
  };
  const [at, by] = [clusters[0]?.cluster ?? {}, users[0]?.user ?? {}];
  const options = {
    cert: decoded(by['client-certificate-data']),
    key: decoded(by['client-key-data']),
    ca: decoded(at['certificate-authority-data']),
  };
  return { server: at['server'] ?? '', options };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Opens a gate; `folder` takes its kubeconfig. */
export async function openGate(cluster: Cluster, folder: string, name: string): Promise<Gate> {
  const { server, options } = await identityOf(cluster);
  const seen: Exchange[] = [];
  const pass = async (incoming: IncomingMessage, out: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming);
    const { method = '', url: path = '', headers } = incoming;
    const exchange: Exchange = { method, path, body: body.toString(), status: 0 };
    seen.push(exchange);
    if (gate.watch('asked', exchange)) return void incoming.socket.destroy();
    const { host: _, connection: __, ...kept } = headers;
    const asked = httpsRequest(new URL(path, server), { ...options, method, headers: kept }, (answer) => {
      exchange.status = answer.statusCode ?? 0;
      if (gate.watch('answered', exchange)) return void incoming.socket.destroy();
      out.writeHead(exchange.status, answer.headers);
      answer.pipe(out);
    });
    asked.on('error', () => incoming.socket.destroy());
    asked.end(body);
  };
  const door = createServer((incoming, out) => void pass(incoming, out).catch(() => incoming.socket.destroy()));
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const { port } = door.address() as AddressInfo;
  const gate: Gate = {
    kubeconfig: await kubeconfigWith(cluster, folder, name, {}, `http://127.0.0.1:${port}`),
    seen,
    watch: () => false,
    close: () =>
      new Promise((resolve) => {
        door.closeAllConnections();
        door.close(() => resolve());
      }),
  };
  return gate;
}

/** Whether a request asks for an eviction; the pod of that name is in `of`. */
export const evictionOf = ({ method, path }: Exchange): string | undefined =>
  method === 'POST' ? /\/namespaces\/([^/]+)\/pods\/([^/]+)\/eviction/.exec(path)?.slice(1, 3).join('/') : undefined;

/** Whether a request changes a Node. */
export const changesNode = ({ method, path }: Exchange): boolean =>
  method === 'PATCH' && path.includes('/api/v1/nodes/');
