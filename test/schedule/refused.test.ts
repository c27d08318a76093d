import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/model/cluster.ts';
import { refusedOf } from '../../src/schedule/refused.ts';
import { asks, clusterOf, node, pod, podOf } from './cluster.ts';

const blame = (cluster: Cluster) => refusedOf(podOf(cluster), cluster)?.dominant?.key;
const controlPlane = node('cp', { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] });
const said = (reasons: string): { message: string } => ({ message: `0/3 nodes are available: ${reasons}.` });
const big = (on: string, cpu: string) => pod({ nodeName: on, containers: [asks({ cpu })] }, { name: `big-${on}` });

describe('one reason is to blame', () => {
  test('the full workers, not the control plane', () => {
    const cluster = clusterOf([
      controlPlane,
      node('w1'),
      node('w2'),
      big('w1', '1500m'),
      big('w2', '1500m'),
      pod({ containers: [asks({ cpu: '1' })] }, said('1 node(s) had untolerated taint(s), 2 Insufficient cpu')),
    ]);
    expect(blame(cluster)).toBe('resource:cpu');
  });

  test('the cordon of the selected node, not the selector that the other nodes fail', () => {
    const cluster = clusterOf([
      controlPlane,
      node('w1', { unschedulable: true, taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] }),
      node('w2'),
      pod(
        { nodeSelector: { 'kubernetes.io/hostname': 'w1' } },
        said(
          "1 node(s) had untolerated taint(s), 1 node(s) were unschedulable, 1 node(s) didn't match Pod's node affinity/selector",
        ),
      ),
    ]);
    expect(blame(cluster)).toBe('cordoned');
    expect(refusedOf(podOf(cluster), cluster)?.freed).toBe(1);
  });

  test('a selector that no node matches, whatever else is wrong with the nodes', () => {
    const cluster = clusterOf([
      controlPlane,
      node('w1', { unschedulable: true }),
      node('w2', { unschedulable: true }),
      pod({ nodeSelector: { disk: 'nvme' } }, said('1 node(s) had untolerated taint(s), 2 node(s) were unschedulable')),
    ]);
    expect(blame(cluster)).toBe('selector');
  });

  test('of two, the one whose removal lets the pod fit on more nodes', () => {
    const tainted = { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] };
    const cluster = clusterOf([
      node('w1', tainted),
      node('w2', tainted),
      node('w3', tainted),
      node('w4'),
      big('w1', '2'),
      big('w4', '2'),
      pod({ containers: [asks({ cpu: '1' })] }, said('1 Insufficient cpu, 3 node(s) had untolerated taint(s)')),
    ]);
    // w1 is full as well; without the taint w2 and w3 would take it, without the shortage only w4
    expect(refusedOf(podOf(cluster), cluster)?.freed).toBe(2);
    expect(blame(cluster)).toBe('taint:dedicated=db:NoSchedule');
  });

  test('the control plane only when nothing else is there', () => {
    const cluster = clusterOf([controlPlane, pod({}, said('1 node(s) had untolerated taint(s)'))]);
    expect(blame(cluster)).toBe('control-plane');
  });

  test('the node that a volume is tied to, not the volume', () => {
    const tied = {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['w1'] }] }],
    };
    const cluster = clusterOf([
      node('w1', { unschedulable: true }),
      node('w2'),
      { kind: 'PersistentVolume', metadata: { name: 'pv' }, spec: { nodeAffinity: { required: tied } } },
      {
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data', namespace: 'shop' },
        spec: { volumeName: 'pv' },
        status: { phase: 'Bound' },
      },
      pod(
        { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
        said("1 node(s) were unschedulable, 1 node(s) didn't match PersistentVolume's node affinity"),
      ),
    ]);
    expect(blame(cluster)).toBe('cordoned');
  });

  test('what only the message tells, on the nodes that nothing else speaks against', () => {
    const cluster = clusterOf([
      controlPlane,
      node('w1'),
      node('w2'),
      pod({}, said("1 node(s) had untolerated taint(s), 2 node(s) didn't match pod anti-affinity rules")),
    ]);
    const dominant = refusedOf(podOf(cluster), cluster)?.dominant;
    expect([dominant?.key, dominant?.nodes?.map((refusing) => refusing.node.metadata.name)]).toEqual([
      'pod-anti-affinity',
      ['w1', 'w2'],
    ]);
  });
});

test('without the right to read nodes the message must do, and the control plane stays by design', () => {
  const objects = [
    pod({}, said('2 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 1 Insufficient memory')),
  ];
  const refused = refusedOf(podOf(clusterOf(objects, ['nodes'])), clusterOf(objects, ['nodes']));
  expect(refused?.dominant).toMatchObject({ key: 'resource:memory', known: 'told', count: 1 });
  expect(refused?.freed).toBeUndefined();
});

test('a reason that no longer holds is not blamed while another does', () => {
  const cluster = clusterOf([
    node('w1', { unschedulable: true }),
    pod({ containers: [asks({ cpu: '1' })] }, said('1 Insufficient cpu')),
  ]);
  expect(blame(cluster)).toBe('cordoned');
});

test.each([
  ['a pod with a node', pod({ nodeName: 'w1' }, said('1 Insufficient cpu'))],
  ['a pod nobody has judged', pod({})],
])('%s was not refused', (_name, subject) => {
  const cluster = clusterOf([node('w1'), subject]);
  expect(refusedOf(podOf(cluster), cluster)).toBeUndefined();
});

test('pods that the scheduler cannot tell apart are explained once; one that asks for more is not one of them', () => {
  const words = said('2 Insufficient cpu');
  const token = (suffix: string) => ({ name: `kube-api-access-${suffix}`, projected: {} });
  const waiting = (name: string, cpu: string, suffix: string) =>
    pod({ containers: [asks({ cpu })], volumes: [token(suffix)] }, { ...words, name });
  const cluster = clusterOf([
    node('w1'),
    node('w2'),
    waiting('a', '9', 'abcde'),
    waiting('b', '9', 'fghij'),
    waiting('c', '1500m', 'klmno'),
  ]);
  const [a, b, c] = ['a', 'b', 'c'].map((name) => refusedOf(podOf(cluster, name), cluster));
  expect(a?.dominant?.key).toBe('resource:cpu');
  expect(b).toBe(a);
  expect(c?.accepting).toEqual(['w1', 'w2']);
});
