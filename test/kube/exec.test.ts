import { chmodSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from '../folder.ts';
import { failure, file, page, pem, reader, send, serve } from './server.ts';

/** A credential plugin: a script for this Node. */
function plugin(body: string, into = folder()): string {
  const path = file('login', `#!${process.execPath}\n${body}`, into);
  chmodSync(path, 0o755);
  return path;
}

const API = 'client.authentication.k8s.io/v1';
const printing = (status: object) =>
  `console.log(JSON.stringify({ apiVersion: '${API}', kind: 'ExecCredential', status: ${JSON.stringify(status)} }));`;

async function messageFor(exec: object): Promise<[string, string, string]> {
  const { url } = await serve(() => page([]));
  const { reader: cluster } = await reader(url, { identity: { exec } });
  const error = await cluster.read({ kind: 'pods' }).catch((thrown: unknown) => thrown);
  const { code, text, hint } = error as { code: string; text: { en: string }; hint: { en: string } };
  return [code, text.en, hint.en];
}

test('the plugin’s token is sent; it is run once and told what it is asked for', async () => {
  const into = folder();
  const log = join(into, 'log');
  const command = plugin(
    `require('node:fs').appendFileSync('${log}', process.argv.slice(2) + ' ' + process.env.WHO + ' ' + process.env.KUBERNETES_EXEC_INFO + '\\n');
     ${printing({ token: 'from-plugin' })}`,
    into,
  );
  const { url, seen } = await serve(() => page([]));
  const exec = {
    apiVersion: API,
    command,
    args: ['get', 'token'],
    env: [{ name: 'WHO', value: 'me' }],
    provideClusterInfo: true,
    interactiveMode: 'Never',
  };
  const { reader: cluster } = await reader(url, { identity: { exec } });
  await Promise.all([cluster.read({ kind: 'pods' }), cluster.read({ kind: 'nodes' })]);
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer from-plugin', 'Bearer from-plugin']);
  const [line, ...rest] = readFileSync(log, 'utf8').trim().split('\n');
  expect(rest).toEqual([]);
  expect(line).toMatch(/^get,token me \{/);
  expect(JSON.parse(line?.slice('get,token me '.length) ?? '')).toEqual({
    kind: 'ExecCredential',
    apiVersion: API,
    spec: { interactive: false, cluster: { server: url } },
  });
});

test('an expired token is asked for again, and so is one the server refuses', async () => {
  const into = folder();
  const count = join(into, 'count');
  const command = plugin(
    `const fs = require('node:fs'); fs.appendFileSync('${count}', 'x'); const n = fs.readFileSync('${count}', 'utf8').length;
     console.log(JSON.stringify({ apiVersion: '${API}', status: { token: 't' + n, expirationTimestamp: '2026-01-01T00:10:00Z' } }));`,
    into,
  );
  let clock = Date.parse('2026-01-01T00:00:00Z');
  const { url, seen } = await serve(({ headers }, response) =>
    headers.authorization === 'Bearer t2' ? send(response, 401, failure(401, 'Unauthorized')) : page([]),
  );
  const { reader: cluster } = await reader(url, { identity: { exec: { command } }, now: () => clock });
  await cluster.read({ kind: 'pods' });
  await cluster.read({ kind: 'pods' });
  clock += 11 * 60_000;
  await cluster.read({ kind: 'pods' });
  expect(seen.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer t1',
    'Bearer t1',
    'Bearer t2',
    'Bearer t3',
  ]);
});

test('the plugin may give a client certificate', async () => {
  const [clientCertificateData, clientKeyData] = [
    readFileSync(pem('good.crt'), 'utf8'),
    readFileSync(pem('good.key'), 'utf8'),
  ];
  const { url } = await serve(() => page(['a']), 'good');
  const { reader: cluster } = await reader(url, {
    identity: { exec: { command: plugin(printing({ clientCertificateData, clientKeyData })) } },
    cluster: { 'certificate-authority': pem('good.crt') },
  });
  expect((await cluster.read({ kind: 'pods' })).outcome).toBe('read');
});

test('a plugin that is not installed: its own install hint', async () => {
  expect(await messageFor({ command: 'no-such-login', installHint: 'brew install no-such-login' })).toEqual([
    'unauthorized',
    'credential plugin no-such-login: not found',
    'brew install no-such-login',
  ]);
});

test('a plugin that fails: its last words', async () => {
  const command = plugin(`console.error('warming up'); console.error('session expired, run login'); process.exit(3)`);
  const [code, words] = await messageFor({ command });
  expect([code, words]).toEqual([
    'unauthorized',
    `credential plugin ${command}: failed (3): session expired, run login`,
  ]);
});

test.each([
  ['prints no JSON', 'console.log("hello")', 'printed no ExecCredential'],
  ['prints nothing useful', 'console.log("{}")', 'gave no token and no certificate'],
  [
    'speaks another version',
    'console.log(JSON.stringify({apiVersion:"x/v9",status:{token:"t"}}))',
    `configured for ${API}, printed x/v9`,
  ],
])('a plugin that %s', async (_, body, words) => {
  const [code, text] = await messageFor({ command: plugin(body), apiVersion: API });
  expect([code, text]).toEqual(['unauthorized', expect.stringContaining(words)]);
});

test('a relative command is found beside the kubeconfig', async () => {
  const { url, seen } = await serve(() => page([]));
  const { kubeconfig } = await import('./server.ts');
  const path = kubeconfig(url, { exec: { command: './login' } });
  plugin(printing({ token: 'near' }), dirname(path));
  const { reader: cluster } = await reader(url, { kubeconfig: path });
  await cluster.read({ kind: 'pods' });
  expect(seen[0]?.headers.authorization).toBe('Bearer near');
});

test('the older auth-provider (OIDC) is served by client-node', async () => {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const token = `${Buffer.from('{}').toString('base64url')}.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.s`;
  const { url, seen } = await serve(() => page([]));
  const config = {
    'id-token': token,
    'idp-issuer-url': 'https://idp.invalid',
    'client-id': 'x',
    'client-secret': 'y',
    'refresh-token': 'z',
  };
  const { reader: cluster } = await reader(url, { identity: { 'auth-provider': { name: 'oidc', config } } });
  await cluster.read({ kind: 'pods' });
  expect(seen[0]?.headers.authorization).toBe(`Bearer ${token}`);
});
