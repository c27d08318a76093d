import { describe, expect, test } from 'vitest';
import type { Kind } from '../../src/model/objects.ts';
import { schedule } from '../../src/schedule/schedule.ts';
import { ScheduleIndex } from '../../src/schedule/schedule-index.ts';
import { asks, clusterOf, node, pod, podOf } from './cluster.ts';

type Manifest = ReturnType<typeof pod>;

function verdictOf(objects: Manifest[], denied: Kind[] = []) {
  const cluster = clusterOf(objects, denied);
  return schedule(ScheduleIndex.of(cluster), podOf(cluster));
}

const tainted = node('w1', { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] });
const big = pod({ containers: [asks({ cpu: '9' })] }, { phase: 'Pending' });
const withClaim = pod(
  { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
  { phase: 'Pending' },
);

test('the message is the scheduler’s own, the reasons of each node are all there are', () => {
  const { message, nodes } = verdictOf([tainted, node('w2'), big]);
  expect(message).toBe(
    '0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s). no new claims to deallocate, ' +
      'preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
  );
  expect(nodes.map(({ node: { metadata }, stated }) => [metadata.name, stated])).toEqual([
    ['w1', ['node(s) had untolerated taint(s)']],
    ['w2', ['Insufficient cpu']],
  ]);
  expect(nodes[0]?.reasons.map(({ plugin }) => plugin)).toEqual(['TaintToleration', 'NodeResourcesFit']);
});

test('a node that takes the pod states nothing', () => {
  const { outcome, nodes, message } = verdictOf([tainted, node('w2'), pod({}, { phase: 'Pending' })]);
  expect([outcome, message]).toEqual(['fits', undefined]);
  expect(nodes.map(({ stated }) => stated.length)).toEqual([1, 0]);
});

describe('what could not be seen is not guessed', () => {
  test('claims that could not be read are not missing claims', () => {
    const { outcome, message, unjudged } = verdictOf([node('w1'), withClaim], ['persistentvolumeclaims']);
    expect([outcome, message]).toEqual(['fits', undefined]);
    expect(unjudged.map(({ plugin }) => plugin)).toEqual([
      'VolumeRestrictions',
      'NodeVolumeLimits',
      'VolumeBinding',
      'VolumeZone',
    ]);
    expect(verdictOf([node('w1'), withClaim]).rejection?.text).toBe('persistentvolumeclaim "data" not found');
  });

  test('they do not matter to a pod without claims', () => {
    expect(verdictOf([node('w1'), big], ['persistentvolumeclaims']).message).toContain('Insufficient cpu');
  });

  test('nodes that could not be read', () => {
    expect(verdictOf([big], ['nodes'])).toMatchObject({ outcome: 'unknown', nodes: [] });
  });

  test('budgets that could not be read: who refuses is known, the message is not', () => {
    const verdict = verdictOf([node('w1'), big], ['poddisruptionbudgets']);
    expect([verdict.outcome, verdict.message]).toEqual(['refused', undefined]);
  });

  test('claims to devices are named as not simulated', () => {
    const wanting = pod({ resourceClaims: [{ name: 'gpu', resourceClaimName: 'gpu' }] }, { phase: 'Pending' });
    const { message, unjudged } = verdictOf([tainted, wanting]);
    expect(unjudged).toEqual([{ plugin: 'DynamicResources', unseen: [] }]);
    expect(message).toBeUndefined();
  });
});
