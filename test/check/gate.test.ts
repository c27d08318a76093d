import { beforeEach, describe, expect, test } from 'vitest';
import { Gate, type Sources } from '../../src/check/gate.ts';
import { tabled, type Target } from '../../src/check/resource.ts';
import { Store } from '../../src/check/store.ts';

const PODS = 'pods';
const DEPLOYMENTS = 'deployments';

const web: Target = { resource: tabled('deployments'), namespace: 'shop', name: 'web' };
const task: Target = { resource: tabled('pods'), namespace: 'shop', name: 'task' };

const deployment = (available: number) => ({
  metadata: { name: 'web', namespace: 'shop', generation: 1 },
  spec: { replicas: 1, selector: { matchLabels: { app: 'web' } } },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: available },
});
const pod = (uid: string, restartCount: number, more: object = {}) => ({
  metadata: { name: `web-${uid}`, namespace: 'shop', uid, labels: { app: 'web' }, ...more },
  spec: { containers: [{ name: 'app' }] },
  status: { containerStatuses: [{ name: 'app', restartCount }] },
});
const ended = (phase: string) => ({ metadata: { name: 'task', namespace: 'shop' }, status: { phase } });

let store: Store;
let gate: Gate;
const sources: Sources = {
  of: ({ resource }) => (resource.kind === 'Pod' ? PODS : DEPLOYMENTS),
  pods: () => PODS,
  endpointslices: () => undefined,
  storageclasses: () => undefined,
};
beforeEach(() => {
  store = new Store();
  gate = new Gate(store, sources, 10);
  store.listed(DEPLOYMENTS, []);
  store.listed(PODS, []);
});

/** What changed, and what is decided at a time. */
function at(now: number, targets = [web]): [changes: string[], decision: string] {
  const changes = gate
    .judge(targets, now)
    .map(({ tracked, restarted }) => `${tracked.target.name} ${restarted ? 'restarted' : tracked.state.kind}`);
  const decision = gate.decide(now);
  return [changes, decision.kind === 'waiting' ? `waiting ${decision.stableIn ?? ''}`.trim() : decision.kind];
}

test('what is not there is waited for, then judged, and each change is told once', () => {
  expect(at(0)).toEqual([['web progressing'], 'waiting']);
  expect(at(1)).toEqual([[], 'waiting']);
  store.put(DEPLOYMENTS, deployment(0));
  expect(at(2)).toEqual([['web progressing'], 'waiting']);
  store.put(DEPLOYMENTS, deployment(1));
  expect(at(3)).toEqual([['web ready'], 'waiting 10']);
  store.gone(DEPLOYMENTS, deployment(1));
  expect(at(4)).toEqual([['web progressing'], 'waiting']);
});

describe('ready has to last', () => {
  test('for as long as asked', () => {
    store.put(DEPLOYMENTS, deployment(1));
    expect(at(0)[1]).toBe('waiting 10');
    expect(at(9)[1]).toBe('waiting 1');
    expect(at(10)[1]).toBe('ready');
  });
  test('a relapse begins anew', () => {
    store.put(DEPLOYMENTS, deployment(1));
    at(0);
    store.put(DEPLOYMENTS, deployment(0));
    expect(at(5)).toEqual([['web progressing'], 'waiting']);
    store.put(DEPLOYMENTS, deployment(1));
    expect(at(6)).toEqual([['web ready'], 'waiting 10']);
    expect(at(15)[1]).toBe('waiting 1');
  });
  test('so does a restart of one of its pods, which the Deployment may not notice', () => {
    store.put(DEPLOYMENTS, deployment(1));
    store.put(PODS, pod('a', 1));
    at(0);
    store.put(PODS, pod('a', 2));
    expect(at(8)).toEqual([['web restarted'], 'waiting 10']);
    expect(at(18)[1]).toBe('ready');
  });
  test.each([
    ['a count that falls', pod('a', 0)],
    ['a new pod that has restarted before it was seen', pod('b', 7)],
    ['a pod on its way out', pod('a', 9, { deletionTimestamp: '2026-01-01T00:00:00Z' })],
    ['a pod of another workload', pod('c', 9, { labels: { app: 'api' } })],
  ])('%s is no restart', (_why, next) => {
    store.put(DEPLOYMENTS, deployment(1));
    store.put(PODS, pod('a', 1));
    store.put(PODS, pod('c', 1, { labels: { app: 'api' } }));
    at(0);
    store.put(PODS, next);
    expect(at(8)[1]).toBe('waiting 2');
  });
  test('what has ended well need not last', () => {
    store.put(PODS, ended('Succeeded'));
    expect(at(0, [task])).toEqual([['task ready'], 'ready']);
  });
});

test('one that failed for good ends it at once, whatever the others do', () => {
  store.put(PODS, ended('Failed'));
  expect(at(0, [web, task])[1]).toBe('failed');
});

test('nothing at all to check is never ready', () => {
  expect(at(0, [])).toEqual([[], 'waiting']);
  expect(at(1_000_000, [])[1]).toBe('waiting');
});

test('targets that are no longer asked for do not count', () => {
  store.put(PODS, ended('Succeeded'));
  at(0, [web, task]);
  expect(at(1, [task])[1]).toBe('ready');
});

test('a list replaces what was believed before', () => {
  store.put(DEPLOYMENTS, deployment(1));
  at(0);
  store.listed(DEPLOYMENTS, []);
  expect(at(1)).toEqual([['web progressing'], 'waiting']);
});
