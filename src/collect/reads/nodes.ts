import { NODE_LEASES } from '../../model/node-health.ts';
import { shapes } from '../../model/objects.ts';
import { isUnconfirmed, isUnscheduled } from '../../model/pod-needs.ts';
import { type Ledger, slim } from '../ledger.ts';
import type { Read } from './define.ts';

/** One node; when there is none of that name, those that there are. */
async function readNode(ledger: Ledger, name: string): Promise<void> {
  const { items, outcome } = await ledger.read({ kind: 'nodes', name });
  if (outcome === 'read' && items.length === 0) await ledger.read({ kind: 'nodes' });
  await readSignOfLife(ledger, items, [name]);
}

/** Of so many lost nodes it is told when they were last heard of. */
const MOST_LEASES = 3;

/** The Leases of those nodes that are not ready: only they tell since when nothing is heard. */
async function readSignOfLife(ledger: Ledger, items: unknown[], of: string[]): Promise<void> {
  const lost = items.flatMap((item) => {
    const { metadata, status } = shapes.nodes(item) ?? {};
    const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status;
    return metadata && of.includes(metadata.name) && ready && ready !== 'True' ? [metadata.name] : [];
  });
  const leases = lost.slice(0, MOST_LEASES);
  await Promise.all(leases.map((name) => ledger.read({ kind: 'leases', namespace: NODE_LEASES, name })));
}

/** The nodes of the pods; for one without a node all of them, the pods that take their room, and whether the scheduler lives. */
export const nodes: Read = {
  most: (pod) => (isUnscheduled(pod) ? 3 : pod.spec?.nodeName ? (isUnconfirmed(pod) ? 2 : 1) : 0),
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
    const known = ledger.objects('nodes'); // read before with a DaemonSet
    if (known.length > 0) await readSignOfLife(ledger, known, names);
    else if (names.length > 2) await readSignOfLife(ledger, (await ledger.read({ kind: 'nodes' })).items, names);
    else await Promise.all(names.map((name) => readNode(ledger, name)));
  },
};
