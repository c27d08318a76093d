import { expect, test } from 'vitest';
import { failure, page, reader, send, serve } from './server.ts';

const names = (items: unknown[]) => items.map((item) => (item as { metadata: { name: string } }).metadata.name);

test('reads a list page by page, with the selectors on every page, and drops what nobody reads', async () => {
  const { url, seen } = await serve(({ query }) => (query.get('continue') ? page(['b']) : page(['a'], 'tok/1+')));
  const { reader: cluster } = await reader(url);
  const result = await cluster.read({ kind: 'pods', namespace: 'shop', labelSelector: 'app=x', fieldSelector: 'a!=b' });
  expect(result.outcome).toBe('read');
  expect(result.items).toEqual([
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'shop' } },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'b', namespace: 'shop' } },
  ]);
  expect(seen.map(({ path, query }) => [path, ...query.entries()].join(' '))).toEqual([
    '/api/v1/namespaces/shop/pods limit,500 labelSelector,app=x fieldSelector,a!=b',
    '/api/v1/namespaces/shop/pods limit,500 labelSelector,app=x fieldSelector,a!=b continue,tok/1+',
  ]);
});

test('is never more than one page ahead of what has been cut down, so that a long list stays small', async () => {
  const log: string[] = [];
  const { url } = await serve(({ query }) => {
    const at = Number(query.get('continue') ?? 1);
    log.push(`page ${at}`);
    return at < 4 ? page([`pod-${at}`], `${at + 1}`) : page([`pod-${at}`]);
  });
  const { reader: cluster } = await reader(url);
  const { items } = await cluster.read({
    kind: 'pods',
    project: (item) => {
      log.push(`cut ${names([item])[0]}`);
      return names([item])[0];
    },
  });
  expect(items).toEqual(['pod-1', 'pod-2', 'pod-3', 'pod-4']);
  for (const at of [1, 2]) expect(log.indexOf(`cut pod-${at}`)).toBeLessThan(log.indexOf(`page ${at + 2}`));
});

test('begins a list anew when its continue token has expired, and gives up the third time', async () => {
  let expired = 1;
  const { url, seen } = await serve(({ query }, response) => {
    if (!query.get('continue')) return page(['a'], 'old');
    if (expired-- > 0) send(response, 410, failure(410, 'too old', 'Expired'));
    return page(['b']);
  });
  const { reader: cluster } = await reader(url);
  expect(names((await cluster.read({ kind: 'pods' })).items)).toEqual(['a', 'b']);
  expect(seen).toHaveLength(4);
  expired = 99;
  const result = await cluster.read({ kind: 'pods' });
  expect(result).toMatchObject({ outcome: 'truncated', status: 410, detail: 'too old' });
  expect(names(result.items)).toEqual(['a']);
});

test('ends when the server repeats its continue token for ever', async () => {
  const { url, seen } = await serve(() => page(['a'], 'same'));
  const { reader: cluster } = await reader(url);
  expect((await cluster.read({ kind: 'pods' })).outcome).toBe('truncated');
  expect(seen).toHaveLength(2);
});

test('keeps the first pages when a later one fails, and says so', async () => {
  const { url } = await serve(({ query }, response) =>
    query.get('continue') ? send(response, 500, failure(500, 'etcdserver: request timed out')) : page(['a'], 'x'),
  );
  const { reader: cluster } = await reader(url);
  expect(await cluster.read({ kind: 'pods' })).toMatchObject({
    outcome: 'truncated',
    status: 500,
    detail: 'etcdserver: request timed out',
    items: [{ metadata: { name: 'a' } }],
  });
});

test('waits as long as Retry-After says on 429 and 503, then reads', async () => {
  const { url, pauses } = await (async () => {
    const server = await serve((_, response, count) =>
      count === 1
        ? send(response, 429, failure(429, 'slow down'), { 'retry-after': '2' })
        : count === 2
          ? send(response, 503, failure(503, 'overloaded'), { 'retry-after': '1' })
          : page(['a']),
    );
    const connected = await reader(server.url);
    expect((await connected.reader.read({ kind: 'pods' })).outcome).toBe('read');
    return { ...server, ...connected };
  })();
  expect(url).toBeTruthy();
  expect(pauses).toEqual([2000, 1000]);
});

test('does not wait longer than --request-timeout allows', async () => {
  const { url, seen } = await serve((_, response) =>
    send(response, 429, failure(429, 'later'), { 'retry-after': '3600' }),
  );
  const { reader: cluster, pauses } = await reader(url, { requestTimeout: '5s' });
  expect(await cluster.read({ kind: 'pods' })).toMatchObject({ outcome: 'failed', status: 429, detail: 'later' });
  expect(pauses).toEqual([]);
  expect(seen).toHaveLength(1);
});

test('tries a plain 500 once more, not for ever', async () => {
  const { url, seen } = await serve((_, response) => send(response, 500, failure(500, 'boom')));
  const { reader: cluster } = await reader(url);
  expect(await cluster.read({ kind: 'pods' })).toMatchObject({
    outcome: 'failed',
    status: 500,
    detail: 'boom',
    items: [],
  });
  expect(seen).toHaveLength(2);
});

test('403 is denied in the words of the server', async () => {
  const message = 'nodes is forbidden: User "eve" cannot list resource "nodes" in API group "" at the cluster scope';
  const { url } = await serve((_, response) => send(response, 403, failure(403, message, 'Forbidden')));
  const { reader: cluster } = await reader(url);
  expect(await cluster.read({ kind: 'nodes' })).toEqual({ outcome: 'denied', items: [], status: 403, detail: message });
});

test('an API group that is not served is absent; a named object that is not there was read', async () => {
  const { url } = await serve(({ path }, response) =>
    path.startsWith('/apis/')
      ? send(response, 404, '404 page not found\n')
      : send(response, 404, failure(404, 'pods "x" not found', 'NotFound')),
  );
  const { reader: cluster } = await reader(url);
  expect(await cluster.read({ kind: 'leases' })).toMatchObject({ outcome: 'absent', status: 404 });
  expect(await cluster.read({ kind: 'pods', namespace: 'shop', name: 'x' })).toMatchObject({
    outcome: 'read',
    items: [],
    status: 404,
  });
});

test('Secrets are asked for as metadata only, and values a server sends anyway are not kept', async () => {
  const { url, seen } = await serve(({ path }) => {
    const secret = { metadata: { name: 's', namespace: 'shop' }, data: { password: 'aHVudGVyMg==' } };
    return path.endsWith('/secrets') ? { kind: 'SecretList', items: [secret] } : secret;
  });
  const { reader: cluster } = await reader(url);
  const { items } = await cluster.read({ kind: 'secrets', namespace: 'shop' });
  const one = await cluster.read({ kind: 'secrets', namespace: 'shop', name: 's' });
  expect(seen.map(({ headers }) => headers.accept)).toEqual([
    'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
    'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
  ]);
  expect(JSON.stringify([items, one.items])).not.toContain('aHVudGVyMg');
  expect(items).toMatchObject([{ kind: 'Secret', apiVersion: 'v1', metadata: { name: 's' } }]);
});

test.each([
  ['cut off', '{"kind":"PodList","items":[{"meta'],
  ['not a list', '{"kind":"PodList","items":"none"}'],
  ['a bare string', '"hello"'],
])('an answer that is %s is a failure of that kind, not an empty list', async (_, body) => {
  const { url } = await serve((__, response) => send(response, 200, body, { 'content-type': 'application/json' }));
  const { reader: cluster } = await reader(url);
  expect(await cluster.read({ kind: 'pods' })).toMatchObject({ outcome: 'failed', items: [] });
});

test('Go writes an empty list as null', async () => {
  const { url } = await serve(() => ({ kind: 'PodList', items: null }));
  const { reader: cluster } = await reader(url);
  expect(await cluster.read({ kind: 'pods' })).toEqual({ outcome: 'read', items: [] });
});

test('unpacks a compressed answer', async () => {
  const { gzipSync } = await import('node:zlib');
  const { url, seen } = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(gzipSync(JSON.stringify(page(['a']))));
  });
  const { reader: cluster } = await reader(url);
  expect(names((await cluster.read({ kind: 'pods' })).items)).toEqual(['a']);
  expect(seen[0]?.headers['accept-encoding']).toBe('gzip');
});

test('asks no more than eight things at once', async () => {
  let open = 0;
  let most = 0;
  const { url } = await serve((_, response) => {
    most = Math.max(most, ++open);
    setImmediate(() => {
      open -= 1;
      send(response, 200, page([]));
    });
  });
  const { reader: cluster } = await reader(url);
  await Promise.all(Array.from({ length: 40 }, (_, i) => cluster.read({ kind: 'pods', namespace: `n${i}` })));
  expect(most).toBeLessThanOrEqual(8);
  expect(most).toBeGreaterThan(1);
});
