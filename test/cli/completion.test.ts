import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { cli } from '../e2e/cli.ts';
import { folder } from '../folder.ts';
import { failure, file, kubeconfig, page, send, serve } from '../kube/server.ts';

/** What is offered for a half-typed line, and the directive. */
async function offered(
  words: string[],
  env: Record<string, string> = {},
): Promise<{ values: string[]; directive: string }> {
  const { code, stdout, stderr } = await cli(['__complete', ...words], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  return { values: lines.slice(0, -1).map((line) => line.split('\t')[0] ?? ''), directive: lines.at(-1) ?? '' };
}
const values = async (words: string[], env: Record<string, string> = {}): Promise<string[]> =>
  (await offered(words, env)).values;

test('commands, each with what it does, in the language of the locale', async () => {
  expect(await values([''])).toEqual(commands.map(({ usage }) => usage.split(' ')[0]));
  expect(await values(['play'])).toEqual(['playbook']);
  const pod = commands.find(({ usage }) => usage.startsWith('pod'));
  expect((await cli(['__complete', 'pod'], { LANG: 'zh_CN.UTF-8' })).stdout).toContain(`pod\t${pod?.text.zh}`);
});

test('every flag of a command, none twice but those that may be repeated', async () => {
  for (const { usage, flags } of commands) {
    const found = await values([usage.split(' ')[0] ?? '', '--']);
    for (const flag of flags) expect(found).toContain(flag.flags.match(/--[a-z-]+/)?.[0]);
  }
  const after = await values(['pod', '--only', 'pending', '--lang=zh', '--']);
  expect(after).toContain('--only');
  expect(after).not.toContain('--lang');
});

test.each([
  [
    ['pod', '-o', ''],
    ['text', 'wide', 'json', 'yaml', 'markdown', 'junit', 'sarif', 'github'],
  ],
  [
    ['pod', '--output=j'],
    ['--output=json', '--output=junit'],
  ],
  [
    ['-o', 'json', 'pod', '--lang', ''],
    ['en', 'zh'],
  ],
  [
    ['rbac', 's'],
    ['statefulset', 'scan', 'snapshot'],
  ],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish', 'kubectl'],
  ],
  [
    ['playbook', 'l'],
    ['list', 'lint'],
  ],
  [['pod', '--only', 'crash-loop/out'], ['crash-loop/out-of-memory']],
  [['explain', 'CrashLoop'], ['CrashLoopBackOff']],
  [['explain', 'crash-loop/out'], ['crash-loop/out-of-memory']],
  [['playbook', 'show', 'image-pull/tag-n'], ['image-pull/tag-not-found']],
  [['nonsense', ''], []],
  [['pod', '--token', ''], []],
])('%j offers %j', async (words, wanted) => {
  expect(await offered(words)).toEqual({ values: wanted, directive: ':4' });
});

test.each([
  [['pod', '--from', './x'], ':0'],
  [['pod', '--kubeconfig', ''], ':0'],
  [['snapshot', '-o', ''], ':0'],
  [['pod', '--playbooks', ''], ':16'],
  [['playbook', 'lint', ''], ':16'],
])('%j leaves the rest to the shell', async (words, directive) => {
  expect(await offered(words)).toEqual({ values: [], directive });
});

test('every case of demo that is offered exists', async () => {
  const offeredCases = await values(['demo', '']);
  const { stdout } = await cli(['demo', '--lang', 'en']);
  const shown = new Set(stdout.split('\n').map((line) => line.split(' ')[0]));
  expect(offeredCases.length).toBeGreaterThan(20);
  expect(offeredCases.filter((name) => !shown.has(name))).toEqual([]);
});

test('names on the cluster by one request, of metadata only', async () => {
  const { url, seen } = await serve(() => page(['web-1', 'web-2', 'db-0'], 'more'));
  const config = kubeconfig(url, { token: 'secret' }, {}, { namespace: 'shop' });
  expect(await values(['pod', '--kubeconfig', config, 'web'])).toEqual(['web-1', 'web-2']);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({ method: 'GET', path: '/api/v1/namespaces/shop/pods' });
  expect(seen[0]?.headers.accept).toContain('PartialObjectMetadataList');
  expect(await values(['--kubeconfig', config, 'po/web'])).toEqual(['po/web-1', 'po/web-2']);
  expect(await values(['pod', '-n', ''], { KUBECONFIG: config })).toEqual(['web-1', 'web-2', 'db-0']);
  expect(seen.map(({ path }) => path).at(-1)).toBe('/api/v1/namespaces');
  await values(['pod', '-n', 'ci', `--kubeconfig=${config}`, '']);
  expect(seen.map(({ path }) => path).at(-1)).toBe('/api/v1/namespaces/ci/pods');
});

test('contexts, clusters and users come from the kubeconfig, without a request', async () => {
  const { url, seen } = await serve(() => page([]));
  const env = { KUBECONFIG: kubeconfig(url) };
  expect(await values(['pod', '--context', ''], env)).toEqual(['c']);
  expect(await values(['--cluster', ''], env)).toEqual(['k']);
  expect(await values(['pod', '--user='], env)).toEqual(['--user=u']);
  expect(seen).toEqual([]);
});

test.each([
  ['fails', (r: Parameters<typeof send>[0]) => send(r, 500, failure(500, 'boom'))],
  ['denies', (r: Parameters<typeof send>[0]) => send(r, 403, failure(403, 'no'))],
  ['does not know us', (r: Parameters<typeof send>[0]) => send(r, 401, failure(401, 'who?'))],
  ['sends no JSON', (r: Parameters<typeof send>[0]) => send(r, 200, 'oops')],
  ['sends a web page', (r: Parameters<typeof send>[0]) => send(r, 200, '<html>', { 'content-type': 'text/html' })],
  [
    'asks to come back',
    (r: Parameters<typeof send>[0]) => send(r, 429, failure(429, 'later'), { 'retry-after': '60' }),
  ],
  ['never answers', () => undefined],
])('a server that %s: nothing is offered, nothing said, one request', async (_, answer) => {
  const { url, seen } = await serve((_request, response) => {
    answer(response);
    return undefined;
  });
  expect(await offered(['pod', ''], { KUBECONFIG: kubeconfig(url) })).toEqual({ values: [], directive: ':4' });
  expect(seen).toHaveLength(1);
});

test.each([
  ['no kubeconfig', {}],
  ['a kubeconfig that is none', { KUBECONFIG: file('config', '{{{') }],
  ['nobody listening', { KUBECONFIG: kubeconfig('http://127.0.0.1:1') }],
])('%s: nothing is offered and nothing said', async (_, env) => {
  expect(await offered(['pod', ''], env)).toEqual({ values: [], directive: ':4' });
});

test('beside --from no cluster is asked', async () => {
  const { url, seen } = await serve(() => page(['web-1']));
  expect(await values(['pod', '--from', 'x.json', ''], { KUBECONFIG: kubeconfig(url) })).toEqual([]);
  expect(seen).toEqual([]);
});

test('names that would act on the terminal, or be taken for a flag, are not offered', async () => {
  const hostile = ['ok', '\u001b[2J', 'a\u202eb', '--kubeconfig=/tmp/x', ':4', 'a\tb', 'a\nb', '$(touch x)'];
  const contexts = hostile.map((name) => ({ name, context: {} }));
  const env = { KUBECONFIG: file('config', JSON.stringify({ contexts })) };
  expect(await values(['--context', ''], env)).toEqual(['ok', '$(touch x)']);
});

test('an unknown shell is one clear line', async () => {
  for (const words of [['completion'], ['completion', 'csh'], ['completion', 'constructor']]) {
    const { code, stdout, stderr } = await cli(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('bash, zsh, fish');
  }
});

test('a playbooks folder adds its causes to what --only offers', async () => {
  const own = folder();
  mkdirSync(join(own, 'mine'));
  const text = { en: 'mine', zh: '自己的' };
  const evidence = [{ path: 'status.phase' }];
  const playbook = { fact: 'container/crash', when: 'row.exitCode == 42', title: text, cause: text, evidence };
  writeFileSync(
    join(own, 'mine/own.yaml'),
    JSON.stringify({ ...playbook, severity: 'error', confidence: 'high', permanence: 'depends' }),
  );
  expect(await values(['pod', '--playbooks', own, '--only', 'mine'])).toEqual(['mine/own']);
});
