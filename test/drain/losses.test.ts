import { describe, expect, test } from 'vitest';
import type { Kind } from '../../src/model/objects.ts';
import { deployment, member, planned, planOf } from './world.ts';

type Manifest = Parameters<typeof planOf>[0][number];

const lost = (objects: Manifest[], name: string, nodes = ['w1']) =>
  planned(planOf(objects, nodes), name).losses.map(({ kind, what }) => [kind, what.en]);
const single = (spec: object) => deployment('web', [{ node: 'w1', spec }]);
const mounts = (claim: string) => ({ volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }] });

describe('emptyDir', () => {
  const size = (emptyDir: object, resources: object = {}) =>
    lost(single({ containers: [{ name: 'app', resources }], volumes: [{ name: 'tmp', emptyDir }] }), 'web-0')[0]?.[1];
  test('is told with its limit, else that of its pod, else what the pod asks for', () => {
    expect(size({ sizeLimit: '1Gi' })).toBe('emptyDir tmp (at most 1Gi) is deleted');
    expect(size({}, { limits: { 'ephemeral-storage': '2Gi' } })).toBe('emptyDir tmp (at most 2Gi) is deleted');
    expect(size({}, { requests: { 'ephemeral-storage': '512Mi' } })).toBe('emptyDir tmp (512Mi requested) is deleted');
    expect(size({})).toBe('emptyDir tmp is deleted');
    expect(size({ medium: 'Memory' })).toBe('emptyDir tmp (in memory) is deleted');
  });
});

describe('volumes of claims', () => {
  const volume = (spec: object, modes = ['ReadWriteOnce']): Manifest[] => [
    {
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'shop' },
      spec: { volumeName: 'pv-1', accessModes: modes },
      status: { phase: 'Bound' },
    },
    { kind: 'PersistentVolume', metadata: { name: 'pv-1' }, spec: { accessModes: modes, ...spec } },
  ];
  const only = (...values: string[]) => ({
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values }] }],
      },
    },
  });
  const attached = (node: string): Manifest => ({
    kind: 'VolumeAttachment',
    metadata: { name: 'va-1' },
    spec: { nodeName: node, source: { persistentVolumeName: 'pv-1' } },
  });
  const kinds = (objects: Manifest[], nodes = ['w1']) =>
    lost([...single(mounts('data')), ...objects], 'web-0', nodes).map(([kind]) => kind);

  test('on a disk of the node strand the replacement, whatever made them', () => {
    const found = lost(
      [...single(mounts('data')), ...volume({ csi: { driver: 'topolvm.io' }, ...only('w1') })],
      'web-0',
    );
    expect(found).toEqual([['local-volume', expect.stringContaining('can run nowhere else')]]);
    expect(kinds(volume({ local: { path: '/mnt' }, ...only('w1') }))).toEqual(['local-volume']);
  });
  test('that another node reaches do not, unless that is drained as well', () => {
    expect(kinds(volume({ csi: { driver: 'ebs' }, ...only('w1', 'w2') }))).toEqual([]);
    expect(kinds(volume({ csi: { driver: 'ebs' }, ...only('w1', 'w2') }), ['w1', 'w2'])).toEqual(['local-volume']);
  });
  test('attached to the node have to be detached first, those many nodes share need not', () => {
    expect(kinds([...volume({}), attached('w1')])).toEqual(['attached-volume']);
    expect(kinds([...volume({}), attached('w2')])).toEqual([]);
    expect(kinds([...volume({}, ['ReadWriteMany']), attached('w1')])).toEqual([]);
  });
});

describe('Jobs', () => {
  const job = (spec: object, status: object = {}): Manifest => ({
    kind: 'Job',
    metadata: { name: 'report', namespace: 'shop' },
    spec,
    status,
  });
  const runs = (more: object = {}) =>
    member('report', 0, { node: 'w1', owner: { apiVersion: 'batch/v1', kind: 'Job', name: 'report' }, ...more });
  const answers = (action: string, more: object[] = []) => ({
    podFailurePolicy: {
      rules: [...more, { action, onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
    },
  });
  const told = (spec: object, status: object = {}) => {
    const found = planOf([job(spec, status), runs()]);
    return {
      loss: planned(found, 'report-0').losses[0]?.what.en,
      landing: planned(found, 'report-0').landing,
      fails: found.hazards.some(({ id }) => id === 'job-fails'),
    };
  };
  test('count the eviction as a failure, and fail when it is one too many', () => {
    expect(told({ backoffLimit: 2 }, { failed: 1 })).toMatchObject({
      loss: 'job report starts this work again; counts as failure 2 (backoffLimit 2)',
      fails: false,
      landing: { kind: 'lands' },
    });
    expect(told({ backoffLimit: 2 }, { failed: 2 })).toMatchObject({
      loss: 'job report fails for good: counts as failure 3 (backoffLimit 2)',
      fails: true,
      landing: { kind: 'none', why: 'job-fails' },
    });
    expect(told({ backoffLimit: 0 }).fails).toBe(true);
    expect(told({}).fails).toBe(false); // the default is 6
  });
  test('do as their podFailurePolicy says of DisruptionTarget', () => {
    expect(told({ backoffLimit: 0, ...answers('Ignore') })).toMatchObject({
      loss: expect.stringContaining('once it has ended; the eviction does not count'),
      fails: false,
    });
    expect(told({ backoffLimit: 6, ...answers('FailJob') }).fails).toBe(true);
    expect(told({ backoffLimit: 6, ...answers('Count') }).fails).toBe(false);
    const other = { action: 'FailJob', onPodConditions: [{ type: 'ConfigIssue', status: 'True' }] };
    expect(told({ backoffLimit: 6, ...answers('Ignore', [other]) }).fails).toBe(false);
  });
  test('lose an index for good where it has a limit of its own', () => {
    const indexed = runs({ metadata: { annotations: { 'batch.kubernetes.io/job-completion-index': '3' } } });
    const found = planOf([job({ backoffLimitPerIndex: 0, completionMode: 'Indexed' }), indexed]);
    expect(planned(found, 'report-0').losses[0]?.what.en).toBe(
      'job report: index 3 fails for good: backoffLimitPerIndex is 0',
    );
    expect(planned(found, 'report-0').landing).toEqual({ kind: 'none', why: 'job-fails' });
    expect(found.hazards.map(({ id }) => id)).not.toContain('job-fails');
  });
  test('are not spoken of for a pod that has ended', () => {
    const found = planOf([job({ backoffLimit: 0 }), runs({ phase: 'Succeeded' })]);
    expect(planned(found, 'report-0').losses).toEqual([]);
    expect(found.hazards).toEqual([]);
  });
});

test('a pod of a StatefulSet comes back under its name once it has ended', () => {
  const owner = { kind: 'StatefulSet', name: 'db' };
  const set: Manifest = { kind: 'StatefulSet', metadata: { name: 'db', namespace: 'shop' }, spec: { replicas: 1 } };
  expect(lost([set, member('db', 0, { node: 'w1', owner })], 'db-0').map(([kind]) => kind)).toEqual(['same-name']);
  expect(lost(single({}), 'web-0')).toEqual([]);
});

describe('what nobody keeps up', () => {
  const away = (objects: Manifest[], nodes = ['w1']) =>
    planOf(objects, nodes)
      .hazards.filter(({ id }) => id === 'downtime')
      .map(({ text }) => text.en);
  const budget = (spec: object, status: object): Manifest => ({
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
    status: { observedGeneration: 1, ...status },
  });
  test('a single replica is away for as long as its pods take to become ready', () => {
    expect(away(deployment('web', [{ node: 'w1' }]))).toEqual([
      'deployment shop/web has one ready pod: it is away for about 12 s',
    ]);
  });
  test('all replicas at once without a budget', () => {
    const two = deployment('web', [{ node: 'w1' }, { node: 'w2' }]);
    expect(away(two)).toEqual([]);
    expect(away(two, ['w1', 'w2'])[0]).toContain('all 2 ready pods of deployment shop/web go at once');
    const kept = budget(
      { minAvailable: 1 },
      { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 },
    );
    expect(away([...two, kept], ['w1', 'w2'])).toEqual([]);
  });
  test('nothing is away that was not ready, or that a budget holds for ever', () => {
    expect(away(deployment('web', [{ node: 'w1', ready: false }]))).toEqual([]);
    const held = budget({ minAvailable: 1 }, { currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 });
    expect(away([...deployment('web', [{ node: 'w1' }]), held])).toEqual([]);
  });
});

describe('how pods end', () => {
  const ids = (objects: Manifest[], flags = {}) =>
    planOf(objects, ['w1'], flags)
      .hazards.map(({ id }) => id)
      .filter((id) => id !== 'downtime');
  const slow = single({ terminationGracePeriodSeconds: 600 });
  test('a grace period longer than the timeout is named beforehand', () => {
    expect(ids(slow, { timeout: 300 })).toEqual(['grace-beyond-timeout']);
    expect(ids(slow, { timeout: 900 })).toEqual(['long-grace']);
    expect(ids(slow, { timeout: 300, gracePeriod: 10 })).toEqual(['grace-cut']);
    expect(ids(single({}), { timeout: 300 })).toEqual([]);
    expect(planOf(slow, ['w1'], { timeout: 300 }).hazards.at(-1)?.text.en).toContain('shop/web-0 may take up to 600 s');
  });
  test('--grace-period is only spoken of where it cuts a pod short', () => {
    expect(ids(single({ terminationGracePeriodSeconds: 10 }), { gracePeriod: 10 })).toEqual([]);
    expect(ids(single({}), { gracePeriod: 0 })).toEqual(['grace-cut']);
  });
  test('finalizers hold a pod, except that of Jobs', () => {
    const held = (finalizers: string[]) => deployment('web', [{ node: 'w1', metadata: { finalizers } }]);
    expect(ids(held(['example.com/guard']))).toEqual(['finalizer']);
    expect(ids(held(['batch.kubernetes.io/job-tracking']))).toEqual([]);
  });
  test('marks that only autoscalers heed', () => {
    const mark = (annotations: object) => ids(deployment('web', [{ node: 'w1', metadata: { annotations } }]));
    expect(mark({ 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false' })).toEqual(['do-not-disrupt']);
    expect(mark({ 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true' })).toEqual([]);
    expect(mark({ 'karpenter.sh/do-not-disrupt': 'true' })).toEqual(['do-not-disrupt']);
  });
});

const KINDS: Kind[] = ['jobs', 'persistentvolumes'];
test('what could not be read is not guessed at', async () => {
  const { plan } = await import('../../src/drain/plan.ts');
  const { NO_FLAGS } = await import('../../src/model/drain-plan.ts');
  const { world } = await import('./world.ts');
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'report' };
  const cluster = world([member('report', 0, { node: 'w1', owner, spec: mounts('data') })], KINDS);
  const found = plan(cluster, { nodes: ['w1'], flags: NO_FLAGS });
  expect(planned(found, 'report-0').losses.map(({ what }) => what.en)).toEqual(['job report starts this work again']);
});
