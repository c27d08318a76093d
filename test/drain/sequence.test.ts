import { describe, expect, test } from 'vitest';
import { plan } from '../../src/drain/plan.ts';
import { NO_FLAGS, type DrainPlan } from '../../src/model/drain-plan.ts';
import { clusterOf, node } from '../schedule/cluster.ts';
import { deployment, pdb, planned } from './world.ts';

type Manifest = Parameters<typeof clusterOf>[0][number];

const worker = (name: string, zone = 'a', cpu = '2'): Manifest => {
  const made = node(name, {}, { cpu }, { 'topology.kubernetes.io/zone': zone });
  return { ...made, status: { ...(made['status'] as object), conditions: [{ type: 'Ready', status: 'True' }] } };
};
const three = [worker('w1'), worker('w2'), worker('w3')];
const drainOf = (nodes: Manifest[], objects: Manifest[], drained: string[]): DrainPlan =>
  plan(clusterOf([...nodes, ...objects]), { nodes: drained, flags: NO_FLAGS });

const asks = (cpu: string, more: object = {}) => ({
  containers: [{ name: 'app', resources: { requests: { cpu } } }],
  ...more,
});
const keeps = (app: string, healthy: number, all: number) =>
  pdb(
    app,
    app,
    { minAvailable: healthy },
    { disruptionsAllowed: all - healthy, currentHealthy: all, desiredHealthy: healthy, expectedPods: all },
  );
const verdictOf = (found: DrainPlan, name: string) => planned(found, name).verdict?.kind;

describe('pods of two nodes that share a budget', () => {
  const bound = { nodeSelector: { 'kubernetes.io/hostname': 'w1' } };
  const web = (spec: object) => [
    ...deployment('web', [{ node: 'w1', spec }, { node: 'w2' }, { node: 'w3' }]),
    keeps('web', 2, 3),
  ];
  test('the one whose replacement fits nowhere goes last, or the other would never go', () => {
    const found = drainOf(three, web(bound), ['w1', 'w2']);
    expect(found.outcome).toBe('waits');
    expect(found.pods.map(({ name }) => name)).toEqual(['web-1', 'web-0']);
    expect(found.sequence).toMatchObject({ kind: 'homeless-last' });
    expect(found.sequence?.why.en).toContain('1 more pod would never go');
  });
  test('go together when both fit elsewhere', () => {
    const found = drainOf(three, web({}), ['w1', 'w2']);
    expect(found.outcome).toBe('waits');
    expect(found.sequence).toMatchObject({ kind: 'together' });
    expect(found.sequence?.tried).toBeGreaterThan(1);
    expect(found.remedies).toEqual([]);
  });
});

describe('room for one replacement only', () => {
  const web = deployment('web', [
    { node: 'w1', spec: asks('1500m') },
    { node: 'w2', spec: asks('1500m') },
  ]);
  const api = deployment('api', [{ node: 'w1', spec: asks('1500m') }]);
  test('goes to the pod under a budget, so that the next of it may go', () => {
    const found = drainOf(three, [...api, ...web, keeps('web', 1, 2)], ['w1', 'w2']);
    expect(['web-0', 'web-1', 'api-0'].map((name) => verdictOf(found, name))).toEqual(['free', 'waits', 'free']);
    expect(planned(found, 'web-0').landing).toMatchObject({ kind: 'lands', node: 'w3' });
    expect(found.sequence?.kind).toBe('covered-first');
  });
  test('without a budget no order is better than another', () => {
    expect(drainOf(three, [...api, ...web], ['w1', 'w2']).sequence?.kind).toBe('together');
  });
});

describe('zones with DoNotSchedule', () => {
  const spread = asks('1500m', {
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'web' } },
      },
    ],
  });
  const web = [
    ...deployment('web', [
      { node: 'w1', spec: spread },
      { node: 'w2', spec: spread },
      { node: 'w3', spec: spread },
    ]),
    keeps('web', 2, 3),
  ];
  const zones = (full: string) => [
    worker('w1', 'a'),
    worker('w2', 'b'),
    worker('w3', 'b', '4'),
    worker('w4', 'a', full),
  ];
  test('the node of the fuller zone goes first where the other zone has no room', () => {
    const found = drainOf(zones('1'), web, ['w1', 'w2']);
    expect(found.outcome).toBe('waits');
    expect(found.sequence).toMatchObject({ kind: 'by-node', nodes: ['w2', 'w1'] });
    expect(planned(found, 'web-1').landing).toMatchObject({ kind: 'lands', node: 'w3' });
  });
  test('either may go first where both zones have room', () => {
    const found = drainOf(zones('2'), web, ['w1', 'w2']);
    expect(found.outcome).toBe('waits');
    expect(found.pods.every(({ landing }) => landing?.kind === 'lands')).toBe(true);
  });
});

describe('nodes one after the other', () => {
  test('a replacement that lands on the node drained next has to move twice', () => {
    const onFull = [worker('w1'), worker('w2'), worker('w3', 'a', '1')];
    const web = deployment('web', [{ node: 'w1', spec: asks('500m') }]);
    const found = drainOf(onFull, web, ['w1', 'w2']);
    expect(found.sequence?.inTurn).toEqual({ movedTwice: 1 });
    expect(planned(found, 'web-0').landing).toMatchObject({ node: 'w3' });
    expect(drainOf([worker('w1'), worker('w2', 'a', '1'), worker('w3')], web, ['w1', 'w2']).sequence?.inTurn).toEqual({
      movedTwice: 0,
    });
  });
  test('each given back before the next is offered when all at once have nowhere to go', () => {
    const small = [worker('w1'), worker('w2')];
    const web = (cpu: string) =>
      deployment('web', [
        { node: 'w1', spec: asks(cpu) },
        { node: 'w2', spec: asks(cpu) },
      ]);
    const found = drainOf(small, [...web('1'), keeps('web', 1, 2)], ['w1', 'w2']);
    expect(found.outcome).toBe('never');
    expect(found.remedies[0]).toMatchObject({
      proven: true,
      text: { en: expect.stringContaining('one node at a time') },
    });
    // neither node has room for both
    const large = drainOf(small, [...web('1500m'), keeps('web', 2, 2)], ['w1', 'w2']);
    expect(large.remedies.map(({ text }) => text.en).join()).not.toContain('one node at a time');
  });
  test('of more nodes than can be tried in every order, the best next one is taken', () => {
    const many = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7'].map((name) => worker(name));
    const bound = { nodeSelector: { 'kubernetes.io/hostname': 'w1' } };
    const names = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6'];
    const web = deployment(
      'web',
      names.map((on) => ({ node: on, ...(on === 'w1' && { spec: bound }) })),
    );
    const found = drainOf(many, [...web, keeps('web', 5, 6)], names);
    expect(found.outcome).toBe('waits');
    expect(found.sequence?.tried).toBeLessThan(200);
  });
});

describe('more nodes', () => {
  const web = (spec: object) => [
    ...deployment('web', [
      { node: 'w1', spec },
      { node: 'w2', spec },
    ]),
    keeps('web', 1, 2),
  ];
  const full = [worker('w1'), worker('w2'), worker('w3', 'a', '1')];
  test('are offered in the number that lets every replacement run', () => {
    const found = drainOf(full, web(asks('1500m')), ['w1', 'w2']);
    expect(found.remedies.map(({ text, proven }) => [text.en, proven])).toContainEqual([
      'add 2 nodes like w1, w2 first',
      true,
    ]);
  });
  test('are not offered where a pod may run on its node only', () => {
    const found = drainOf(full, web({ nodeSelector: { 'kubernetes.io/hostname': 'w1' } }), ['w1', 'w2']);
    expect(found.remedies.map(({ text }) => text.en).join()).not.toContain('add');
  });
});
