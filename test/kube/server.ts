import { readFileSync, writeFileSync } from 'node:fs';
import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { connect, type ConnectOptions } from '../../src/kube/connect.ts';
import type { ClusterReader } from '../../src/model/reader.ts';
import { folder } from '../folder.ts';

/** One request as the server saw it. */
export interface Seen {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
}

/** What a test answers: a JSON value (200), or a function that does as it likes. */
export type Reply = (request: Seen, response: ServerResponse, count: number) => unknown;

/** A file of test/kube/tls. */
export const pem = (name: string): string => join(import.meta.dirname, 'tls', name);

/** Writes a file into a temporary directory and returns its path. */
export function file(name: string, content: string, into = folder()): string {
  const path = join(into, name);
  writeFileSync(path, content);
  return path;
}

/** Sends an answer with a status, and JSON unless it is text. */
export function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = typeof body === 'string';
  response.writeHead(status, { 'content-type': text ? 'text/plain' : 'application/json', ...headers });
  response.end(text ? body : JSON.stringify(body));
}

/** Kubernetes' error object. */
export const failure = (code: number, message: string, reason = '') => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  message,
  reason,
  code,
});

/** A local API server: what it was asked, and where it listens. */
export async function serve(reply: Reply, tls?: 'good' | 'other' | 'expired'): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://x');
    const entry = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
    };
    seen.push(entry);
    const body = reply(entry, response, seen.length);
    if (!response.writableEnded && body !== undefined) send(response, 200, body);
  };
  const server = tls
    ? https.createServer({ key: readFileSync(pem(`${tls}.key`)), cert: readFileSync(pem(`${tls}.crt`)) }, handle)
    : http.createServer(handle);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, seen };
}

/** A kubeconfig of one context, `c`, for a server; extra fields for its user and cluster. */
export const kubeconfig = (server: string, user: object = {}, cluster: object = {}, context: object = {}): string =>
  file(
    'config',
    JSON.stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'k', user: 'u', ...context } }],
      clusters: [{ name: 'k', cluster: { server, ...cluster } }],
      users: [{ name: 'u', user }],
    }),
  );

/** Connects to a test's server; waits between tries are noted, not waited. */
export async function reader(
  server: string,
  options: Omit<ConnectOptions, 'cluster'> & { identity?: object; cluster?: object } = {},
): Promise<{ reader: ClusterReader; pauses: number[] }> {
  const { identity, cluster, ...rest } = options;
  const pauses: number[] = [];
  return {
    pauses,
    reader: await connect({
      kubeconfig: kubeconfig(server, identity, cluster),
      env: {},
      sleep: (milliseconds) => {
        pauses.push(milliseconds);
        return Promise.resolve();
      },
      ...rest,
    }),
  };
}

/** A list as the API server answers it. */
export const page = (names: string[], next?: string) => ({
  kind: 'PodList',
  apiVersion: 'v1',
  metadata: { resourceVersion: '1', ...(next && { continue: next }) },
  items: names.map((name) => ({ metadata: { name, namespace: 'shop', managedFields: [{ manager: 'kubectl' }] } })),
});
