import type { ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { openSession, type ConnectOptions } from '../../src/kube/connect.ts';
import { watch, type WatchEvent, type WatchQuery } from '../../src/kube/watch.ts';
import { DoctorError } from '../../src/model/error.ts';
import { failure, kubeconfig, send, serve, type Seen } from './server.ts';

const PATH = '/api/v1/namespaces/shop/pods';

const pod = (name: string, resourceVersion = '1') => ({ metadata: { name, namespace: 'shop', resourceVersion } });
const listOf = (names: string[], resourceVersion: string, next?: string) => ({
  kind: 'PodList',
  metadata: { resourceVersion, ...(next && { continue: next }) },
  items: names.map((name) => pod(name)),
});
const event = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;

/** Begins an endless answer. */
function open(response: ServerResponse, ...chunks: (string | Buffer)[]): undefined {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  for (const chunk of chunks) response.write(chunk);
}

const said = (told: WatchEvent): string => {
  if (told.kind === 'refused') return `refused ${told.status} ${told.message}`;
  const objects = told.kind === 'listed' ? told.objects : [told.object];
  return [told.kind, ...objects.map((object) => (object as ReturnType<typeof pod>).metadata.name)].join(' ');
};

interface Run {
  /** What was told so far. */
  told: string[];
  /** Resolves when so much was told. */
  until(count: number): Promise<void>;
  /** Resolves (with the error thrown) when the watch has ended. */
  ended: Promise<unknown>;
  stop(): void;
  pauses: number[];
}

async function follow(
  url: string,
  query: Partial<WatchQuery> = {},
  options: Partial<ConnectOptions> = {},
): Promise<Run> {
  const pauses: number[] = [];
  const { session } = await openSession({
    kubeconfig: kubeconfig(url),
    env: {},
    sleep: (milliseconds) => {
      pauses.push(milliseconds);
      return new Promise((resolve) => setImmediate(resolve));
    },
    ...options,
  });
  const told: string[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const ended = watch(
    session,
    { path: PATH, ...query },
    {
      signal: stop.signal,
      onEvent: (one) => {
        told.push(said(one));
        for (const { count, resolve } of waiting) if (told.length >= count) resolve();
      },
    },
  ).catch((error: unknown) => error);
  return {
    told,
    pauses,
    ended,
    stop: () => stop.abort(),
    until: (count) =>
      told.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
  };
}

const isWatch = ({ query }: Seen): boolean => query.get('watch') === '1';

test('lists all pages, then follows from the version of the list', async () => {
  const { url, seen } = await serve((request, response) => {
    if (!isWatch(request)) return request.query.get('continue') ? listOf(['b'], '7') : listOf(['a'], '7', 'more');
    return open(response, event('MODIFIED', pod('a', '8')), event('DELETED', pod('b', '9')));
  });
  const run = await follow(url, { labelSelector: 'app=web', fieldSelector: 'metadata.name=a' });
  await run.until(3);
  expect(run.told).toEqual(['listed a b', 'put a', 'gone b']);
  const last = seen.at(-1)?.query;
  expect(last?.get('resourceVersion')).toBe('7');
  expect(last?.get('allowWatchBookmarks')).toBe('true');
  expect(last?.get('labelSelector')).toBe('app=web');
  expect(last?.get('fieldSelector')).toBe('metadata.name=a');
  run.stop();
  expect(await run.ended).toBeUndefined();
});

test('events may be cut anywhere, even within a character', async () => {
  const bytes = Buffer.from(event('ADDED', pod('数据', '2')) + event('ADDED', pod('b', '3')));
  const at = bytes.indexOf(Buffer.from('据')) + 1;
  const { url } = await serve((request, response) => {
    if (!isWatch(request)) return listOf([], '1');
    open(response, bytes.subarray(0, at));
    return void setImmediate(() => response.write(bytes.subarray(at)));
  });
  const run = await follow(url);
  await run.until(3);
  expect(run.told).toEqual(['listed', 'put 数据', 'put b']);
});

test('a connection that is cut goes on from the newest version, which a bookmark tells too', async () => {
  const { url, seen } = await serve((request, response) => {
    if (!isWatch(request)) return listOf(['a'], '5');
    const version = request.query.get('resourceVersion');
    if (version !== '5') return open(response, event('ADDED', pod('b', '91')));
    open(response, event('BOOKMARK', { metadata: { resourceVersion: '90' } }));
    return void setImmediate(() => response.destroy());
  });
  const run = await follow(url);
  await run.until(2);
  expect(run.told).toEqual(['listed a', 'put b']);
  expect(seen.map(({ query }) => query.get('resourceVersion'))).toEqual([null, '5', '90']);
  expect(run.pauses[0]).toBe(250);
});

test.each([
  ['as an event', (response: ServerResponse) => open(response, event('ERROR', failure(410, 'too old', 'Expired')))],
  ['as the answer', (response: ServerResponse) => send(response, 410, failure(410, 'too old', 'Expired'))],
])('410 %s: everything is listed anew, so that what was deleted meanwhile is not believed in', async (_, gone) => {
  let lists = 0;
  const { url } = await serve((request, response) => {
    if (!isWatch(request)) return (lists += 1) === 1 ? listOf(['a', 'b'], '5') : listOf(['b'], '50');
    if (request.query.get('resourceVersion') === '50') return open(response);
    gone(response);
    return void response.end();
  });
  const run = await follow(url);
  await run.until(2);
  expect(run.told).toEqual(['listed a b', 'listed b']);
});

test('a list whose continue has expired begins anew', async () => {
  let first = true;
  const { url } = await serve((request, response) => {
    if (isWatch(request)) return open(response);
    if (!request.query.get('continue')) return first ? listOf(['old'], '1', 'x') : listOf(['new'], '2');
    first = false;
    return send(response, 410, failure(410, 'expired'));
  });
  const run = await follow(url);
  await run.until(1);
  expect(run.told).toEqual(['listed new']);
});

test('a refusal is told once, and ends the watch', async () => {
  const { url, seen } = await serve((request, response) =>
    isWatch(request) ? send(response, 403, failure(403, 'may not watch pods')) : listOf(['a'], '1'),
  );
  const run = await follow(url);
  expect(await run.ended).toBeUndefined();
  expect(run.told).toEqual(['listed a', 'refused 403 may not watch pods']);
  expect(seen).toHaveLength(2);
});

test('429 and 503 are waited out, as long as the server asks for', async () => {
  let tries = 0;
  const { url } = await serve((request, response) => {
    if (isWatch(request)) return open(response);
    tries += 1;
    if (tries === 1) return send(response, 429, failure(429, 'later'), { 'retry-after': '3' });
    return tries === 2 ? send(response, 503, failure(503, 'starting')) : listOf(['a'], '1');
  });
  const run = await follow(url);
  await run.until(1);
  expect(run.told).toEqual(['listed a']);
  expect(run.pauses).toEqual([3000, 500]);
});

test('only metadata is asked for where the rest is nobody’s business', async () => {
  const { url, seen } = await serve((request, response) => (isWatch(request) ? open(response) : listOf(['a'], '1')));
  const run = await follow(url, { metadataOnly: true });
  await run.until(1);
  expect(seen[0]?.headers.accept).toBe('application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1');
});

test('a server that falls silent is told as lost, within about twice the request time-out', async () => {
  let now = 0;
  let asked = 0;
  const { url } = await serve((request, response) => {
    if (!isWatch(request)) return listOf(['a'], '1');
    asked += 1;
    return open(response); // and never a word again
  });
  // the clock of this test runs only while it waits, so that it does not depend on the machine
  const run = await follow(url, {}, { requestTimeout: '50ms', now: () => (now += 20) });
  const error = await run.ended;
  expect(error).toBeInstanceOf(DoctorError);
  expect((error as DoctorError).code).toBe('unreachable');
  expect((error as DoctorError).text.en).toContain(url);
  expect(asked).toBeGreaterThan(1);
});

test('a server that dies is told as lost', async () => {
  let dead = false;
  let now = 0;
  const { url } = await serve((request, response) => {
    if (dead) return void response.destroy();
    if (!isWatch(request)) return listOf(['a'], '1');
    dead = true;
    return void response.destroy();
  });
  const run = await follow(url, {}, { requestTimeout: '2s', now: () => (now += 100) });
  expect((await run.ended) as DoctorError).toMatchObject({ code: 'unreachable' });
  expect(run.told).toEqual(['listed a']);
});

test('what is no JSON breaks the connection off, not the program', async () => {
  let watches = 0;
  const { url } = await serve((request, response) => {
    if (!isWatch(request)) return listOf(['a'], '1');
    watches += 1;
    return open(response, watches === 1 ? 'Bad Gateway\n' : event('ADDED', pod('b')));
  });
  const run = await follow(url);
  await run.until(2);
  expect(run.told).toEqual(['listed a', 'put b']);
});
