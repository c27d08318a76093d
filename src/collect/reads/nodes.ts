import { isUnscheduled } from '../../model/pod-needs.ts';
import { type Ledger, slim } from '../ledger.ts';
import type { Read } from './define.ts';

/** One node; when there is none of that name, those that there are. */
async function readNode(ledger: Ledger, name: string): Promise<void> {
  const { items, outcome } = await ledger.read({ kind: 'nodes', name });
  if (outcome === 'read' && items.length === 0) await ledger.read({ kind: 'nodes' });
}

/** The nodes of the pods; for one without a node all of them, the pods that take their room, and whether the scheduler lives. */
export const nodes: Read = {
  most: (pod) => (isUnscheduled(pod) ? 3 : pod.spec?.nodeName ? 1 : 0),
  async read(ledger, { pods }) {
    if (pods.some(isUnscheduled)) {
      await Promise.all([
        ledger.read({ kind: 'nodes' }),
        ledger.read({
          kind: 'pods',
          fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed',
          project: slim('pods'),
        }),
        ledger.read({ kind: 'leases', namespace: 'kube-system', name: 'kube-scheduler' }),
      ]);
      return;
    }
    const names = [...new Set(pods.flatMap(({ spec }) => spec?.nodeName ?? []))];
    if (names.length > 2) await ledger.read({ kind: 'nodes' });
    else await Promise.all(names.map((name) => readNode(ledger, name)));
  },
};
