import { expect, test } from 'vitest';
import { builtinKnowledge } from '../../src/playbook/builtin-knowledge.ts';
import { lookUp } from '../../src/playbook/lookup.ts';

const knowledge = await builtinKnowledge();
const idsFor = (query: string): string[] => lookUp(query, knowledge).cards.map(({ id }) => id);

test.each([
  ['drain', 'maintenance/drain'],
  ['排空', 'maintenance/drain'],
  ['cordon', 'nodes/node-not-schedulable'],
  ['封锁节点', 'nodes/node-not-schedulable'],
  ['uncordon', 'maintenance/uncordon'],
  ['节点维护', 'maintenance/node-maintenance'],
  ['驱逐', 'maintenance/eviction-api'],
  ['驱逐', 'pod-refused/evicted'],
  ['--delete-local-data', 'maintenance/drain-flags'],
  ['error: unknown flag: --delete-local-data', 'maintenance/drain-flags'],
  ['cannot delete Pods that declare no controller (use --force to override): shop/debug', 'maintenance/drain-flags'],
  ['DisruptionTarget', 'conditions-pod/disruption-target'],
  ['node.kubernetes.io/unschedulable', 'taints/node-kubernetes-io-unschedulable'],
  ['shutdownGracePeriod', 'maintenance/graceful-node-shutdown'],
  ['优雅关机', 'maintenance/graceful-node-shutdown'],
  ['podReplacementPolicy', 'maintenance/drain-job'],
])('%s leads to %s', (query, id) => {
  expect(idsFor(query)).toContain(id);
});

test('what old texts had wrong is told right', () => {
  const textOf = (query: string): string => JSON.stringify(lookUp(query, knowledge).cards);
  expect(textOf('--delete-local-data')).toContain('PVs and PVCs are safe');
  expect(textOf('--delete-local-data')).toContain('PV 和 PVC 不受影响');
  // --force is for pods without a controller; static pods are skipped whatever is given
  expect(textOf('--delete-local-data')).toContain('Static pods are always skipped');
  expect(textOf('drain')).toContain('DaemonSet and static pods stay');
});
