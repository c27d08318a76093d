import { writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCheck } from '../e2e/check-case.ts';
import { folder } from '../folder.ts';
import { failure, kubeconfig, send, serve, type Reply, type Seen } from '../kube/server.ts';

const APPS = '/apis/apps/v1/namespaces/shop/deployments';

const deployment = (available: number, name = 'web') => ({
  metadata: { name, namespace: 'shop', generation: 1, resourceVersion: '5', labels: { app: name } },
  spec: { replicas: 1, selector: { matchLabels: { app: name } } },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: available },
});

const isWatch = ({ query }: Seen): boolean => query.get('watch') === '1';

function open(response: ServerResponse, ...events: object[]): undefined {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  for (const event of events) response.write(`${JSON.stringify(event)}\n`);
}

const listOf = (items: object[]) => ({ kind: 'List', metadata: { resourceVersion: '1' }, items });

/** A cluster with some Deployments; anything else in it is empty. */
const cluster =
  (deployments: object[], change: (request: Seen, response: ServerResponse) => unknown = () => undefined): Reply =>
  (request, response) => {
    const changed = change(request, response);
    if (changed !== undefined || response.headersSent || response.destroyed) return changed;
    if (isWatch(request)) return open(response);
    return listOf(request.path === APPS ? deployments : []);
  };

async function check(url: string, ...args: string[]) {
  const flags = ['-n', 'shop', '--kubeconfig', kubeconfig(url), '--lang', 'en'];
  return runCheck([...args, ...flags, ...(args.includes('--stable-for') ? [] : ['--stable-for', '0'])]);
}

test('ready: exit code 0, a line for each target, and no request for anything but it', async () => {
  const { url, seen } = await serve(cluster([deployment(1)]));
  const { code, stdout, stderr } = await check(url, 'deploy/web');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^✓ deployment shop\/web .*\n {2}1 of 1 ready\n[\s\S]*✓ deployment\/web +ready after 0s/);
  expect(stderr).toBe('   0s  deployment/web: ready\n');
  const followed = seen.filter(isWatch).map(({ path, query }) => `${path} ${query.get('fieldSelector') ?? ''}`.trim());
  expect(followed.every((path) => /deployments metadata.name=web$|pods$|events$/.test(path))).toBe(true);
});

test('it comes up while the check waits, by the word of the watch alone', async () => {
  const { url, seen } = await serve(
    cluster([deployment(0)], (request, response) => {
      if (request.path !== APPS || !isWatch(request)) return undefined;
      return open(response, { type: 'MODIFIED', object: deployment(1) });
    }),
  );
  const { code } = await check(url, 'deployment', 'web');
  expect(code).toBe(0);
  expect(seen.filter((request) => request.path === APPS && !isWatch(request))).toHaveLength(1);
});

test('time runs out: exit code 4, and what it waits for', async () => {
  const { url } = await serve(cluster([]));
  const { code, stdout } = await check(url, 'deployment/web', '--timeout', '0');
  expect(code).toBe(4);
  expect(stdout).toContain('it is not there yet');
  expect(stdout).toContain('0 of 1 ready: time ran out after 0s');
});

test('everything of a namespace in which there is nothing is no success', async () => {
  const { url } = await serve(cluster([]));
  const { code, stdout } = await check(url, '--all', '--timeout', '0');
  expect(code).toBe(4);
  expect(stdout).toContain('nothing to check came up');
});

test('everything with a label: what has another is left alone', async () => {
  const { url } = await serve(cluster([deployment(1), deployment(0, 'api')]));
  const { code, stdout } = await check(url, '-l', 'app=web');
  expect(code).toBe(0);
  expect(stdout).not.toContain('api');
});

test('a missing right is told before anything is waited for, with the remedy', async () => {
  const { url } = await serve(
    cluster([deployment(1)], (request, response) =>
      request.path === APPS && isWatch(request)
        ? send(response, 403, failure(403, 'deployments is forbidden: User "bot" cannot watch'))
        : undefined,
    ),
  );
  const { code, stdout, stderr } = await check(url, 'deployment/web', '--timeout', '1h', '--stable-for', '1h');
  expect([code, stdout]).toEqual([3, '']);
  expect(stderr).toContain('no right to watch deployments -n shop: deployments is forbidden');
  expect(stderr).toContain('k8sdoctor rbac check');
});

test('what is only context may be out of reach: that is told, and the check goes on', async () => {
  const { url } = await serve(
    cluster([deployment(1)], (request, response) =>
      request.path.endsWith('/events') ? send(response, 403, failure(403, 'no events for you')) : undefined,
    ),
  );
  const { code, stdout } = await check(url, 'deployment/web');
  expect(code).toBe(0);
  expect(stdout).toContain('no right to watch events');
});

test('the server dies in the middle: exit code 3, within the request time-out, and how it stood', async () => {
  let dead = false;
  const { url } = await serve(
    cluster([deployment(0)], (request, response) => {
      if (dead) return void response.destroy();
      if (request.path !== APPS || !isWatch(request)) return undefined;
      dead = true;
      return void response.destroy();
    }),
  );
  const { code, stdout, stderr } = await check(url, 'deployment/web', '--timeout', '1h', '--request-timeout', '1s');
  expect([code, stdout]).toEqual([3, '']);
  expect(stderr).toContain('the cluster was lost; last seen:');
  expect(stderr).toMatch(/deployment\/web: waiting · 0 of 1 pods available/);
  expect(stderr).toMatch(/error: cannot reach the API server/);
});

test('a server that never answered is told as such, at once', async () => {
  const { code, stderr } = await check('http://127.0.0.1:1', 'deployment/web', '--timeout', '1h');
  expect(code).toBe(3);
  expect(stderr).toMatch(/^error: cannot reach the API server/);
});

test('a kind of a manifest that the API does not serve yet is asked for again', async () => {
  let asked = 0;
  const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'one', namespace: 'shop' } };
  const { url } = await serve(
    cluster([], (request, response) => {
      if (request.path === '/apis/example.com/v1') {
        asked += 1;
        if (asked === 1) return send(response, 404, failure(404, 'the server could not find the requested resource'));
        return { resources: [{ name: 'widgets', kind: 'Widget', namespaced: true }] };
      }
      if (isWatch(request)) return undefined;
      return request.path.endsWith('/widgets') ? listOf([{ metadata: widget.metadata }]) : undefined;
    }),
  );
  const file = join(folder(), 'widget.json');
  writeFileSync(file, JSON.stringify(widget));
  const { code, stderr } = await check(url, '-f', file);
  expect(stderr).toContain('widget/one: the API has no such kind yet');
  expect([code, asked]).toEqual([0, 2]);
});

test.each([
  [[], 'check what?'],
  [['web'], 'write KIND/NAME'],
  [['deploymnet/web'], 'there is: deployment'],
  [['a/b/c'], 'a/b/c: no target'],
  [['deployment/web', '--timeout', 'soon'], '--timeout soon'],
  [['deployment/web', '--stable-for', 'x'], '--stable-for x'],
  [['-l', 'a=('], 'a=('],
  [['-f', '/nowhere.yaml'], '/nowhere.yaml: no such file'],
])('%j is one clear line and exit code 2', async (args, words) => {
  const { code, stdout, stderr } = await check('http://127.0.0.1:1', ...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(words);
});

test.each([
  ['', 'the manifests hold no object'],
  ['kind: Pod\napiVersion: v1\nmetadata: { generateName: x- }', 'generateName'],
])('a manifest %j on standard input opens no gate', async (text, words) => {
  const args = ['-f', '-', '--kubeconfig', kubeconfig('http://127.0.0.1:1'), '--lang', 'en'];
  const { code, stderr } = await runCheck(args, text || '\n');
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});

test('all of it in Chinese', async () => {
  const { url } = await serve(cluster([]));
  const args = ['deployment/web', '-n', 'shop', '--kubeconfig', kubeconfig(url), '--lang', 'zh', '--timeout', '0'];
  const { stdout, stderr } = await runCheck(args);
  expect(stderr).toBe('   0s  deployment/web：等待中 · 尚不存在\n');
  expect(stdout).toContain('1 个目标就绪 0 个：等待 0s 后超时');
  expect(stdout).toContain('检查目标');
});
