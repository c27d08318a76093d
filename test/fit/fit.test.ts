import { describe, expect, test } from 'vitest';
import { deployment, firstIn, fitIn, landed, node, object, pod, running, three } from './cluster.ts';

describe('replicas of a Deployment', () => {
  test('are placed where there is room, emptiest node first, and the rest of the room is counted', () => {
    const fit = firstIn([...three, running('a', 'w1', '1500m')], deployment(3, '500m'));
    expect(fit).toMatchObject({ verdict: 'fits', wanted: 3, fitting: 3, more: 6 });
    expect(landed(fit)).toEqual({ w1: [0, 1], w2: [2, 2], w3: [1, 3] });
  });

  test('beyond the room are told apart from those that fit, with the scheduler’s reasons on each node', () => {
    const fit = firstIn([...three, running('a', 'w1', '1500m')], deployment(12, '500m'));
    expect(fit).toMatchObject({ verdict: 'does-not-fit', wanted: 12, fitting: 9, stop: { pod: 10, by: 'scheduler' } });
    expect(fit.stop?.text.en).toBe('0/3 nodes are available: 3 Insufficient cpu.');
    expect(fit.nodes[0]?.reasons).toMatchObject([
      { plugin: 'NodeResourcesFit', shortage: { resource: 'cpu', free: '0' } },
    ]);
  });

  test('that no eviction and no waiting helps are refused by every node for a reason of its own', () => {
    const tainted = node('w1', { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] });
    const fit = firstIn([tainted, node('w2')], deployment(1, '1', 'nodeSelector: { disk: ssd }'));
    expect(fit).toMatchObject({ verdict: 'does-not-fit', fitting: 0 });
    expect(
      fit.nodes.map(({ node: name, reasons }) => [name, reasons.map(({ plugin, about }) => [plugin, about?.en])]),
    ).toEqual([
      [
        'w1',
        [
          ['TaintToleration', 'dedicated=db:NoSchedule'],
          ['NodeAffinity', 'disk=ssd'],
        ],
      ],
      ['w2', [['NodeAffinity', 'disk=ssd']]],
    ]);
  });

  test('with anti-affinity to each other take one node each', () => {
    const rule = `affinity:
  podAntiAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
    - { topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: web } } }`;
    expect(firstIn(three, deployment(3, '100m', rule))).toMatchObject({ verdict: 'fits', more: 0 });
    expect(firstIn(three, deployment(4, '100m', rule))).toMatchObject({ fitting: 3, stop: { pod: 4 } });
  });

  test('are spread as a constraint asks, counting each one placed', () => {
    const rule = `topologySpreadConstraints:
- { maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: { matchLabels: { app: web } } }`;
    const full = [...three, running('a', 'w1', '1900m')];
    const fit = firstIn(full, deployment(3, '500m', rule));
    expect(fit).toMatchObject({ verdict: 'does-not-fit', fitting: 2 });
    expect(landed(firstIn(full, deployment(2, '500m', rule)))).toEqual({ w2: [1, 0], w3: [1, 0] });
  });

  test('find a place by eviction only where the scheduler would evict, and that is no fit', () => {
    const low = running('low', 'w1', '2', { priority: -10 });
    const full = [node('w1'), low];
    expect(firstIn(full, deployment(1, '500m'))).toMatchObject({
      verdict: 'does-not-fit',
      evicts: { node: 'w1', pods: [{ namespace: 'shop', name: 'low' }], protected: 0 },
    });
    expect(firstIn(full, deployment(1, '500m', 'preemptionPolicy: Never')).evicts).toBeUndefined();
  });

  test('of a Deployment that is there already are counted beside its pods, which is said', () => {
    const own = {
      ...running('web-1-a', 'w1', '500m'),
      metadata: {
        name: 'web-1-a',
        namespace: 'shop',
        labels: { app: 'web', 'pod-template-hash': '1' },
        ownerReferences: [{ kind: 'ReplicaSet', name: 'web-1', controller: true }],
      },
    };
    expect(
      firstIn([...three, own], deployment(1, '1'))
        .notes.map(({ en }) => en)
        .join(),
    ).toContain('there already with 1 pod');
    expect(firstIn(three, deployment(1, '1')).notes).toEqual([]);
  });

  test('are counted to a bound, and no further', () => {
    expect(firstIn([node('w1', {}, { cpu: '5000', pods: '5000' })], deployment(1, '1'))).toMatchObject({
      more: 1000,
      atLeast: true,
    });
  });
});

describe('other workloads', () => {
  test('a DaemonSet asks for a pod on every node it tolerates, cordoned ones too', () => {
    const nodes = [
      node('cp', { taints: [{ key: 'only', effect: 'NoSchedule' }] }),
      node('w1', { unschedulable: true }),
      node('w2'),
    ];
    const yaml = `
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec: { template: { spec: { containers: [{ name: app, resources: { requests: { cpu: 1500m } } }] } } }`;
    const fit = firstIn([...nodes, running('a', 'w2', '1')], yaml);
    expect(fit).toMatchObject({ wanted: 2, fitting: 1, stop: { node: 'w2', text: { en: 'Insufficient cpu' } } });
    expect(fit.more).toBeUndefined();
    expect(Object.fromEntries(fit.nodes.map((row) => [row.node, row.reasons.map(({ plugin }) => plugin)]))).toEqual({
      cp: ['TaintToleration'],
      w1: [],
      w2: ['NodeResourcesFit'],
    });
  });

  const CLASS = object(
    `{ kind: StorageClass, metadata: { name: local }, provisioner: kubernetes.io/no-provisioner, volumeBindingMode: WaitForFirstConsumer }`,
  );
  const volume = (name: string, on: string) =>
    object(`
kind: PersistentVolume
metadata: { name: ${name} }
spec:
  capacity: { storage: 1Gi }
  accessModes: [ReadWriteOnce]
  storageClassName: local
  nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: kubernetes.io/hostname, operator: In, values: [${on}] }] }] } }
status: { phase: Available }`);
  const statefulSet = (replicas: number): string => `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  replicas: ${replicas}
  template: { spec: { containers: [{ name: app }] } }
  volumeClaimTemplates:
  - { metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], storageClassName: local, resources: { requests: { storage: 1Gi } } } }`;

  test('a StatefulSet’s pods each take a local volume, and the node that has it', () => {
    const there = [...three, CLASS, volume('a', 'w2'), volume('b', 'w3')];
    const fit = firstIn(there, statefulSet(2));
    expect(fit).toMatchObject({ verdict: 'fits', more: 0 });
    expect(landed(fit)).toEqual({ w2: [1, 0], w3: [1, 0] });
    expect(firstIn(there, statefulSet(3))).toMatchObject({ fitting: 2, stop: { pod: 3 } });
    expect(firstIn([...three, CLASS], statefulSet(1))).toMatchObject({ fitting: 0 });
  });

  test('the replicas of a Deployment that share a local volume follow it to its node', () => {
    const claim = object(`
kind: PersistentVolumeClaim
metadata: { name: data, namespace: shop }
spec: { accessModes: [ReadWriteOnce], storageClassName: local, resources: { requests: { storage: 1Gi } } }
status: { phase: Pending }`);
    const volumes = 'volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]';
    const fit = firstIn([...three, CLASS, volume('a', 'w2'), volume('b', 'w3'), claim], deployment(3, '500m', volumes));
    expect(fit.fitting).toBe(3);
    expect(Object.keys(landed(fit))).toHaveLength(1);
  });

  test('a claim of the manifest itself counts; one that is nowhere keeps the pod from being tried', () => {
    const volumes = 'volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]';
    const claim = `
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], storageClassName: local, resources: { requests: { storage: 1Gi } } }`;
    const there = [...three, CLASS, volume('a', 'w2')];
    expect(firstIn(there, deployment(1, '1', volumes) + claim)).toMatchObject({ verdict: 'fits' });
    const without = firstIn(there, deployment(1, '1', volumes));
    expect(without).toMatchObject({ verdict: 'does-not-fit', nodes: [] });
    expect(without.stop?.text.en).toContain('persistentvolumeclaim "data" not found');
  });

  test.each([
    ['a bare Pod', '{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { containers: [{ name: app }] } }', 1],
    [
      'a Job',
      '{ apiVersion: batch/v1, kind: Job, metadata: { name: a }, spec: { parallelism: 5, completions: 3, template: { spec: { containers: [{ name: app }] } } } }',
      3,
    ],
    [
      'a CronJob',
      '{ apiVersion: batch/v1, kind: CronJob, metadata: { name: a }, spec: { jobTemplate: { spec: { parallelism: 2, template: { spec: { containers: [{ name: app }] } } } } } }',
      2,
    ],
    [
      'a List',
      '{ apiVersion: v1, kind: List, items: [{ apiVersion: apps/v1, kind: ReplicaSet, metadata: { name: a }, spec: { replicas: 4, template: { spec: { containers: [{ name: app }] } } } }] }',
      4,
    ],
  ])('%s asks for as many pods as run at once', (_what, yaml, wanted) => {
    expect(firstIn(three, yaml)).toMatchObject({ verdict: 'fits', wanted, fitting: wanted });
  });

  test('several workloads share the room, and each is told how many more would fit beside all', () => {
    const two = `${deployment(2, '2')}---${deployment(1, '1').replace('name: web', 'name: api')}`;
    const [web, api] = fitIn(three, two).workloads;
    expect(web).toMatchObject({ fitting: 2, more: 0 });
    expect(api).toMatchObject({ fitting: 1, more: 1 });
    expect(
      fitIn(three, `${deployment(3, '2')}---${deployment(1, '1').replace('name: web', 'name: api')}`),
    ).toMatchObject({
      verdict: 'does-not-fit',
      workloads: [{ verdict: 'fits' }, { verdict: 'does-not-fit' }],
    });
  });
});

describe('what is not simulated, or was not seen, is no verdict', () => {
  test('devices and other schedulers', () => {
    const dra = firstIn(three, deployment(1, '1', 'resourceClaims: [{ name: gpu, resourceClaimName: gpu }]'));
    expect(dra.verdict).toBe('unknown');
    expect(dra.notes.map(({ en }) => en).join()).toContain('DynamicResources');
    expect(firstIn(three, deployment(1, '9', 'resourceClaims: [{ name: gpu, resourceClaimName: gpu }]')).verdict).toBe(
      'does-not-fit',
    );
    expect(firstIn(three, deployment(1, '9', 'schedulerName: volcano')).verdict).toBe('unknown');
  });

  test('pods that may not be read: what is free is unknown, what is too large for every node is not', () => {
    const denied = fitIn(three, deployment(1, '1'), { denied: ['pods'] });
    expect(denied.verdict).toBe('unknown');
    expect(denied.notSeen.map(({ en }) => en).join()).toContain('pods');
    expect(fitIn(three, deployment(1, '3'), { denied: ['pods'] }).verdict).toBe('does-not-fit');
  });

  test('kinds with a pod template that nobody knows are named', () => {
    const rollout = deployment(1, '1').replace('apps/v1', 'argoproj.io/v1alpha1').replace('Deployment', 'Rollout');
    const fit = fitIn(three, `${rollout}---${deployment(1, '1')}`);
    expect(fit.workloads).toHaveLength(1);
    expect(fit.notes[0]?.en).toContain('rollout/web');
  });

  test('a recording of one namespace leaves out what others take', () => {
    const said = (objects: Parameters<typeof fitIn>[0]): string =>
      fitIn(objects, deployment(1, '1'))
        .notes.map(({ en }) => en)
        .join();
    const other = { ...pod({ nodeName: 'w1' }), metadata: { name: 'b', namespace: 'kube-system' } };
    expect(said([...three, running('a', 'w1', '1')])).toContain('namespace shop alone');
    expect(said([...three, running('a', 'w1', '1'), other])).not.toContain('alone');
  });
});
