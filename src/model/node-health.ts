import type { Cluster } from './cluster.ts';
import { parseTime } from './time.ts';
import { table } from './table.ts';

/** Where every kubelet renews a Lease of its node's name every 10 s: its sign of life. */
export const NODE_LEASES = 'kube-node-lease';

/**
 * How a node stands. `silent`: its kubelet has not reported for longer than the control plane waits (Ready Unknown);
 * `unready`: its kubelet reports trouble itself (Ready False); `gone`: there is no such node; undefined: not known.
 */
export type NodeState = 'ready' | 'unready' | 'silent' | 'gone' | undefined;

/** What tells whether a node, and what is said of its pods, can be believed. */
export interface NodeHealth {
  state: NodeState;
  reason: string | null;
  message: string | null;
  /** Seconds since Ready became what it is. */
  since: number | null;
  /** Seconds since the kubelet was last heard of: the Lease, as the status is only posted every 5 minutes. */
  heardAgo: number | null;
  /** When the Lease was renewed, and how many seconds ago. */
  renewed: string | null;
  leaseAge: number | null;
  /** Whether somebody declared the node dead with the out-of-service taint. */
  outOfService: boolean;
}

const UNKNOWN: NodeHealth = {
  state: undefined,
  reason: null,
  message: null,
  since: null,
  heardAgo: null,
  renewed: null,
  leaseAge: null,
  outOfService: false,
};

const STATES = table<NodeState>({ True: 'ready', False: 'unready', Unknown: 'silent' });

/** Judges a node by its Ready condition and its Lease. */
export function nodeHealth(name: string | undefined, cluster: Cluster): NodeHealth {
  const node = cluster.node(name);
  if (!name || !node) return { ...UNKNOWN, state: name && cluster.isMissing('nodes', '', name) ? 'gone' : undefined };
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready');
  const renewed = cluster.find('leases', NODE_LEASES, name)?.spec?.renewTime ?? null;
  const leaseAge = cluster.age(renewed ?? undefined) ?? null;
  const beat = cluster.age(ready?.lastHeartbeatTime) ?? null;
  return {
    state: STATES[ready?.status ?? ''],
    reason: ready?.reason ?? null,
    message: ready?.message ?? null,
    since: cluster.age(ready?.lastTransitionTime) ?? null,
    heardAgo: leaseAge === null ? beat : Math.min(leaseAge, beat ?? leaseAge),
    renewed,
    leaseAge,
    outOfService: (node.spec?.taints ?? []).some(({ key }) => key === 'node.kubernetes.io/out-of-service'),
  };
}

/** When a NoExecute taint of a lost or unready node began to count, in milliseconds. */
export function lostSince(name: string | undefined, cluster: Cluster): number | undefined {
  const taint = cluster
    .node(name)
    ?.spec?.taints?.find(
      ({ key, effect }) =>
        effect === 'NoExecute' && /^node\.kubernetes\.io\/(?:unreachable|not-ready)$/.test(key ?? ''),
    );
  return parseTime(taint?.timeAdded);
}
