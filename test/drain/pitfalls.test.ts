import { describe, expect, test } from 'vitest';
import { plan } from '../../src/drain/plan.ts';
import { recoveryOf, strandedAttachments } from '../../src/drain/recovery.ts';
import { NO_FLAGS, type DrainFlags } from '../../src/model/drain-plan.ts';
import { clusterOf } from '../schedule/cluster.ts';
import { deployment, member, pdb, planned, planOf, workers, world } from './world.ts';

type Manifest = Parameters<typeof planOf>[0][number];

const web = (...nodes: string[]) =>
  deployment(
    'web',
    nodes.map((node) => ({ node })),
  );
const full = (count: number, allowed = 0) => ({
  disruptionsAllowed: allowed,
  currentHealthy: count,
  desiredHealthy: count - allowed,
  expectedPods: count,
});
const verdict = (objects: Manifest[], name = 'web-0', flags: Partial<DrainFlags> = {}) =>
  planned(planOf(objects, ['w1'], flags), name).verdict;
const hazardIds = (objects: Manifest[], nodes = ['w1']) => planOf(objects, nodes).hazards.map(({ id }) => id);

describe('which pods a budget covers', () => {
  const over = (selector: object, namespace = 'shop'): Manifest => ({
    kind: 'PodDisruptionBudget',
    metadata: { name: 'keep', namespace },
    spec: { selector, maxUnavailable: 0 },
    status: { observedGeneration: 1, ...full(1) },
  });
  const expression = (operator: string, values?: string[]) => ({
    matchExpressions: [{ key: 'app', operator, ...(values && { values }) }],
  });
  test('expressions count, also those that a missing label fits', () => {
    expect(verdict([...web('w1'), over(expression('In', ['web', 'api']))])?.kind).toBe('never');
    expect(verdict([...web('w1'), over(expression('NotIn', ['web']))])?.kind).toBe('free');
    const none = { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['db'] }] };
    expect(verdict([...web('w1'), over(none)])?.kind).toBe('never');
    expect(verdict([...web('w1'), over(expression('DoesNotExist'))])?.kind).toBe('free');
  });
  test('only in its own namespace', () => {
    expect(verdict([...web('w1'), over({}, 'other')])?.kind).toBe('free');
  });
  test('a budget that allows none and covers no pod here holds nobody', () => {
    const found = planOf([
      ...web('w1'),
      ...deployment('db', [{ node: 'w2' }]),
      pdb('db', 'db', { minAvailable: 1 }, full(1)),
    ]);
    expect(found.outcome).toBe('free');
  });
});

describe('what a budget has in hand', () => {
  test('an eviction granted more than two minutes ago holds it no longer', () => {
    const held = (at: string) =>
      verdict([
        ...web('w1', 'w2'),
        pdb(
          'web',
          'web',
          { minAvailable: 1 },
          { ...full(2), currentHealthy: 1, desiredHealthy: 1, disruptedPods: { 'web-1': at } },
        ),
      ]);
    expect(held('2026-01-01T00:09:00Z')).toMatchObject({ kind: 'waits', reason: 'disrupted-pods' });
    expect(held('2026-01-01T00:01:00Z')).not.toMatchObject({ reason: 'disrupted-pods' });
  });
  test('more than 2000 of them are refused although it allows one', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`gone-${i}`, '2026-01-01T00:09:00Z']));
    const budget = (count: number) =>
      pdb('web', 'web', { minAvailable: 1 }, { ...full(2, 1), disruptedPods: many(count) });
    expect(verdict([...web('w1', 'w2'), budget(2000)])).toMatchObject({ kind: 'free' });
    expect(verdict([...web('w1', 'w2'), budget(2001)])?.kind).not.toBe('free');
  });
  test('finished pods ask none, whatever it says', () => {
    const done = deployment('web', [{ node: 'w1', phase: 'Succeeded', ready: false }]);
    expect(verdict([...done, pdb('web', 'web', { maxUnavailable: 0 }, full(1))])).toMatchObject({
      kind: 'free',
      reason: 'not-asked',
    });
  });
  test('percentages round up: half of three is two', () => {
    const half = { disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3 };
    const found = planOf([...web('w1', 'w1', 'w2'), pdb('web', 'web', { minAvailable: '50%' }, half)]);
    expect(found.pods.map(({ verdict: one }) => one?.kind)).toEqual(['free', 'waits']);
  });
  test('unready pods are free of IfHealthyBudget only while the budget wants any', () => {
    const unready = deployment('web', [{ node: 'w1', ready: false }, { node: 'w2' }]);
    const wants = (desired: number) =>
      verdict([
        ...unready,
        pdb(
          'web',
          'web',
          { minAvailable: desired },
          { currentHealthy: 1, desiredHealthy: desired, expectedPods: 2, disruptionsAllowed: 1 - desired },
        ),
      ]);
    expect(wants(1)).toMatchObject({ reason: 'unhealthy-spare' });
    expect(wants(0)).toMatchObject({ reason: 'allowed' });
  });
});

describe('where a pod may land although its node is cordoned', () => {
  test('back, when its template names the node: no scheduler is asked', () => {
    const bound = deployment('web', [{ node: 'w1' }]).map((object) =>
      object.kind === 'ReplicaSet'
        ? { ...object, spec: { replicas: 1, template: { spec: { nodeName: 'w1', containers: [{ name: 'app' }] } } } }
        : object,
    );
    expect(planned(planOf(bound), 'web-0').landing).toEqual({ kind: 'returns', node: 'w1' });
    expect(planned(planOf(web('w1')), 'web-0').landing).toMatchObject({ kind: 'lands' });
  });
  test('back, when it tolerates everything and the emptied node is the emptiest', () => {
    const asks = { containers: [{ name: 'app', resources: { requests: { cpu: '1' } } }] };
    const elsewhere = deployment('db', [
      { node: 'w2', spec: asks },
      { node: 'w3', spec: asks },
    ]);
    const tolerant = (tolerations: object[]) =>
      planned(planOf([...elsewhere, ...deployment('web', [{ node: 'w1', spec: { tolerations } }])]), 'web-0').landing;
    expect(tolerant([{ operator: 'Exists' }])).toEqual({ kind: 'returns', node: 'w1' });
    expect(tolerant([{ key: 'dedicated', operator: 'Exists' }])).toMatchObject({ kind: 'lands' });
  });
});

describe('what else hangs on the node', () => {
  const service = (name: string, namespace: string, labels: object): Manifest => ({
    kind: 'Service',
    metadata: { name, namespace, labels } as Manifest['metadata'],
    spec: { selector: { app: name } },
  });
  const slice = (of: string, namespace: string, pods: string[]): Manifest => ({
    kind: 'EndpointSlice',
    metadata: { name: `${of}-1`, namespace, labels: { 'kubernetes.io/service-name': of } } as Manifest['metadata'],
    endpoints: pods.map((name) => ({
      conditions: { ready: true },
      targetRef: { kind: 'Pod', namespace: 'shop', name },
    })),
  });
  const dns = (...nodes: string[]): Manifest[] => [
    ...web(...nodes),
    service('kube-dns', 'kube-system', { 'k8s-app': 'kube-dns' }),
    slice(
      'kube-dns',
      'kube-system',
      nodes.map((_, i) => `web-${i}`),
    ),
  ];
  test('cluster DNS, when all of it goes', () => {
    expect(hazardIds(dns('w1'))).toEqual(['cluster-dns']);
    expect(hazardIds(dns('w1', 'w2'))).toEqual([]);
  });
  test('a budget that keeps one endpoint until another is ready spares the Service', () => {
    const two = dns('w1', 'w1');
    expect(hazardIds(two)).toEqual(['cluster-dns']);
    expect(hazardIds([...two, pdb('web', 'web', { minAvailable: 1 }, full(2, 1))])).toEqual([]);
  });
  test('a webhook that is asked about evictions, as that of KubeVirt', () => {
    const hook = (resources: string[]): Manifest => ({
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'virt' },
      webhooks: [{ name: 'evict.kubevirt.io', rules: [{ apiGroups: [''], operations: ['CREATE'], resources }] }],
    });
    expect(hazardIds([hook(['pods/eviction'])])).toEqual(['eviction-webhook']);
    expect(hazardIds([hook(['pods'])])).toEqual([]);
  });
  const isStatic = (component: string, node: string): Manifest => ({
    kind: 'Pod',
    metadata: {
      name: `${component}-${node}`,
      namespace: 'kube-system',
      labels: { component },
      annotations: { 'kubernetes.io/config.mirror': 'x' },
    } as Manifest['metadata'],
    spec: { nodeName: node },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  });
  test('the last API server', () => {
    expect(planOf([isStatic('kube-apiserver', 'w1')]).hazards).toMatchObject([
      { id: 'control-plane', severity: 'error' },
    ]);
    const two = [isStatic('kube-apiserver', 'w1'), isStatic('kube-apiserver', 'w2')];
    expect(planOf(two).hazards).toMatchObject([{ id: 'control-plane', severity: 'warning' }]);
    expect(planOf(two, ['w3']).hazards).toEqual([]);
  });
  test('a kubelet that ends no pod any more', () => {
    const status = (ready: string) =>
      workers.map((node) =>
        node.metadata.name === 'w1'
          ? { ...node, status: { ...(node['status'] as object), conditions: [{ type: 'Ready', status: ready }] } }
          : node,
      );
    const ids = (ready: string) =>
      plan(clusterOf([...status(ready), ...web('w1', 'w2')]), { nodes: ['w1'], flags: NO_FLAGS }).hazards.map(
        ({ id }) => id,
      );
    expect(ids('Unknown')).toEqual(['dead-kubelet']);
    expect(ids('True')).toEqual([]);
  });
  test('pods that take traffic on the node’s own port 443', () => {
    const edge = (hostPort: number) =>
      web('w1', 'w2').map((object) =>
        object.metadata.name === 'web-0'
          ? {
              ...object,
              spec: { nodeName: 'w1', containers: [{ name: 'app', ports: [{ containerPort: 443, hostPort }] }] },
            }
          : object,
      );
    expect(hazardIds(edge(443))).toEqual(['ingress']);
    expect(hazardIds(edge(9100))).toEqual([]);
  });
});

test('storage drivers and what webhooks need leave last, whatever their names', () => {
  const driver = {
    containers: [{ name: 'app', securityContext: { privileged: true } }],
    volumes: [{ name: 'sockets', hostPath: { path: '/var/lib/kubelet/plugins' } }],
  };
  const order = (spec: object) =>
    planOf([...deployment('a-storage', [{ node: 'w1', spec }]), ...deployment('web', [{ node: 'w1' }])]).pods.map(
      ({ name, stage }) => [name, stage],
    );
  expect(order(driver)).toEqual([
    ['web-0', 0],
    ['a-storage-0', 1],
  ]);
  expect(order({}).map(([, stage]) => stage)).toEqual([0, 0]);
});

describe('after the maintenance', () => {
  const volumes = (node: string): Manifest[] => [
    {
      kind: 'PersistentVolume',
      metadata: { name: 'pv-1' },
      spec: { claimRef: { kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data' } },
    },
    {
      kind: 'VolumeAttachment',
      metadata: { name: 'va-1' },
      spec: { nodeName: node, source: { persistentVolumeName: 'pv-1' } },
    },
  ];
  const uses = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
  test('an attachment without a pod here is left behind', () => {
    expect(strandedAttachments('w1', world(volumes('w1')))).toEqual(['va-1']);
    expect(strandedAttachments('w1', world([...volumes('w1'), member('db', 0, { node: 'w1', spec: uses })]))).toEqual(
      [],
    );
    expect(strandedAttachments('w1', world(volumes('w2')))).toEqual([]);
  });
  test('DaemonSet pods are waited for until they are ready here', () => {
    const owner = { kind: 'DaemonSet', name: 'agent' };
    const state = (ready: boolean) =>
      recoveryOf('w1', world([member('agent', 0, { node: 'w1', ready, owner })]), undefined).find(
        ({ id }) => id === 'daemonsets',
      )?.state;
    expect([state(true), state(false)]).toEqual(['done', 'todo']);
  });
});
