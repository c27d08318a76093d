import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterReader } from '../model/reader.ts';
import { HttpClient } from './http.ts';
import { read } from './list.ts';
import { readLog } from './logs.ts';
import { parseTimeout, type ConnectOptions } from './options.ts';
import { proxyFor } from './proxy.ts';
import { Session } from './session.ts';
import { findTarget, type Target } from './target.ts';
import type { Watching, WatchQuery } from './watch.ts';

export type { ConnectOptions, RequestTrace } from './options.ts';

/** The proxy's address without what logs in to it. */
function shownProxy(proxy: string | undefined): string | undefined {
  if (!proxy || !URL.canParse(proxy)) return proxy && '?';
  const { protocol, host } = new URL(proxy);
  return `${protocol}//${host}`;
}

/** A session with the cluster that the flags and the kubeconfig name, by kubectl's rules. Nothing is sent yet. */
export async function openSession(options: ConnectOptions): Promise<{ session: Session; target: Target }> {
  const timeout = parseTimeout(options.requestTimeout);
  const env = options.env ?? process.env;
  const now = options.now ?? Date.now;
  const target = await findTarget(options);
  const { server, context } = target;
  const proxy = shownProxy(target.cluster['proxy-url'] ?? proxyFor(server, env));
  const session = new Session(target, new HttpClient(server, options.onRequest), {
    around: { env, now },
    clock: { now, sleep: options.sleep ?? ((milliseconds) => sleep(milliseconds)) },
    timeout,
    place: { server, context, ...(proxy && { proxy }) },
  });
  return { session, target };
}

/** A reader for a cluster: a wrong kubeconfig is told here, a wrong server or identity by the first read. */
export async function connect(options: ConnectOptions = {}): Promise<ClusterReader> {
  const { session, target } = await openSession(options);
  return readerOf(session, target);
}

/** A reader, and what follows changes and finds kinds, over the same connection. */
export async function connectForWatching(options: ConnectOptions = {}) {
  const { session, target } = await openSession(options);
  const [{ watch }, { discoverKind, discoverWord }] = await Promise.all([
    import('./watch.ts'),
    import('./discovery.ts'),
  ]);
  return {
    reader: readerOf(session, target),
    watch: (query: WatchQuery, to: Watching) => watch(session, query, to),
    discoverKind: (apiVersion: string, kind: string) => discoverKind(session, apiVersion, kind),
    discoverWord: (word: string) => discoverWord(session, word),
  };
}

/** A reader and a writer for a cluster, over the same connection; who writes is what the kubeconfig calls its user. */
export async function connectForWriting(options: ConnectOptions = {}) {
  const { session, target } = await openSession(options);
  const { writerFor } = await import('./write.ts');
  return { reader: readerOf(session, target), writer: writerFor(session), user: options.as ?? target.userName };
}

function readerOf(session: Session, target: Target): ClusterReader {
  const { server, context, namespace } = target;
  return {
    location: server,
    context,
    namespace,
    read: (query) => read(session, query),
    log: (query) => readLog(session, query),
    serverTime: () =>
      session.serverTime === undefined ? undefined : new Date(session.serverTime).toISOString().replace('.000Z', 'Z'),
  };
}
