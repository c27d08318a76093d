import { expect, test } from 'vitest';
import { failure, reader, send, serve } from './server.ts';

const query = { namespace: 'shop', pod: 'web-1', container: 'app', previous: true, tailLines: 50 };

test('reads the bounded tail of a container, of its former life when asked', async () => {
  const { url, seen } = await serve((_, response) => send(response, 200, 'one\ntwo\n'));
  const { reader: cluster } = await reader(url);
  expect(await cluster.log(query)).toEqual({ outcome: 'read', text: 'one\ntwo\n' });
  await cluster.log({ ...query, previous: false });
  expect(seen.map(({ path, query: q }) => [path, Object.fromEntries(q)])).toEqual([
    [
      '/api/v1/namespaces/shop/pods/web-1/log',
      { container: 'app', tailLines: '50', limitBytes: '262144', previous: 'true' },
    ],
    ['/api/v1/namespaces/shop/pods/web-1/log', { container: 'app', tailLines: '50', limitBytes: '262144' }],
  ]);
});

test.each([
  [400, 'previous terminated container "app" in pod "web-1" not found', 'absent'],
  [400, 'container "app" in pod "web-1" is waiting to start: ContainerCreating', 'absent'],
  [404, 'pods "web-1" not found', 'absent'],
  [403, 'pods "web-1" is forbidden: User "eve" cannot get resource "pods/log"', 'denied'],
  [
    500,
    'Get "https://10.0.0.3:10250/containerLogs/shop/web-1/app": dial tcp 10.0.0.3:10250: connect: connection refused',
    'failed',
  ],
])('%i %s is %s', async (status, message, outcome) => {
  const { url, seen } = await serve((_, response) => send(response, status, failure(status, message)));
  const { reader: cluster, pauses } = await reader(url);
  expect(await cluster.log(query)).toEqual({ outcome, detail: message });
  expect([seen.length, pauses]).toEqual([1, []]); // a kubelet that does not answer is not asked again
});

test('a log that the node has already thrown away is absent, although the answer is 200', async () => {
  const gone = 'unable to retrieve container logs for containerd://0123abc';
  const { url } = await serve((_, response) => send(response, 200, gone));
  const { reader: cluster } = await reader(url);
  expect(await cluster.log(query)).toEqual({ outcome: 'absent', detail: gone });
});

test('a log that merely quotes such a line is a log', async () => {
  const text = 'unable to retrieve container logs for containerd://0123abc\nsecond line\n';
  const { url } = await serve((_, response) => send(response, 200, text));
  const { reader: cluster } = await reader(url);
  expect(await cluster.log(query)).toEqual({ outcome: 'read', text });
});

test('an empty log was read', async () => {
  const { url } = await serve((_, response) => send(response, 200, ''));
  const { reader: cluster } = await reader(url);
  expect(await cluster.log(query)).toEqual({ outcome: 'read', text: '' });
});
