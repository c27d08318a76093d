import { describe, expect, test } from 'vitest';
import type { EvictOutcome } from '../../src/model/writer.ts';
import { PlayedApi } from './api.ts';
import type { DrainPlan } from '../../src/model/drain-plan.ts';
import { deployment, member, pdb, planOf } from './world.ts';

const web = (...nodes: string[]) =>
  deployment(
    'web',
    nodes.map((node) => ({ node })),
  );
const three = () => planOf(web('w1', 'w1', 'w1'));
const refusal: EvictOutcome = { kind: 'budget', budget: 'web', message: 'needs 2 healthy pods and has 2 currently' };

test('every pod is asked once, seen out, and written down', async () => {
  const api = new PlayedApi(three());
  expect(await api.run()).toEqual({ outcome: 'drained', left: [], cordoned: ['w1'], reopened: [] });
  expect(api.asked.map(({ pod }) => pod)).toEqual(['shop/web-0', 'shop/web-1', 'shop/web-2']);
  expect(api.kinds()).toEqual(['evicted', 'evicted', 'evicted', 'gone', 'gone', 'gone', 'drained']);
  expect(api.journal()).toMatchObject({ stage: 'drained', evicted: ['shop/web-0', 'shop/web-1', 'shop/web-2'] });
});

test('--max-parallel: the next pod is asked when one has gone', async () => {
  const api = new PlayedApi(three());
  await api.run({ maxParallel: 1 });
  expect(api.asked.map(({ at }) => at)).toEqual([0, 3000, 6000]);
});

test('a used-up budget is asked again after 5 s, or when the server says', async () => {
  const api = new PlayedApi(three(), { 'web-1': [refusal, { ...refusal, retryAfter: 10 }, { kind: 'accepted' }] });
  expect((await api.run()).outcome).toBe('drained');
  expect(api.asked.filter(({ pod }) => pod === 'shop/web-1').map(({ at }) => at)).toEqual([0, 5000, 15_000]);
  expect(api.events).toContainEqual(
    expect.objectContaining({ kind: 'refused', pod: 'shop/web-1', by: 'pdb/web', retryIn: 5 }),
  );
});

describe('slow is told from never', () => {
  const never = () =>
    planOf([
      ...web('w1'),
      pdb('web', 'web', { minAvailable: 1 }, { currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 }),
    ]);
  test('a plan that says never twice in a row ends the run', async () => {
    const api = new PlayedApi(never(), { 'web-0': [refusal] });
    api.replans = [never()];
    const result = await api.run();
    expect(result).toMatchObject({ outcome: 'never', left: [{ pod: 'shop/web-0', why: refusal.message }] });
    expect(api.asked).toHaveLength(2);
    expect(api.journal()).toMatchObject({ stage: 'stopped', stopped: expect.stringContaining('shop/web-0') });
  });
  test('a plan that says so once does not', async () => {
    const api = new PlayedApi(never(), { 'web-0': [refusal, refusal, refusal, { kind: 'accepted' }] });
    api.replans = [never(), three(), never()];
    expect((await api.run()).outcome).toBe('drained');
  });
  test('--keep-trying goes on, until the time is over', async () => {
    const api = new PlayedApi(never(), { 'web-0': [refusal] });
    api.replans = [never()];
    expect((await api.run({ keepTrying: true, timeout: 60_000 })).outcome).toBe('timeout');
    expect(api.asked.length).toBeGreaterThan(10);
  });
});

test('what is refused for good stops what has not begun, and what has begun is seen out', async () => {
  const api = new PlayedApi(three(), {
    'web-1': [{ kind: 'two-budgets', message: 'This pod has more than one PodDisruptionBudget, which' }],
  });
  const result = await api.run({ maxParallel: 2 });
  expect(result.outcome).toBe('never');
  expect(api.kinds()).toContain('gone');
  expect(result.left.map(({ pod }) => pod)).toEqual(['shop/web-1', 'shop/web-2']);
});

test('--once: each pod is asked one time, and the rest is left', async () => {
  const api = new PlayedApi(three(), { 'web-0': [refusal] });
  expect(await api.run({ once: true })).toMatchObject({ outcome: 'once', left: [{ pod: 'shop/web-0' }] });
  expect(api.asked).toHaveLength(3);
});

test('the server’s own trouble is waited out, and nobody else is tried meanwhile', async () => {
  const away: EvictOutcome = { kind: 'unavailable', message: 'connect ECONNREFUSED' };
  const api = new PlayedApi(three(), {
    'web-0': [away, { kind: 'throttled', message: 'too many requests', retryAfter: 2 }, { kind: 'accepted' }],
  });
  expect((await api.run()).outcome).toBe('drained');
  expect(api.asked.map(({ pod, at }) => `${pod} ${at}`).slice(0, 4)).toEqual([
    'shop/web-0 0',
    'shop/web-0 5000',
    'shop/web-0 7000',
    'shop/web-1 7000',
  ]);
});

test('a webhook that denies may agree later', async () => {
  const denied: EvictOutcome = { kind: 'webhook', webhook: 'guard.example.com', message: 'migrating' };
  const api = new PlayedApi(three(), { 'web-0': [denied, { kind: 'accepted' }] });
  expect((await api.run()).outcome).toBe('drained');
  expect(api.events).toContainEqual(expect.objectContaining({ kind: 'refused', by: 'webhook/guard.example.com' }));
});

test('a pod that does not end in time is explained, and left alone by --timeout', async () => {
  const api = new PlayedApi(planOf(web('w1')), {}, Infinity);
  expect(await api.run({ timeout: 120_000 })).toMatchObject({
    outcome: 'timeout',
    left: [{ why: expect.stringContaining('example.com/wait') }],
  });
  expect(api.kinds().filter((kind) => kind === 'slow')).toHaveLength(1);
});

test('while the nodes cannot be read nothing counts as gone, and that is told once', async () => {
  const api = new PlayedApi(planOf(web('w1')));
  api.blind = true;
  expect((await api.run({ timeout: 30_000 })).outcome).toBe('timeout');
  expect(api.kinds().filter((kind) => kind === 'unseen')).toHaveLength(1);
});

test('an interrupted run says what is left and has it in the journal', async () => {
  const api = new PlayedApi(three(), {}, 60_000);
  expect(await api.run({}, { interruptAt: 3000 })).toMatchObject({ outcome: 'interrupted', left: [{}, {}, {}] });
  expect(api.journal()).toMatchObject({ stage: 'stopped', evicted: ['shop/web-0', 'shop/web-1', 'shop/web-2'] });
});

test('a server dry run asks everything once and writes nothing', async () => {
  const api = new PlayedApi(three(), { 'web-1': [refusal] });
  expect((await api.run({ dryRun: true })).outcome).toBe('failed');
  expect(api.asked).toHaveLength(3);
  expect(api.written).toEqual([]);
});

test('a pod that its namespace takes along is no failure of a dry run', async () => {
  const api = new PlayedApi(three(), { 'web-1': [{ kind: 'namespace-terminating', message: 'is being terminated' }] });
  expect((await api.run({ dryRun: true })).outcome).toBe('drained');
  expect(api.kinds()).toContain('terminating');
});

test('pods that terminate already are waited for, not evicted again', async () => {
  const plan = planOf(deployment('web', [{ node: 'w1', metadata: { deletionTimestamp: '2026-01-01T00:09:59Z' } }]));
  const api = new PlayedApi(plan);
  expect((await api.run({ timeout: 5000 })).outcome).toBe('timeout');
  expect(api.asked).toEqual([]);
  expect(api.kinds()[0]).toBe('terminating');
});

describe('pods that come after the plan was made', () => {
  const late = (more: Parameters<typeof member>[2], flags = {}) =>
    planOf([...web('w1'), member('late', 0, more)], ['w1'], flags);
  const owner = { kind: 'ReplicaSet', name: 'late-rs' };
  const past = { nodeSelector: { 'kubernetes.io/hostname': 'w1' }, tolerations: [{ operator: 'Exists' }] };
  const run = async (now: DrainPlan) => {
    const api = new PlayedApi(planOf(web('w1')));
    api.replans = [now, planOf([])];
    const { outcome, left } = await api.run();
    return { outcome, left, asked: api.asked.map(({ pod }) => pod), kinds: api.kinds() };
  };
  test('go as well', async () => {
    const { outcome, asked } = await run(late({ node: 'w1', owner }));
    expect({ outcome, asked }).toEqual({ outcome: 'drained', asked: ['shop/web-0', 'shop/late-0'] });
  });
  test('are named when a flag is missing for them', async () => {
    expect(await run(late({ node: 'w1' }))).toMatchObject({
      outcome: 'failed',
      asked: ['shop/web-0'],
      left: [{ pod: 'shop/late-0', why: expect.stringContaining('controller') }],
    });
    expect(await run(late({ node: 'w1' }, { force: true }))).toMatchObject({ outcome: 'drained' });
  });
  test('are told and left when they would only come back', async () => {
    const { outcome, asked, kinds } = await run(late({ node: 'w1', owner, spec: past }));
    expect({ outcome, asked }).toEqual({ outcome: 'drained', asked: ['shop/web-0'] });
    expect(kinds).toContain('returned');
  });
  test('are looked for again while the API server does not answer', async () => {
    const api = new PlayedApi(planOf(web('w1')));
    api.replans = [undefined, undefined, late({ node: 'w1', owner }), planOf([])];
    expect((await api.run()).outcome).toBe('drained');
    expect(api.asked.map(({ pod }) => pod)).toEqual(['shop/web-0', 'shop/late-0']);
  });
});

describe('others on the same node', () => {
  test('a person who uncordons it is respected: nothing more is asked to go, nothing is written', async () => {
    const api = new PlayedApi(three(), {}, 2000);
    api.uncordonedAt = 4000;
    const result = await api.run({ maxParallel: 1 });
    expect(result).toMatchObject({ outcome: 'failed', reopened: ['w1'], cordoned: [] });
    expect(result.left.map(({ pod }) => pod)).toEqual(['shop/web-2']);
    expect(api.asked.map(({ pod }) => pod)).toEqual(['shop/web-0', 'shop/web-1']);
    expect(api.kinds()).toContain('reopened');
    expect(api.journal().stage).toBe('draining');
  });
  test('what another drain has evicted stays in the journal', async () => {
    const api = new PlayedApi(planOf(web('w1')));
    api.theirs = ['shop/other'];
    await api.run();
    expect(api.journal().evicted).toEqual(['shop/other', 'shop/web-0']);
  });
  test('a drain that has nothing new to say still says that it is there', async () => {
    const api = new PlayedApi(planOf(web('w1')), {}, 100_000);
    await api.run();
    const stamps = api.written.map(({ change }) => change.annotations?.['k8sdoctor.dev/maintenance']);
    expect(stamps.length).toBeGreaterThan(5);
    expect(stamps.length).toBeLessThan(10);
  });
});

test('system pods go when the others are gone', async () => {
  const plan = planOf([...deployment('dns', [{ node: 'w1', spec: { priority: 2_000_000_000 } }]), ...web('w1')]);
  const api = new PlayedApi(plan);
  await api.run();
  expect(api.asked.map(({ pod, at }) => `${pod} ${at}`)).toEqual(['shop/web-0 0', 'shop/dns-0 3000']);
});
