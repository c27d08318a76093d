import { expect, test } from 'vitest';
import { cli } from '../e2e/cli.ts';
import { file, kubeconfig, send, serve } from '../kube/server.ts';

const TOKEN = 'sup3rs3cr3ttoken0123456789';
const web = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', uid: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { containers: [{ name: 'app', image: 'nginx' }], nodeName: 'w1' },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
};

/** An API server with one pod, and two pages of events. */
const server = () =>
  serve(({ path, query }, response) => {
    if (path.endsWith('/pods/web-1')) return web;
    if (path.endsWith('/nodes/w1')) {
      send(response, 403, {
        kind: 'Status',
        status: 'Failure',
        code: 403,
        message: 'nodes "w1" is forbidden\u001b[2J',
      });
      return undefined;
    }
    return { metadata: query.has('continue') ? {} : { continue: 'eyJsYXN0IjoxfQ' }, items: [] };
  });

test('-v tells every request with status, time and size, and the ledger; nothing secret', async () => {
  const { url } = await server();
  const config = kubeconfig(`${url}`, { token: TOKEN });
  const { stderr, stdout } = await cli(['pod', 'web-1', '-n', 'shop', '--kubeconfig', config, '-v', '-o', 'json']);
  expect(stderr).toMatch(/^GET \/api\/v1\/namespaces\/shop\/pods\/web-1 200 \d+ ms [1-9]\d* bytes$/m);
  expect(stderr).toMatch(/^GET \/api\/v1\/nodes\/w1 403 \d+ ms \d+ bytes$/m);
  expect(stderr).toMatch(/[?&]continue=\*\*\*/);
  expect(stderr).toMatch(/^pods -n shop pod\/web-1 read 1$/m);
  expect(stderr).toMatch(/^nodes node\/w1 denied 0 \(nodes "w1" is forbidden\\x1b\[2J\)$/m);
  expect(stderr + stdout).not.toContain(TOKEN);
  expect(stderr).not.toContain('eyJsYXN0IjoxfQ');
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'Report' });
});

test('without -v stderr is empty', async () => {
  const { url } = await server();
  const { stderr } = await cli(['pod', 'web-1', '-n', 'shop', '--kubeconfig', kubeconfig(url)]);
  expect(stderr).toBe('');
});

test('the text report has the ledger itself, so -v does not say it twice', async () => {
  const { url } = await server();
  const { stdout, stderr } = await cli(['pod', 'web-1', '-n', 'shop', '--kubeconfig', kubeconfig(url), '-v']);
  expect(stdout).toContain('LOOKED AT');
  expect(stderr).not.toContain('pods -n shop pod/web-1 read');
});

test('errors are one line with nothing in it a terminal acts on, and no password of a URL', async () => {
  const hostile = 'prod\u001b]0;owned\u0007\nerror: all is well';
  const content = { 'current-context': hostile, contexts: [], clusters: [], users: [] };
  const config = file('config', JSON.stringify(content));
  for (const flags of [[], ['-v']]) {
    const { code, stdout, stderr } = await cli(['pod', 'x', '--kubeconfig', config, ...flags]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')[0]).toContain(String.raw`prod\x1b]0;owned\x07 ⏎ error: all is well`);
    // eslint-disable-next-line no-control-regex
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
  const url = await cli([
    'pod',
    'x',
    '--server',
    `https://me:${TOKEN}@127.0.0.1:1`,
    '--kubeconfig',
    file('config', '{}'),
  ]);
  expect(url.code).toBe(3);
  expect(url.stderr).not.toContain(TOKEN);
});

test('--only and --skip: what was left out is in every format, and a wrong word is told before the cluster is asked', async () => {
  const { url, seen } = await server();
  const base = ['pod', 'web-1', '-n', 'shop', '--kubeconfig', kubeconfig(url)];
  const only = await cli([...base, '--only', 'crash-loop/*']);
  expect(only.stdout).toMatch(/UNCHECKED +\d+ of \d+ causes\s+\(--only\s+crash-loop\/\*\)/);
  expect((await cli([...base, '--skip', 'pending', '--lang', 'zh'])).stdout).toMatch(/未检查 +\d+ 种原因中的 \d+ 种/);
  expect((await cli([...base, '--skip', 'pending', '-o', 'markdown'])).stdout).toContain('**Unchecked**');
  const { leftOut } = JSON.parse((await cli([...base, '--skip', 'pending', '-o', 'json'])).stdout) as {
    leftOut: object;
  };
  expect(leftOut).toEqual({ causes: expect.any(Number), of: expect.any(Number), only: [], skip: ['pending'] });
  expect((await cli(base)).stdout).not.toContain('UNCHECKED');
  const before = seen.length;
  const wrong = await cli([...base, '--only', 'crash-lop']);
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toMatch(/^error: --only crash-lop: .*\nhint: there is: .*crash-loop/);
  expect(seen).toHaveLength(before);
});

test('--help tells what --only takes', async () => {
  expect((await cli(['pod', '--help'])).stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /--only <id> .*crash-loop, pending\/\*/,
  );
});
