import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { connect, type ConnectOptions } from '../../src/kube/connect.ts';
import { findTarget } from '../../src/kube/target.ts';
import { DoctorError } from '../../src/model/error.ts';
import { folder } from '../folder.ts';
import { file, kubeconfig } from './server.ts';

const yaml = (name: string, server: string, current = name): string => `
apiVersion: v1
kind: Config
current-context: ${current}
contexts:
- {name: ${name}, context: {cluster: ${name}, user: ${name}, namespace: ns-${name}}}
clusters:
- {name: ${name}, cluster: {server: '${server}', certificate-authority: pki/ca.crt, tls-server-name: api.local}}
users:
- {name: ${name}, user: {tokenFile: token, client-certificate: /abs/c.crt, exec: {command: ./bin/login, apiVersion: v1}}}
`;

async function errorOf(options: ConnectOptions): Promise<DoctorError> {
  const error: unknown = await connect({ env: {}, ...options }).catch((thrown: unknown) => thrown);
  if (!(error instanceof DoctorError)) throw new Error('expected a DoctorError');
  return error;
}

test('the context says where, as whom and in which namespace; paths are relative to the file', async () => {
  const path = file('config', yaml('dev', 'https://dev.example:6443/'));
  const target = await findTarget({ kubeconfig: path, env: {} });
  expect(target).toMatchObject({
    server: 'https://dev.example:6443',
    context: 'dev',
    userName: 'dev',
    namespace: 'ns-dev',
  });
  expect(target.cluster['certificate-authority']).toBe(join(dirname(path), 'pki/ca.crt'));
  expect(target.user).toMatchObject({
    tokenFile: join(dirname(path), 'token'),
    'client-certificate': '/abs/c.crt',
    exec: { command: join(dirname(path), 'bin/login') },
  });
});

test('KUBECONFIG names several files: the first that names a thing wins, missing files are passed over', async () => {
  const one = file('one', yaml('dev', 'https://one'));
  const two = file('two', `${yaml('dev', 'https://two', 'prod')}`);
  const three = file('three', yaml('prod', 'https://three'));
  const env = { KUBECONFIG: ['/no/such', one, two, three].join(delimiter) };
  expect(await findTarget({ env })).toMatchObject({ server: 'https://one', context: 'dev' });
  expect(await findTarget({ env, context: 'prod' })).toMatchObject({ server: 'https://three', namespace: 'ns-prod' });
  expect(await findTarget({ env, cluster: 'prod' })).toMatchObject({ server: 'https://three', userName: 'dev' });
  expect(await findTarget({ env, user: 'prod', namespace: 'x' })).toMatchObject({
    server: 'https://one',
    userName: 'prod',
    namespace: 'x',
  });
});

test('without a flag or KUBECONFIG it is ~/.kube/config', async () => {
  const home = folder();
  mkdirSync(join(home, '.kube'));
  writeFileSync(join(home, '.kube', 'config'), yaml('home', 'https://home'));
  expect(await findTarget({ env: { HOME: home } })).toMatchObject({ server: 'https://home' });
});

test('--server drops tls-server-name, --insecure-skip-tls-verify drops the authority, --token drops the plugin', async () => {
  const path = file('config', yaml('dev', 'https://dev'));
  const { cluster, user, server } = await findTarget({
    kubeconfig: path,
    env: {},
    server: 'https://other:1',
    insecureSkipTlsVerify: true,
    token: 't',
  });
  expect(server).toBe('https://other:1');
  expect(cluster).toEqual({ server: 'https://other:1', 'insecure-skip-tls-verify': true });
  expect(user).toEqual({ 'client-certificate': '/abs/c.crt', token: 't' });
});

test('--server alone is enough', async () => {
  expect(await findTarget({ env: {}, server: 'http://localhost:8001' })).toMatchObject({
    server: 'http://localhost:8001',
    namespace: 'default',
    context: undefined,
  });
});

test('in a pod: the service account', async () => {
  const serviceAccount = folder();
  file('token', 't', serviceAccount);
  file('namespace', 'shop\n', serviceAccount);
  const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
  expect(await findTarget({ env, serviceAccount })).toMatchObject({
    server: 'https://[fd00::1]:443',
    namespace: 'shop',
    user: { tokenFile: `${serviceAccount}/token` },
    cluster: { 'certificate-authority': `${serviceAccount}/ca.crt` },
  });
});

test('a named file that is not there', async () => {
  const error = await errorOf({ kubeconfig: '/no/such/config' });
  expect([error.code, error.text.en, error.text.zh]).toEqual([
    'kubeconfig',
    'kubeconfig /no/such/config: there is no such file',
    'kubeconfig /no/such/config：文件不存在',
  ]);
});

test('nothing configured at all', async () => {
  const error = await errorOf({ env: { HOME: folder() } });
  expect([error.code, error.text.en, error.hint?.en]).toEqual([
    'kubeconfig',
    'no cluster is configured (looked at ~/.kube/config)',
    'give --kubeconfig, set KUBECONFIG, or read a recording with --from',
  ]);
});

test('broken YAML names file and line', async () => {
  const path = file('config', 'apiVersion: v1\nclusters: [\n  {name: x\n');
  const error = await errorOf({ kubeconfig: path });
  expect(error.code).toBe('kubeconfig');
  expect(error.text.en).toMatch(new RegExp(`^kubeconfig ${path}, line \\d+: not valid YAML`));
});

test('an unknown context names the near ones', async () => {
  const path = file('config', yaml('production', 'https://x'));
  const error = await errorOf({ kubeconfig: path, context: 'prodution' });
  expect([error.text.en, error.hint?.en]).toEqual([`no context prodution in ${path}`, 'there is: production']);
});

test('a context that points to no cluster or user', async () => {
  const path = kubeconfig('https://x', {}, {}, { user: 'gone' });
  expect((await errorOf({ kubeconfig: path })).text.en).toBe(`no user gone in ${path}`);
  expect((await errorOf({ kubeconfig: path, user: 'u', cluster: 'K8' })).text.en).toBe(`no cluster K8 in ${path}`);
});

test('no current context: the contexts are named', async () => {
  const path = file('config', yaml('dev', 'https://x', '""'));
  expect((await errorOf({ kubeconfig: path })).hint?.en).toBe('choose one with --context: dev');
});

test.each([
  ['empty', ''],
  ['a comment', '# nothing\n'],
  ['a list', '- a\n'],
  ['wrong types', 'clusters: 7\ncontexts: {a: b}\nusers: null\ncurrent-context: [x]\n'],
  ['nulls', '{"clusters":[null,{"name":null}],"contexts":[{"name":"c","context":null}]}'],
  ['binary', '\u0000\u0001\u0002'],
])('a kubeconfig that is %s ends in one line', async (_, content) => {
  expect((await errorOf({ kubeconfig: file('config', content) })).code).toBe('kubeconfig');
});

test.each(['ftp://x', 'https://', 'https://a b'])('the server address %s is refused', async (server) => {
  expect((await errorOf({ server })).text.en).toBe(`server ${server} is not an http(s) address`);
});

test('--as-group without --as is bad usage', async () => {
  expect((await errorOf({ kubeconfig: kubeconfig('https://x'), asGroup: ['a'] })).code).toBe('usage');
});

test.each(['soon', '-1', '5x', '1e3'])('--request-timeout %s is bad usage', async (requestTimeout) => {
  expect((await errorOf({ kubeconfig: kubeconfig('https://x'), requestTimeout })).code).toBe('usage');
});
