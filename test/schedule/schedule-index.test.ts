import { expect, test } from 'vitest';
import { ScheduleIndex } from '../../src/schedule/schedule-index.ts';
import { changedIndex } from '../../src/schedule/fixes/apply.ts';
import { clusterOf, node, pod } from './cluster.ts';

test('a claim stays in use while another pod still holds it', () => {
  const uses = (name: string, nodeName: string) =>
    pod({ nodeName, volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] }, { name });
  const cluster = clusterOf([node('w1'), node('w2'), uses('a', 'w1'), uses('b', 'w2')]);
  const index = ScheduleIndex.of(cluster);
  const [a, b] = cluster.all('pods');
  const without = (...pods: (typeof a)[]) =>
    changedIndex(index, [
      { side: 'node', kind: 'move', node: 'w1', because: 'claim', pods: pods.flatMap((one) => one ?? []) },
    ]).claimsInUse;
  expect([...without(a)]).toEqual(['shop/data']);
  expect([...without(a, b)]).toEqual([]);
});
