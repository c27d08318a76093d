import { describe, expect, test } from 'vitest';
import { checklistFor } from '../../src/drain/checklist.ts';
import { plan } from '../../src/drain/plan.ts';
import { recoveryOf } from '../../src/drain/recovery.ts';
import { rightsFor, rightWord } from '../../src/drain/rights.ts';
import { NO_FLAGS } from '../../src/model/drain-plan.ts';
import { deployment, member, pdb, planned, planOf, workers, world } from './world.ts';

const service = (name: string, app: string, namespace = 'shop', labels = {}) => ({
  kind: 'Service',
  metadata: { name, namespace, labels } as { name: string; namespace: string },
  spec: { selector: { app } },
});
const slice = (of: string, pods: string[], namespace = 'shop') => ({
  kind: 'EndpointSlice',
  metadata: { name: `${of}-1`, namespace, labels: { 'kubernetes.io/service-name': of } } as {
    name: string;
    namespace: string;
  },
  endpoints: pods.map((name) => ({ conditions: { ready: true }, targetRef: { kind: 'Pod', namespace: 'shop', name } })),
});
const hazards = (objects: Parameters<typeof planOf>[0], nodes = ['w1']) =>
  planOf(objects, nodes).hazards.map(({ id }) => id);

describe('where replacements land', () => {
  test('on a node with room, one after the other', () => {
    const asks = { containers: [{ name: 'app', resources: { requests: { cpu: '1500m' } } }] };
    const plan3 = planOf(
      deployment('web', [
        { node: 'w1', spec: asks },
        { node: 'w1', spec: asks },
        { node: 'w1', spec: asks },
      ]),
    );
    expect(plan3.pods.map(({ landing }) => landing)).toMatchObject([
      { kind: 'lands', node: 'w2', fits: 2 },
      { kind: 'lands', node: 'w3', fits: 1 },
      { kind: 'pending', message: expect.stringContaining('Insufficient cpu') },
    ]);
  });
  test('back on the node when they tolerate its cordon and fit nowhere else', () => {
    const spec = { nodeSelector: { 'kubernetes.io/hostname': 'w1' }, tolerations: [{ operator: 'Exists' }] };
    expect(planned(planOf(deployment('web', [{ node: 'w1', spec }])), 'web-0').landing).toEqual({
      kind: 'returns',
      node: 'w1',
    });
  });
  test('nowhere for a pod without a controller', () => {
    expect(planned(planOf([member('web', 0, { node: 'w1' })]), 'web-0').landing).toEqual({ kind: 'none', why: 'bare' });
  });
});

describe('what else hangs on the nodes', () => {
  const web = deployment('web', [{ node: 'w1' }, { node: 'w2' }]);
  test('a Service whose ready endpoints all go', () => {
    const objects = [...web, service('web', 'web'), slice('web', ['web-0', 'web-1'])];
    expect(hazards(objects)).toEqual([]);
    expect(hazards(objects, ['w1', 'w2'])).toEqual(['downtime']);
    const text = planOf(objects, ['w1', 'w2']).hazards[0]?.text.en;
    expect(text).toContain('Service shop/web without endpoints');
    // of two workloads neither has all of it, but together they have
    const canary = deployment('canary', [{ node: 'w1' }, { node: 'w3' }]);
    const both = [...web, ...canary, service('web', 'web'), slice('web', ['web-0', 'web-1', 'canary-0'])];
    expect(hazards(both, ['w1', 'w2'])).toEqual(['last-endpoint', 'downtime']);
  });
  test('a webhook that refuses when nobody answers', () => {
    const hook = (failurePolicy: string) => ({
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'guard' },
      webhooks: [
        { name: 'guard.example.com', failurePolicy, clientConfig: { service: { namespace: 'shop', name: 'web' } } },
      ],
    });
    const objects = [...web, service('web', 'web'), slice('web', ['web-0'])];
    expect(hazards([...objects, hook('Fail')])).toEqual(['webhook-backend', 'last-endpoint']);
    expect(hazards([...objects, hook('Ignore')])).toEqual(['last-endpoint']);
  });
  test('etcd, when its quorum would be lost', () => {
    const etcd = (node: string) => ({
      kind: 'Pod',
      metadata: {
        name: `etcd-${node}`,
        namespace: 'kube-system',
        labels: { component: 'etcd' },
        annotations: { 'kubernetes.io/config.mirror': 'x' },
      } as { name: string },
      spec: { nodeName: node },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    });
    const three = [etcd('w1'), etcd('w2'), etcd('w3')];
    expect(planOf(three).hazards).toMatchObject([{ id: 'etcd-member', severity: 'warning' }]);
    expect(planOf(three, ['w1', 'w2']).hazards).toMatchObject([{ id: 'etcd-member', severity: 'error' }]);
  });
  test('no other node that takes pods', () => {
    expect(hazards(web, ['w1', 'w2', 'w3'])).toContain('only-node');
  });
});

test('what a changed budget would allow is simulated, and only offered as proven when it helps', () => {
  const fixed = { nodeSelector: { 'kubernetes.io/hostname': 'w1' } };
  const one = { currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 };
  const budget = pdb('web', 'web', { minAvailable: 1 }, one);
  const free = planned(planOf([...deployment('web', [{ node: 'w1' }]), budget]), 'web-0').remedies;
  expect(free.map(({ proven }) => proven)).toEqual([true, true]);
  // a second replica would have to be on the same node, so scaling up does not help
  const bound = planned(planOf([...deployment('web', [{ node: 'w1', spec: fixed }]), budget]), 'web-0').remedies;
  expect(bound.map(({ command }) => command)).toEqual([expect.stringContaining('kubectl patch pdb web')]);
});

test('without a node there is nothing to plan, as when all of them were taken away meanwhile', () => {
  const found = plan(world(deployment('web', [{ node: 'w1' }])), { nodes: [], flags: NO_FLAGS });
  expect(found).toMatchObject({ outcome: 'free', pods: [], hazards: [], rounds: 0 });
});

test('a wrong node is told with those there are', () => {
  expect(() => planOf([], ['w9'])).toThrow(
    expect.objectContaining({
      code: 'not-found',
      hint: expect.objectContaining({ en: 'there is: w1, w2, w3' }),
    }) as Error,
  );
});

test('the rights a plan needs: the node, and evictions where pods go', () => {
  const words = rightsFor(planOf(deployment('web', [{ node: 'w1' }]))).map(rightWord);
  expect(words).toEqual(['get nodes', 'patch nodes', 'create pods/eviction -n shop']);
  const deleting = rightsFor(planOf(deployment('web', [{ node: 'w1' }]), ['w1'], { disableEviction: true })).map(
    rightWord,
  );
  expect(deleting).toEqual(['get nodes', 'patch nodes', 'delete pods -n shop']);
});

describe('the checklist knows where the node stands', () => {
  const list = (objects: Parameters<typeof planOf>[0]) => {
    const cluster = world(objects);
    const found = plan(cluster, { nodes: ['w1'], flags: NO_FLAGS });
    return checklistFor('w1', cluster, found, 'k8sdoctor drain w1');
  };
  const state = (objects: Parameters<typeof planOf>[0], id: string) =>
    list(objects).items.find((item) => item.id === id)?.state;
  const web = deployment('web', [{ node: 'w1' }]);
  test('in service, everything is still to do', () => {
    expect(list(web).stage).toBe('in-service');
    expect(state(web, 'cordon')).toBe('todo');
    expect(state(web, 'drain')).toBe('todo');
  });
  test('a budget that never lets go blocks', () => {
    const budget = pdb('web', 'web', { minAvailable: 1 }, { currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 });
    expect(state([...web, budget], 'budgets')).toBe('blocked');
    expect(state(web, 'budgets')).toBe('done');
  });
  test('drained when nothing is left that has to go', () => {
    const [w1, ...others] = workers;
    const cordoned = { ...w1, kind: 'Node', metadata: w1?.metadata ?? { name: '' }, spec: { unschedulable: true } };
    const cluster = world([]);
    cluster.snapshot.objects.nodes.splice(0, 1, { metadata: { name: 'w1', namespace: '' }, spec: cordoned.spec });
    const found = plan(cluster, { nodes: ['w1'], flags: NO_FLAGS });
    expect(checklistFor('w1', cluster, found, '').stage).toBe('drained');
    expect(others).toHaveLength(2);
  });
});

test('recovery is not told before replicas are back', () => {
  const cluster = world(
    deployment('web', [{ node: 'w2' }]).map((object) =>
      object.kind === 'Deployment' ? { ...object, status: { readyReplicas: 1 } } : object,
    ),
  );
  const journal = {
    version: 1 as const,
    by: 'me',
    at: '',
    stage: 'drained' as const,
    prior: { unschedulable: false, taints: [] },
    evicted: [],
  };
  const stateOf = (ready: number) =>
    recoveryOf('w1', cluster, {
      ...journal,
      before: [{ kind: 'Deployment', namespace: 'shop', name: 'web', ready }],
    }).find(({ id }) => id === 'replicas')?.state;
  expect([stateOf(1), stateOf(2)]).toEqual(['done', 'todo']);
});
