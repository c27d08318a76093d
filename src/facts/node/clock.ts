import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { NODE_LEASES } from '../../model/node-health.ts';
import type { Node } from '../../model/objects.ts';
import { parseTime } from '../../model/time.ts';

/** A kubelet renews every 10 s, and a node whose Lease is older than this is declared lost (node-monitor-grace-period, 50 s). */
const RENEWAL = 10;
const SLOWEST = 60;

function row(node: Node, cluster: Cluster): Row[] {
  const { name } = node.metadata;
  const renewed = cluster.find('leases', NODE_LEASES, name)?.spec?.renewTime;
  const at = parseTime(renewed);
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready');
  if (at === undefined || ready?.status !== 'True') return [];
  const ahead = Math.round((at - cluster.now) / 1000);
  const judge = cluster.find('leases', 'kube-system', 'kube-controller-manager')?.spec?.renewTime;
  const judgeAge = cluster.age(judge);
  return [
    {
      target: refTo('Node', node),
      renewed: renewed ?? null,
      ahead,
      behind: -ahead - RENEWAL,
      // it would have been declared lost long ago, were its own clock right and somebody judging
      alive: judgeAge !== undefined && judgeAge < SLOWEST && (cluster.age(ready.lastTransitionTime) ?? 0) > SLOWEST,
      isLive: cluster.snapshot.source.kind === 'live',
    },
  ];
}

/** The clock of a node against the API server's: its kubelet writes the time of its sign of life by its own. */
export default defineFact({
  needs: ['nodes', 'leases'],
  derive: (cluster) => cluster.examined('nodes').flatMap((node) => row(node, cluster)),
});
