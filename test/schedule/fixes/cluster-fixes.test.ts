import { describe, expect, test } from 'vitest';
import { keyOf } from '../../../src/schedule/fixes/change.ts';
import { clusterFixes, type ClusterFixes } from '../../../src/schedule/fixes/cluster-fixes.ts';
import { ScheduleIndex } from '../../../src/schedule/schedule-index.ts';
import { asks, clusterOf, node, pod, podOf } from '../cluster.ts';

type Manifest = ReturnType<typeof pod>;

function fixesOf(...objects: Manifest[]): ClusterFixes {
  const cluster = clusterOf(objects);
  return clusterFixes(ScheduleIndex.of(cluster), podOf(cluster));
}

const setsOf = ({ sets }: ClusterFixes) => sets.map(({ changes, opens }) => [changes.map(keyOf), opens]);
const wanting = (spec: object) => pod(spec, { phase: 'Pending' });
const held = (on: string, cpu: string) => pod({ nodeName: on, containers: [asks({ cpu })] }, { name: `holder-${on}` });
const tainted = (name: string) => node(name, { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] });

test('the request that still fits, and the room that lacks', () => {
  const fixes = fixesOf(node('w1'), held('w1', '1500m'), wanting({ containers: [asks({ cpu: '1' })] }));
  expect(setsOf(fixes)).toEqual([
    [['pod request cpu 500'], ['w1']],
    [['node capacity w1 cpu 500'], ['w1']],
  ]);
  expect(fixes.resources).toMatchObject([
    { resource: 'cpu', requested: 1000, never: false, freest: { node: 'w1', amount: 500 } },
  ]);
});

test('one toleration for all nodes comes before changes of one', () => {
  const fixes = fixesOf(tainted('w1'), tainted('w2'), wanting({}));
  expect(setsOf(fixes)).toEqual([
    [['pod toleration dedicated=db:NoSchedule'], ['w1', 'w2']],
    [['node untaint w1 dedicated=db:NoSchedule'], ['w1']],
    [['node untaint w2 dedicated=db:NoSchedule'], ['w2']],
  ]);
});

test('what would block next is what the scheduler would say', () => {
  const [fix] = fixesOf(tainted('w1'), held('w1', '2'), wanting({ containers: [asks({ cpu: '1' })] })).nodes;
  expect(fix?.next).toEqual(['Insufficient cpu']);
  expect(fix?.byPod).toBeUndefined(); // a request of nothing is none
  expect(fix?.byNode?.changes.map(keyOf)).toEqual([
    'node untaint w1 dedicated=db:NoSchedule',
    'node capacity w1 cpu 1000',
  ]);
});

test('a change that does not suffice is shown with the next message', () => {
  const { singles } = fixesOf(tainted('w1'), held('w1', '1500m'), wanting({ containers: [asks({ cpu: '1' })] }));
  expect(singles.map(({ change, message }) => [keyOf(change), message])).toEqual([
    ['pod toleration dedicated=db:NoSchedule', '0/1 nodes are available: 1 Insufficient cpu.'],
    ['pod request cpu 500', '0/1 nodes are available: 1 node(s) had untolerated taint(s).'],
  ]);
});

test('larger than every node is never, full is only now', () => {
  const never = fixesOf(node('w1'), wanting({ containers: [asks({ cpu: '3' })] }));
  expect(never.resources[0]).toMatchObject({ never: true, largest: { node: 'w1', amount: 2000 } });
  expect(setsOf(never)[0]).toEqual([['pod request cpu 2000'], ['w1']]);
});

test('an uncordon takes the cordon and its taint away', () => {
  const cordoned = node('w1', {
    unschedulable: true,
    taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }],
  });
  expect(setsOf(fixesOf(cordoned, wanting({})))).toEqual([
    [['pod toleration node.kubernetes.io/unschedulable:NoSchedule'], ['w1']],
    [['node uncordon w1'], ['w1']],
  ]);
});

describe('rules', () => {
  const web = (name: string, on: string): Manifest => {
    const made = pod({ nodeName: on }, { name });
    return { ...made, metadata: { ...made.metadata, labels: { app: 'web' } } as Manifest['metadata'] };
  };
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } };
  const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

  test('the pods that anti-affinity keeps it from can move', () => {
    const fixes = fixesOf(
      node('w1'),
      web('a', 'w1'),
      web('b', 'w1'),
      wanting({ affinity: { podAntiAffinity: { [REQUIRED]: [term] } } }),
    );
    expect(setsOf(fixes)).toEqual([
      [['pod podAntiAffinity 0'], ['w1']],
      [['node move w1 a b'], ['w1']],
    ]);
  });

  test('the skew that would do', () => {
    const constraint = { ...term, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' };
    const app = wanting({ topologySpreadConstraints: [constraint] });
    const own = { ...app, metadata: { ...app.metadata, labels: { app: 'web' } } as Manifest['metadata'] };
    const fixes = fixesOf(node('w1'), node('w2', { unschedulable: true }), web('a', 'w1'), own);
    expect(setsOf(fixes)[0]).toEqual([['pod spread 0 2'], ['w1']]);
  });

  test('a label or a looser selector', () => {
    const fixes = fixesOf(node('w1', {}, {}, { disk: 'hdd' }), wanting({ nodeSelector: { disk: 'ssd' } }));
    expect(setsOf(fixes)).toEqual([
      [['pod selector disk=ssd'], ['w1']],
      [['node label w1 disk=ssd'], ['w1']],
    ]);
  });
});
