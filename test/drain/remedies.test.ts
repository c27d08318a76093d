import { describe, expect, test } from 'vitest';
import { deployment, member, pdb, planned, planOf } from './world.ts';

type Manifest = Parameters<typeof planOf>[0][number];

const full = (count: number, desired = count) => ({
  currentHealthy: count,
  desiredHealthy: desired,
  expectedPods: count,
});
const web = (spec: object, ...nodes: string[]) =>
  deployment(
    'web',
    nodes.map((node) => ({ node, spec })),
  );
const offered = (objects: Manifest[], nodes = ['w1'], name = 'web-0') =>
  planned(planOf(objects, nodes), name).remedies.map(({ text, command, proven }) => ({
    text: text.en,
    command,
    proven,
  }));
const texts = (objects: Manifest[], nodes?: string[]) => offered(objects, nodes).map(({ text }) => text);

describe('scaling up first', () => {
  test('by as many as the budget needs, on nodes that are not drained', () => {
    const [first] = offered([...web({}, 'w1', 'w2'), pdb('web', 'web', { minAvailable: 3 }, full(2, 3))]);
    expect(first).toEqual({
      text: expect.stringContaining('scale up to 4 first'),
      command: 'kubectl cordon w1 && kubectl scale deployment web -n shop --replicas=4',
      proven: true,
    });
  });
  test('by one, also under a percentage that leaves room then', () => {
    const half = pdb('web', 'web', { minAvailable: '50%' }, full(1));
    expect(texts([...web({}, 'w1'), half])[0]).toContain('scale up to 2 first');
    // of 100 % no number of replicas may go
    const all = pdb('web', 'web', { minAvailable: '100%' }, full(1));
    expect(texts([...web({}, 'w1'), all]).join()).not.toContain('scale up');
  });
  test('is not offered where no other node has room, and not for a workload that does not become ready', () => {
    const large = { containers: [{ name: 'app', resources: { requests: { cpu: '64' } } }] };
    const budget = pdb('web', 'web', { minAvailable: 1 }, full(1));
    expect(texts([...web(large, 'w1'), budget]).join()).not.toContain('scale up');
    const failing = deployment('web', [{ node: 'w1', ready: false, phase: 'Running' }]);
    const unready = pdb('web', 'web', { minAvailable: 1 }, { currentHealthy: 0, desiredHealthy: 1, expectedPods: 1 });
    expect(texts([...failing, unready]).join()).not.toContain('scale up');
  });
  test('is not offered where all replicas share a disk of one node', () => {
    const claim = (mode: string): Manifest[] => [
      {
        kind: 'PersistentVolumeClaim',
        metadata: {
          name: 'data',
          namespace: 'shop',
          annotations: { 'pv.kubernetes.io/bind-completed': 'yes' },
        } as Manifest['metadata'],
        spec: { accessModes: [mode], volumeName: 'pv-1' },
        status: { phase: 'Bound' },
      },
      { kind: 'PersistentVolume', metadata: { name: 'pv-1' }, spec: { accessModes: [mode] } },
    ];
    const uses = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
    const budget = pdb('web', 'web', { minAvailable: 1 }, full(1));
    expect(texts([...web(uses, 'w1'), budget, ...claim('ReadWriteOnce')]).join()).not.toContain('scale up');
    expect(texts([...web(uses, 'w1'), budget, ...claim('ReadWriteMany')]).join()).toContain('scale up');
  });
});

describe('another rule of the budget', () => {
  test('maxUnavailable 1 where it asks for all or allows none', () => {
    expect(offered([...web({}, 'w1', 'w2'), pdb('web', 'web', { maxUnavailable: 0 }, full(2))])).toEqual([
      {
        text: 'allow one pod at a time: maxUnavailable 1',
        command: `kubectl patch pdb web -n shop --type=merge -p '{"spec":{"minAvailable":null,"maxUnavailable":1}}'`,
        proven: true,
      },
    ]);
  });
  test('the largest number that lets the pod go, where the controller cannot count', () => {
    const conditions = [{ type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message: 'no scale' }];
    const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'web' };
    const pods = ['w1', 'w2', 'w3'].map((node, i) => member('web', i, { node, owner }));
    const found = offered([...pods, pdb('web', 'web', { maxUnavailable: 1 }, { conditions })]);
    expect(found.map(({ text }) => text)).toEqual(['lower the PDB to minAvailable 2']);
  });
  test('says so when it would protect nothing any more', () => {
    const bare = [member('web', 0, { node: 'w1' }), pdb('web', 'web', { maxUnavailable: 1 }, { currentHealthy: 1 })];
    expect(texts(bare)).toEqual(['lower the PDB to minAvailable 0 (it then protects nothing)']);
  });
});

describe('two budgets over one pod', () => {
  const budget = (name: string, minAvailable: number) => pdb(name, 'web', { minAvailable }, full(2, minAvailable));
  test('the one is named that may stay', () => {
    const strict = { ...budget('strict', 2) };
    const lax = { ...budget('lax', 1), status: { observedGeneration: 1, ...full(2, 1), disruptionsAllowed: 1 } };
    expect(offered([...web({}, 'w1', 'w2'), strict, lax])).toEqual([
      {
        text: 'let only PDB shop/lax select the pod: narrow the selector of shop/strict',
        command: undefined,
        proven: true,
      },
    ]);
  });
  test('is not said to help where neither lets the pod go', () => {
    const found = offered([...web({}, 'w1', 'w2'), budget('a', 2), budget('b', 2)]);
    expect(found.map(({ proven }) => proven)).toEqual([false]);
  });
});
