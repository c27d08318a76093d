import type { Node, Pod } from '../model/objects.ts';
import { Cycle, type Rejection, type Status } from './cycle.ts';
import { fitError } from './fit-error.ts';
import type { NodeInfo } from './node-info.ts';
import { PodInfo } from './pod-info.ts';
import { preemptionFor, type Preemption } from './preemption.ts';
import type { Reason } from './reason.ts';
import type { ScheduleIndex } from './schedule-index.ts';

/** What one node says to a pod. */
export interface NodeVerdict {
  node: Node;
  /** What the scheduler states for it; none when it would take the pod. */
  stated: string[];
  /** The pod does not name this node where it names nodes, so the scheduler does not ask it. */
  asked: boolean;
  /** Every reason there is, in the order of the filters. */
  reasons: Reason[];
}

/** Where a pod stands with the scheduler. */
export interface Verdict {
  outcome:
    | 'fits'
    | 'refused'
    | 'gated' // spec.schedulingGates are left, so it is not tried
    | 'error'; // the scheduler fails and tries again
  /** The scheduler's own message; absent when it fits, and where it depends on what is not simulated. */
  message?: string;
  /** Plugins that have a say on this pod and are not simulated. */
  unsimulated: string[];
  /** Why no node is asked at all. */
  rejection?: Rejection;
  nodes: NodeVerdict[];
  preemption?: Preemption;
}

const NOT_ASKED: Status = { texts: ["node(s) didn't satisfy plugin(s) [NodeAffinity]"], unresolvable: true };

/** Claims to devices are allocated by plugins of drivers; what the scheduler says of them is not guessed. */
const unsimulatedFor = ({ spec }: Pod): string[] => (spec?.resourceClaims?.length ? ['DynamicResources'] : []);

const isAsked = (cycle: Cycle, node: NodeInfo): boolean => cycle.only?.has(node.name) ?? true;

/** What the scheduler says of each node, undefined where it takes the pod. */
export const statusesOf = (cycle: Cycle): Map<string, Status | undefined> =>
  new Map(
    cycle.index.nodes.map((node) => [node.name, isAsked(cycle, node) ? cycle.status(node) : NOT_ASKED]),
  );

/**
 * What preemption adds to the message. Where the scheduler asked no node, the plugin for devices has not run, and fails at the
 * look-up of its own state: «not found».
 */
function withPreemption(preemption: Preemption): string {
  if (preemption.kind === 'evicts') return '';
  if (preemption.kind === 'fails') return `preemption: ${preemption.text}`;
  return `no new claims to deallocate, preemption: ${preemption.text}`;
}

function refusedBy(cycle: Cycle): Omit<Verdict, 'nodes' | 'unsimulated'> {
  const { nodes } = cycle.index;
  if (nodes.length === 0) return { outcome: 'refused', message: 'no nodes available to schedule pods' };
  const { rejection } = cycle;
  if (rejection) {
    const message = fitError(nodes.length, { preFilter: rejection.text, postFilter: 'not found' });
    return { outcome: rejection.kind === 'error' ? 'error' : 'refused', message, rejection };
  }
  const statuses = statusesOf(cycle);
  const refused = new Map([...statuses].flatMap(([name, status]) => (status ? [[name, status] as const] : [])));
  if (refused.size < nodes.length) return { outcome: 'fits' };
  const preemption = preemptionFor(cycle, refused, NOT_ASKED);
  const message = fitError(nodes.length, { statuses: [...refused.values()], postFilter: withPreemption(preemption) });
  return { outcome: 'refused', message, preemption };
}

/** Every node's verdict on a pod: what the scheduler states, and every reason there is. */
export const nodeVerdicts = (cycle: Cycle): NodeVerdict[] =>
  cycle.index.nodes.map((node) => {
    const asked = isAsked(cycle, node);
    const status = asked ? cycle.status(node) : NOT_ASKED;
    return { node: node.node, asked, stated: status?.texts ?? [], reasons: status ? cycle.allReasons(node) : [] };
  });

/**
 * Asks every filter of kube-scheduler 1.34's default profile about a pod that has no node yet: the message the scheduler writes, each
 * node's reasons, and what preemption could do.
 */
export function schedule(index: ScheduleIndex, pod: Pod): Verdict {
  const unsimulated = unsimulatedFor(pod);
  const cycle = Cycle.of(new PodInfo(pod, false), index);
  const nodes = nodeVerdicts(cycle);
  if (pod.spec?.schedulingGates?.length) return { outcome: 'gated', unsimulated, nodes };
  const { message, ...rest } = refusedBy(cycle);
  return { ...rest, ...(message && unsimulated.length === 0 && { message }), unsimulated, nodes };
}
