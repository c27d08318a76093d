import { describe, expect, test } from 'vitest';
import { deployment, member, pdb, planned, planOf } from './world.ts';

const web = (...nodes: string[]) =>
  deployment(
    'web',
    nodes.map((node) => ({ node })),
  );
const verdicts = (objects: Parameters<typeof planOf>[0], nodes = ['w1'], flags = {}) =>
  planOf(objects, nodes, flags).pods.map(({ name, verdict }) => [name, verdict?.kind, verdict?.reason]);
const verdictOf = (objects: Parameters<typeof planOf>[0], name = 'web-0') => planned(planOf(objects), name).verdict;

describe('what goes at once', () => {
  test('a pod that no budget covers', () => {
    expect(verdicts(web('w1'))).toEqual([['web-0', 'free', 'no-budget']]);
  });
  test('a budget without a selector covers nothing, an empty one everything of its namespace', () => {
    const none = { ...pdb('all', 'web', { minAvailable: 1 }), spec: { minAvailable: 1 } };
    expect(verdicts([...web('w1'), none])).toEqual([['web-0', 'free', 'no-budget']]);
    const every = {
      ...none,
      spec: { minAvailable: 1, selector: {} },
      status: { observedGeneration: 1, disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
    };
    expect(verdicts([...web('w1'), every])).toEqual([['web-0', 'never', 'single-replica']]);
  });
  test('pending and terminating pods, although two budgets cover them', () => {
    const two = [pdb('a', 'web', { minAvailable: 1 }), pdb('b', 'web', { minAvailable: 1 })];
    const pods = deployment('web', [
      { node: 'w1', ready: false, phase: 'Pending' },
      { node: 'w1', metadata: { deletionTimestamp: '2026-01-01T00:09:00Z' } },
    ]);
    expect(verdicts([...pods, ...two]).map(([, kind, reason]) => [kind, reason])).toEqual([
      ['free', 'not-asked'],
      ['free', 'not-asked'],
    ]);
  });
  test('deleting asks no budget', () => {
    const budget = pdb('web', 'web', { maxUnavailable: 0 }, { currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 });
    expect(verdicts([...web('w1'), budget], ['w1'], { disableEviction: true })).toEqual([['web-0', 'free', 'deleted']]);
  });
});

describe('a budget is shared by all pods of the plan', () => {
  const budget = (allowed: number) =>
    pdb(
      'web',
      'web',
      { minAvailable: 2 },
      { disruptionsAllowed: allowed, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3 },
    );
  test('the second pod waits for the replacement of the first', () => {
    const plan = planOf([...web('w1', 'w1', 'w2'), budget(1)]);
    expect(plan.outcome).toBe('waits');
    expect(planned(plan, 'web-0').verdict).toMatchObject({ kind: 'free', budget: 'shop/web' });
    expect(planned(plan, 'web-1').verdict).toMatchObject({
      kind: 'waits',
      reason: 'budget-used-up',
      budget: 'shop/web',
      until: ['shop/web-0'],
      round: 1,
      seconds: 12,
    });
  });
  test('over two nodes as well', () => {
    expect(verdicts([...web('w1', 'w2', 'w3'), budget(1)], ['w1', 'w2'])).toEqual([
      ['web-0', 'free', 'allowed'],
      ['web-1', 'waits', 'budget-used-up'],
    ]);
  });
  test('never when the replacement has nowhere to go', () => {
    const spec = { nodeSelector: { 'kubernetes.io/hostname': 'w1' } };
    const pods = deployment('web', [{ node: 'w1', spec }, { node: 'w1', spec }, { node: 'w2' }]);
    const plan = planOf([...pods, budget(1)]);
    expect(planned(plan, 'web-0').landing).toMatchObject({
      kind: 'pending',
      message: expect.stringContaining('unschedulable'),
    });
    expect(planned(plan, 'web-1').verdict).toMatchObject({ kind: 'never', reason: 'replacement-stays-pending' });
    expect(plan.outcome).toBe('never');
  });
});

describe('what never goes, and why', () => {
  const full = (count: number) => ({ currentHealthy: count, desiredHealthy: count, expectedPods: count });
  test.each([
    ['a single replica', 1, { minAvailable: 1 }, 'single-replica'],
    ['minAvailable equal to the replicas', 2, { minAvailable: 2 }, 'min-available-all'],
    ['a percentage that rounds up to all', 2, { minAvailable: '51%' }, 'min-available-all'],
    ['maxUnavailable 0', 2, { maxUnavailable: 0 }, 'max-unavailable-zero'],
  ])('%s', (_, count, spec, reason) => {
    const pods = web(...Array.from({ length: count }, () => 'w1'));
    const plan = planOf([...pods, pdb('web', 'web', spec, full(count))]);
    expect(planned(plan, 'web-0').verdict).toMatchObject({ kind: 'never', reason, answer: 429 });
    expect(planned(plan, 'web-0').remedies.every(({ proven }) => proven)).toBe(true);
    expect(planned(plan, 'web-0').remedies.length).toBeGreaterThan(0);
  });
  test('two budgets answer 500', () => {
    const two = [pdb('a', 'web', { minAvailable: 0 }), pdb('b', 'web', { minAvailable: 0 })];
    expect(verdictOf([...web('w1'), ...two])).toMatchObject({
      reason: 'two-budgets',
      answer: 500,
      budgets: ['shop/a', 'shop/b'],
    });
  });
  test('SyncFailed, and a budget that counts no pods because they have no controller', () => {
    const conditions = [
      {
        type: 'DisruptionAllowed',
        status: 'False',
        reason: 'SyncFailed',
        message: 'jobs.batch does not implement the scale subresource',
      },
    ];
    const failed = pdb('web', 'web', { maxUnavailable: 1 }, { conditions });
    expect(verdictOf([...web('w1'), failed])).toMatchObject({ reason: 'sync-failed' });
    const bare = planOf(
      [member('web', 0, { node: 'w1' }), pdb('web', 'web', { maxUnavailable: 1 }, { currentHealthy: 1 })],
      ['w1'],
      { force: true },
    );
    expect(planned(bare, 'web-0').verdict).toMatchObject({ kind: 'never', reason: 'unmanaged-pods' });
  });
  test('a negative number answers 403', () => {
    expect(
      verdictOf([...web('w1'), pdb('web', 'web', { minAvailable: 1 }, { disruptionsAllowed: -1, expectedPods: 1 })]),
    ).toMatchObject({ reason: 'budget-negative', answer: 403 });
  });
});

describe('unready pods', () => {
  const pods = (second: boolean) =>
    deployment('web', [
      { node: 'w1', ready: false },
      { node: 'w2', ready: second },
    ]);
  const failing = {
    containerStatuses: [{ name: 'app', restartCount: 9, state: { waiting: { reason: 'CrashLoopBackOff' } } }],
  };
  test('go when the budget has the healthy pods it wants', () => {
    const budget = pdb('web', 'web', { minAvailable: 1 }, { currentHealthy: 1, desiredHealthy: 1, expectedPods: 2 });
    expect(verdictOf([...pods(true), budget])).toMatchObject({ kind: 'free', reason: 'unhealthy-spare' });
  });
  test('stay when it has not, unless AlwaysAllow', () => {
    const crashing = deployment('web', [
      { node: 'w1', ready: false, status: failing },
      { node: 'w2', ready: false, status: failing },
    ]);
    const status = { currentHealthy: 0, desiredHealthy: 1, expectedPods: 2 };
    const plan = planOf([...crashing, pdb('web', 'web', { minAvailable: 1 }, status)]);
    expect(planned(plan, 'web-0').verdict).toMatchObject({ kind: 'never', reason: 'unhealthy' });
    expect(planned(plan, 'web-0').remedies).toMatchObject([
      { proven: true, command: expect.stringContaining('AlwaysAllow') },
    ]);
    const allowing = pdb('web', 'web', { minAvailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' }, status);
    expect(verdictOf([...crashing, allowing])).toMatchObject({ kind: 'free', reason: 'unhealthy-allowed' });
  });
  test('that still start are waited for', () => {
    const young = { creationTimestamp: '2026-01-01T00:09:50Z' };
    const status = { startTime: '2026-01-01T00:09:50Z' };
    const starting = deployment('web', [{ node: 'w1' }, { node: 'w2', ready: false, metadata: young, status }]);
    const budget = pdb('web', 'web', { minAvailable: 1 }, { currentHealthy: 1, desiredHealthy: 1, expectedPods: 2 });
    expect(verdictOf([...starting, budget])).toMatchObject({
      kind: 'waits',
      reason: 'replicas-starting',
      until: ['shop/web-1'],
    });
    const young2 = { node: 'w1', ready: false, metadata: young, status };
    const none = pdb('web', 'web', { minAvailable: 1 }, { currentHealthy: 0, desiredHealthy: 1, expectedPods: 2 });
    const both = planOf([...deployment('web', [young2, young2]), none]);
    expect(both.pods.map(({ verdict }) => verdict?.kind)).toEqual(['waits', 'waits']);
  });
});

test('a budget that the controller has not seen in its newest form is waited for', () => {
  const behind = pdb('web', 'web', { minAvailable: 1 }, { observedGeneration: 0 });
  expect(verdictOf([...web('w1', 'w2'), behind])).toMatchObject({ kind: 'waits', reason: 'not-processed' });
  const hopeless = pdb('web', 'web', { minAvailable: 2 }, { observedGeneration: 0 });
  expect(verdictOf([...web('w1', 'w2'), hopeless])).toMatchObject({ kind: 'never', reason: 'min-available-all' });
});

test('a budget whose pods have become ready without being counted is waited for', () => {
  const counted = (currentHealthy: number) =>
    pdb('web', 'web', { maxUnavailable: 1 }, { currentHealthy, desiredHealthy: 2, expectedPods: 3 });
  const late = planOf([...web('w1', 'w2', 'w3'), counted(2)]);
  expect(planned(late, 'web-0').verdict).toMatchObject({ kind: 'waits', reason: 'not-processed', until: [] });
  const ill = { node: 'w2', ready: false, metadata: { creationTimestamp: '2025-01-01T00:00:00Z' } };
  const short = planOf([...deployment('web', [{ node: 'w1' }, ill, { node: 'w3' }]), counted(2)]);
  expect(planned(short, 'web-0').verdict).toMatchObject({ kind: 'never', reason: 'unhealthy' });
});

test('evictions granted and not carried out hold a budget for two minutes', () => {
  const budget = pdb(
    'web',
    'web',
    { minAvailable: 1 },
    { currentHealthy: 1, desiredHealthy: 1, expectedPods: 2, disruptedPods: { 'web-1': '2026-01-01T00:09:00Z' } },
  );
  expect(verdictOf([...web('w1', 'w2'), budget])).toMatchObject({ kind: 'waits', reason: 'disrupted-pods' });
});

test('in a namespace that is being deleted evictions are refused, and the pod goes all the same', () => {
  const namespace = { kind: 'Namespace', metadata: { name: 'shop' }, status: { phase: 'Terminating' } };
  expect(verdictOf([...web('w1'), namespace])).toMatchObject({ kind: 'waits', reason: 'namespace-terminating' });
});

test('without the right to read budgets the outcome is unknown', async () => {
  const { plan } = await import('../../src/drain/plan.ts');
  const { NO_FLAGS } = await import('../../src/model/drain-plan.ts');
  const { world } = await import('./world.ts');
  expect(plan(world(web('w1'), ['poddisruptionbudgets']), { nodes: ['w1'], flags: NO_FLAGS }).outcome).toBe('unknown');
});
