import type { Kind } from '../model/objects.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';
import type { Reason } from './reason.ts';
import type { ScheduleIndex } from './schedule-index.ts';

/** What a plugin asks of each node for one pod; it may count pods, and is told when some come or go. */
export interface Check {
  /** Every reason for which the node refuses the pod, the one the scheduler meets first in front. */
  filter(node: NodeInfo): Reason[];
  /** A pod is supposed to be on the node (1), or no longer to be there (-1). */
  update?(other: PodInfo, node: NodeInfo, delta: 1 | -1): void;
  /** A copy whose counts can be changed; absent when there is nothing to count. */
  copy?(): Check;
}

/** What a plugin says before any node is asked. */
export type Prepared =
  | { kind: 'skip' }
  | { kind: 'check'; check: Check; only?: Set<string> }
  /** The pod can go nowhere, whatever the nodes. */
  | { kind: 'reject'; text: string }
  /** The scheduler itself fails, and tries again. */
  | { kind: 'error'; text: string };

/** A filter plugin of kube-scheduler's default profile. */
export interface Plugin {
  name: string;
  /** Whether the scheduler states every reason of a node or only the first it meets. */
  states: 'first' | 'every';
  /** What it reads besides pods and nodes for this pod; when some could not be read, it is not asked, and says so. */
  needs?(info: PodInfo, index: ScheduleIndex): Kind[];
  prepare(info: PodInfo, index: ScheduleIndex): Prepared;
}

/** A plugin that has a say on a pod and was not asked. */
export interface Unjudged {
  plugin: string;
  /** What could not be read; empty when the plugin is not simulated at all. */
  unseen: Kind[];
}

/** What is read for the claims of a pod. */
export const CLAIM_KINDS: Kind[] = ['persistentvolumeclaims', 'persistentvolumes', 'storageclasses'];

/** The plugin has nothing to say on this pod. */
export const SKIP: Prepared = { kind: 'skip' };

/** A check that looks at the node alone. */
export const checking = (filter: Check['filter']): Prepared => ({ kind: 'check', check: { filter } });
