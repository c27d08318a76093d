import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { DoctorError } from '../../src/model/error.ts';
import type { RequestTrace } from '../../src/kube/connect.ts';
import type { ClusterReader } from '../../src/model/reader.ts';
import { failure, file, page, pem, reader, send, serve } from './server.ts';

async function errorOf(cluster: ClusterReader): Promise<DoctorError> {
  const error: unknown = await cluster.read({ kind: 'pods' }).catch((thrown: unknown) => thrown);
  if (!(error instanceof DoctorError)) throw new Error(`expected a DoctorError, got ${JSON.stringify(error)}`);
  return error;
}

const jwt = (exp: number) => `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.sig`;

test('sends the token, and whom to impersonate', async () => {
  const { url, seen } = await serve(() => page([]));
  const { reader: cluster } = await reader(url, { identity: { token: 'abc\n' }, as: 'eve', asGroup: ['dev', 'ops'] });
  await cluster.read({ kind: 'pods' });
  expect(seen[0]?.headers).toMatchObject({
    authorization: 'Bearer abc',
    'impersonate-user': 'eve',
    'impersonate-group': 'dev, ops',
  });
});

test('takes impersonation from the kubeconfig too', async () => {
  const { url, seen } = await serve(() => page([]));
  const { reader: cluster } = await reader(url, {
    identity: {
      as: 'bob',
      'as-uid': '7',
      'as-groups': ['x'],
      'as-user-extra': { 'a/b': ['1', '2'] },
      username: 'n',
      password: 'p',
    },
  });
  await cluster.read({ kind: 'pods' });
  expect(seen[0]?.headers).toMatchObject({
    'impersonate-user': 'bob',
    'impersonate-uid': '7',
    'impersonate-group': 'x',
    'impersonate-extra-a%2fb': '1, 2',
    authorization: `Basic ${Buffer.from('n:p').toString('base64')}`,
  });
});

test('401 tells who is refused, where, and that the token has run out', async () => {
  const { url } = await serve((_, response) => send(response, 401, failure(401, 'Unauthorized')));
  const { reader: cluster } = await reader(url, { identity: { token: jwt(1_700_000_000) } });
  const error = await errorOf(cluster);
  expect(error.code).toBe('unauthorized');
  expect(error.text.en).toBe(`${url} (context c) does not accept user u: the token expired at 2023-11-14T22:13:20Z`);
  expect(error.text.zh).toContain('过期');
  expect(error.hint?.en).toMatch(/log in again/);
});

test('401 tells that the client certificate has run out', async () => {
  const { url } = await serve((_, response) => send(response, 401, failure(401, 'Unauthorized')));
  const identity = { 'client-certificate': pem('expired.crt'), 'client-key': pem('expired.key') };
  const error = await errorOf((await reader(url, { identity })).reader);
  expect(error.text.en).toMatch(/the client certificate expired at \d{4}-/);
});

test('a rotated token file is read again after a 401', async () => {
  const token = file('token', 'old');
  const { url, seen } = await serve(({ headers }, response) => {
    if (headers.authorization === 'Bearer new') return page(['a']);
    writeFileSync(token, 'new');
    return send(response, 401, failure(401, 'Unauthorized'));
  });
  const { reader: cluster } = await reader(url, { identity: { tokenFile: token, token: 'ignored' } });
  expect((await cluster.read({ kind: 'pods' })).items).toHaveLength(1);
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
});

test('tells the clock of the server and every request', async () => {
  const { url } = await serve((_, response) =>
    send(response, 200, page([]), { date: 'Thu, 01 Jan 2026 00:00:05 GMT' }),
  );
  const traces: RequestTrace[] = [];
  const { reader: cluster } = await reader(url, { onRequest: (trace) => traces.push(trace) });
  expect(cluster.serverTime()).toBeUndefined();
  await cluster.read({ kind: 'pods', namespace: 'shop' });
  expect(cluster.serverTime()).toBe('2026-01-01T00:00:05Z');
  expect(traces).toMatchObject([{ method: 'GET', path: '/api/v1/namespaces/shop/pods?limit=500', status: 200 }]);
});

test('a server address with a path keeps it', async () => {
  const { url, seen } = await serve(() => page([]));
  await (await reader(`${url}/k8s/clusters/c-1/`)).reader.read({ kind: 'pods' });
  expect(seen[0]?.path).toBe('/k8s/clusters/c-1/api/v1/pods');
});

test('a web page is not an API server', async () => {
  const { url } = await serve((_, response) =>
    send(response, 200, '<html>Log in</html>', { 'content-type': 'text/html; charset=utf-8' }),
  );
  const error = await errorOf((await reader(url)).reader);
  expect([error.code, error.text.en]).toEqual([
    'server',
    `${url} (context c) does not answer as a Kubernetes API server: it sends a web page (HTTP 200)`,
  ]);
  expect(error.hint?.en).toMatch(/proxy or a login page/);
});

test.each([
  [302, 'it redirects to login.example.com (302)', { location: 'https://login.example.com/x' }],
  [404, 'it knows no /api/v1 (HTTP 404)', {}],
])('HTTP %i from something else: %s', async (status, words, headers) => {
  const { url } = await serve((_, response) => send(response, status, 'nope', headers));
  const error = await errorOf((await reader(url)).reader);
  expect(error.code).toBe('server');
  expect(error.text.en).toContain(words);
});

test('nobody listening: one line that names address and context, in both languages', async () => {
  const error = await errorOf((await reader('https://127.0.0.1:1')).reader);
  expect(error.code).toBe('unreachable');
  expect(error.text).toEqual({
    en: 'cannot reach the API server https://127.0.0.1:1 (context c): connection refused',
    zh: '无法连接 API server https://127.0.0.1:1（上下文 c）：连接被拒绝',
  });
});

test('no such host', async () => {
  const error = await errorOf((await reader('https://no-such-host.invalid')).reader);
  expect(error.text.en).toContain('the host name cannot be resolved');
});

test('a server that never answers ends after --request-timeout', async () => {
  const { url } = await serve(() => undefined);
  const error = await errorOf((await reader(url, { requestTimeout: '50ms' })).reader);
  expect([error.code, error.hint?.en]).toEqual(['unreachable', expect.stringMatching(/--request-timeout/)]);
});

test('once it has answered, a later silence is a gap of that kind only', async () => {
  const { url } = await serve((_, __, count) => (count === 1 ? page([]) : undefined));
  const { reader: cluster } = await reader(url, { requestTimeout: '200ms' });
  await cluster.read({ kind: 'pods' });
  expect(await cluster.read({ kind: 'nodes' })).toMatchObject({
    outcome: 'failed',
    detail: expect.stringMatching(/no answer within/),
  });
});

test('a connection cut in the middle of an answer is tried once more', async () => {
  const { url, seen } = await serve((_, response, count) => {
    if (count > 1) return page(['a']);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"items":[');
    return setImmediate(() => response.destroy()) && undefined;
  });
  const { reader: cluster } = await reader(url);
  expect((await cluster.read({ kind: 'pods' })).items).toHaveLength(1);
  expect(seen).toHaveLength(2);
});

test.each([
  ['other', { 'certificate-authority': pem('other.crt') }, 'is for other names', /tls-server-name/],
  ['expired', { 'certificate-authority': pem('expired.crt') }, 'has expired', /clock/],
  ['good', {}, 'signed by an unknown authority', /certificate-authority/],
] as const)('TLS with the %s certificate', async (certificate, cluster, words, hint) => {
  const { url } = await serve(() => page([]), certificate);
  const error = await errorOf((await reader(url, { cluster })).reader);
  expect(error.code).toBe('unreachable');
  expect(error.text.en).toContain(words);
  expect(error.hint?.en).toMatch(hint);
});

test('the certificate is accepted by its authority, by tls-server-name, or unchecked', async () => {
  const data = readFileSync(pem('good.crt')).toString('base64');
  const good = await serve(() => page([]), 'good');
  const other = await serve(() => page([]), 'other');
  const outcomes = [
    await (await reader(good.url, { cluster: { 'certificate-authority-data': data } })).reader.read({ kind: 'pods' }),
    await (
      await reader(other.url, {
        cluster: { 'certificate-authority': pem('other.crt'), 'tls-server-name': 'other.test' },
      })
    ).reader.read({ kind: 'pods' }),
    await (await reader(other.url, { insecureSkipTlsVerify: true })).reader.read({ kind: 'pods' }),
  ];
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['read', 'read', 'read']);
});

test('https:// to a server without TLS', async () => {
  const { url } = await serve(() => page([]));
  const error = await errorOf((await reader(url.replace('http:', 'https:'))).reader);
  expect([error.code, error.text.en]).toEqual(['unreachable', expect.stringContaining('does not speak TLS')]);
});

test('http:// to a server with TLS', async () => {
  const { url } = await serve((_, response) =>
    send(response, 400, 'Client sent an HTTP request to an HTTPS server.\n'),
  );
  const error = await errorOf((await reader(url)).reader);
  expect([error.code, error.hint?.en]).toEqual(['unreachable', expect.stringContaining('https:// instead of http://')]);
});

test('a port that speaks something else', async () => {
  const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.7\r\n'));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const error = await errorOf((await reader(`http://127.0.0.1:${port}`)).reader);
  expect([error.code, error.text.en]).toEqual([
    'unreachable',
    expect.stringMatching(/the answer is not HTTP|the connection was cut/),
  ]);
});

test('a damaged client certificate is the kubeconfig’s fault, and nothing of it is printed', async () => {
  const junk = Buffer.from('-----BEGIN CERTIFICATE-----\nsecret\n-----END CERTIFICATE-----\n').toString('base64');
  const identity = { 'client-certificate-data': junk, 'client-key-data': junk };
  const error = await errorOf((await reader('https://127.0.0.1:1', { identity })).reader);
  expect(error.code).toBe('kubeconfig');
  expect(error.text.en).toContain('cannot be used');
});

test('a certificate file that is not there is named', async () => {
  const error = await errorOf(
    (await reader('https://127.0.0.1:1', { cluster: { 'certificate-authority': '/no/ca.crt' } })).reader,
  );
  expect([error.code, error.text.en]).toEqual([
    'kubeconfig',
    'cannot read the certificate authority /no/ca.crt: ENOENT',
  ]);
});

test('goes through the proxy of the kubeconfig, and names it when it refuses', async () => {
  const { url, seen } = await serve(() => page(['a']));
  const asked: string[] = [];
  const { createServer: httpServer } = await import('node:http');
  const { connect: dial } = await import('node:net');
  let refuse = false;
  const proxy = httpServer().on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    if (refuse) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const upstream = dial(Number(new URL(url).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    return upstream;
  });
  await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  const { port } = proxy.address() as { port: number };
  const cluster = { 'proxy-url': `http://user:hunter2@127.0.0.1:${port}` };
  expect((await (await reader(url, { cluster })).reader.read({ kind: 'pods' })).items).toHaveLength(1);
  expect([asked, seen.length]).toEqual([[new URL(url).host], 1]);
  refuse = true;
  const error = await errorOf((await reader(url, { cluster })).reader);
  expect(error.text.en).toContain(`through proxy http://127.0.0.1:${port}`);
  expect(error.text.en).toContain('the proxy does not let us through');
  expect(JSON.stringify([error.text, error.hint])).not.toContain('hunter2');
});
