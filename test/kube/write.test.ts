import { expect, test } from 'vitest';
import { connectForWriting } from '../../src/kube/connect.ts';
import { evictOutcome } from '../../src/kube/outcome.ts';
import { failure, file, send, serve, type Reply } from './server.ts';

/** A writer for a played API server, and the bodies it was sent. */
async function writer(reply: Reply) {
  const bodies: { method: string; path: string; type: string; body: unknown }[] = [];
  const { url } = await serve((request, response, count) => {
    const answerIt = async (): Promise<void> => {
      const chunks = (await response.req.toArray()) as Buffer[];
      const body = JSON.parse(Buffer.concat(chunks).toString() || 'null') as unknown;
      const { method, path, query, headers } = request;
      bodies.push({
        method,
        path: query.size > 0 ? `${path}?${query}` : path,
        type: headers['content-type'] ?? '',
        body,
      });
      const answer = reply(request, response, count);
      if (!response.writableEnded) send(response, 201, answer ?? {});
    };
    void answerIt();
  });
  const kubeconfig = file(
    'config',
    JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: url } }],
      users: [{ name: 'me', user: {} }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'me' } }],
      'current-context': 'c',
    }),
  );
  return { ...(await connectForWriting({ kubeconfig, env: {}, sleep: () => Promise.resolve() })), bodies };
}

const pod = { namespace: 'shop', name: 'web-1', uid: 'u1' };

test('an eviction names the pod by its uid and goes to policy/v1', async () => {
  const { writer: write, bodies, user } = await writer(() => ({ kind: 'Status', status: 'Success' }));
  expect(await write.end(pod, { gracePeriod: 5, dryRun: true })).toEqual({ kind: 'accepted' });
  expect(user).toBe('me');
  expect(bodies).toEqual([
    {
      method: 'POST',
      path: '/api/v1/namespaces/shop/pods/web-1/eviction',
      type: 'application/json',
      body: {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: 'web-1', namespace: 'shop' },
        deleteOptions: { gracePeriodSeconds: 5, preconditions: { uid: 'u1' }, dryRun: ['All'] },
      },
    },
  ]);
});

test('deleting instead bypasses budgets, for the same pod only', async () => {
  const { writer: write, bodies } = await writer(() => ({}));
  expect(await write.end(pod, { delete: true })).toEqual({ kind: 'accepted' });
  expect(bodies).toMatchObject([
    { method: 'DELETE', path: '/api/v1/namespaces/shop/pods/web-1', body: { preconditions: { uid: 'u1' } } },
  ]);
});

test('a node is changed by a merge patch, only if nobody else has changed it', async () => {
  const { writer: write, bodies } = await writer(() => ({}));
  const change = { unschedulable: false, annotations: { a: null }, resourceVersion: '7', dryRun: true };
  expect(await write.changeNode('w1', change)).toEqual({ kind: 'written' });
  expect(bodies).toEqual([
    {
      method: 'PATCH',
      path: '/api/v1/nodes/w1?dryRun=All',
      type: 'application/merge-patch+json',
      body: { metadata: { annotations: { a: null }, resourceVersion: '7' }, spec: { unschedulable: null } },
    },
  ]);
});

test('a change is never repeated because of what the server answers', async () => {
  const { writer: write, bodies } = await writer((_, response) => send(response, 503, failure(503, 'starting')));
  expect(await write.changeNode('w1', { unschedulable: true })).toEqual({ kind: 'unavailable', message: 'starting' });
  expect(bodies).toHaveLength(1);
});

const answer = (status: number, body: object, retryAfter?: string) =>
  evictOutcome({
    ok: true,
    answer: {
      status,
      body: JSON.stringify(body),
      contentType: '',
      date: undefined,
      location: undefined,
      bytes: 1,
      retryAfter,
    },
  });
const withCause = (code: number, message: string, reason: string, words: string, retryAfterSeconds?: number) => ({
  ...failure(code, message),
  details: { causes: [{ reason, message: words }], ...(retryAfterSeconds && { retryAfterSeconds }) },
});
const VIOLATES = "Cannot evict pod as it would violate the pod's disruption budget.";

test.each([
  [
    'a used-up budget',
    answer(
      429,
      withCause(
        429,
        VIOLATES,
        'DisruptionBudget',
        'The disruption budget web needs 2 healthy pods and has 2 currently',
      ),
    ),
    { kind: 'budget', budget: 'web', message: expect.stringContaining('needs 2') },
  ],
  [
    'a budget not processed yet',
    answer(
      429,
      withCause(
        429,
        VIOLATES,
        'DisruptionBudget',
        'The disruption budget web is still being processed by the server.',
        10,
      ),
    ),
    { kind: 'budget', budget: 'web', retryAfter: 10 },
  ],
  [
    'API priority and fairness',
    answer(429, failure(429, 'Too many requests, please try again later.'), '1'),
    { kind: 'throttled', retryAfter: 1 },
  ],
  [
    'two budgets',
    answer(
      500,
      failure(500, 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'),
    ),
    { kind: 'two-budgets' },
  ],
  [
    'two budgets around HTTP 201',
    answer(
      201,
      failure(500, 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'),
    ),
    { kind: 'two-budgets' },
  ],
  [
    'a namespace that ends',
    answer(
      403,
      withCause(403, 'unable to create new content', 'NamespaceTerminating', 'namespace shop is being terminated'),
    ),
    { kind: 'namespace-terminating' },
  ],
  [
    'no right',
    answer(403, failure(403, 'pods "web-1" is forbidden: User "x" cannot create resource "pods/eviction"')),
    { kind: 'forbidden' },
  ],
  [
    'a webhook',
    answer(
      429,
      failure(
        429,
        'admission webhook "virt-launcher-eviction-interceptor.kubevirt.io" denied the request: Eviction triggered evacuation',
      ),
    ),
    { kind: 'webhook', webhook: 'virt-launcher-eviction-interceptor.kubevirt.io' },
  ],
  ['no such pod', answer(404, failure(404, 'pods "web-1" not found')), { kind: 'gone' }],
  [
    'another pod of the name',
    answer(409, failure(409, 'Precondition failed: UID in precondition: u1, UID in object meta: u2')),
    { kind: 'gone' },
  ],
  ['etcd without a leader', answer(500, failure(500, 'etcdserver: leader changed')), { kind: 'unavailable' }],
  ['an invalid request', answer(422, failure(422, 'invalid')), { kind: 'refused', status: 422 }],
])('%s is told apart', (_, outcome, expected) => {
  expect(outcome).toMatchObject(expected);
});
