import type { Node, Pod } from '../model/objects.ts';
import { Cycle, type Rejection, type Status } from './cycle.ts';
import { fitError } from './fit-error.ts';
import type { NodeInfo } from './node-info.ts';
import { PodInfo } from './pod-info.ts';
import { preemptionFor, type Preemption } from './preemption.ts';
import type { Unjudged } from './plugin.ts';
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
    | 'error' // the scheduler fails and tries again
    | 'unknown'; // the nodes could not be read
  /** The scheduler's own message; absent when it fits, and where it depends on what is not simulated. */
  message?: string;
  /** Plugins that have a say on this pod and could not be asked. */
  unjudged: Unjudged[];
  /** Why no node is asked at all. */
  rejection?: Rejection;
  nodes: NodeVerdict[];
  preemption?: Preemption;
}

const NOT_ASKED: Status = { texts: ["node(s) didn't satisfy plugin(s) [NodeAffinity]"], unresolvable: true };

const isAsked = (cycle: Cycle, node: NodeInfo): boolean => cycle.only?.has(node.name) ?? true;

/**
 * What preemption adds to the message. Where the scheduler asked no node, the plugin for devices has not run, and fails at the
 * look-up of its own state: «not found».
 */
function withPreemption(preemption: Preemption): string {
  if (preemption.kind === 'evicts') return '';
  if (preemption.kind === 'fails') return `preemption: ${preemption.text}`;
  return `no new claims to deallocate, preemption: ${preemption.text}`;
}

function refusedBy(cycle: Cycle, judged: Judged[]): Omit<Verdict, 'nodes' | 'unjudged'> {
  const { nodes } = cycle.index;
  if (!cycle.index.cluster.hasRead('nodes')) return { outcome: 'unknown' };
  if (nodes.length === 0) return { outcome: 'refused', message: 'no nodes available to schedule pods' };
  const { rejection } = cycle;
  if (rejection) {
    const message = fitError(nodes.length, { preFilter: rejection.text, postFilter: 'not found' });
    return { outcome: rejection.kind === 'error' ? 'error' : 'refused', message, rejection };
  }
  const refused = new Map(judged.flatMap(({ node, status }) => (status ? [[node.name, status] as const] : [])));
  if (refused.size < nodes.length) return { outcome: 'fits' };
  const preemption = preemptionFor(cycle, refused, NOT_ASKED);
  const message = fitError(nodes.length, { statuses: [...refused.values()], postFilter: withPreemption(preemption) });
  return { outcome: 'refused', message, preemption };
}

/** Whether everything was seen that the scheduler's words depend on. */
const isWhole = ({ unjudged, index: { cluster } }: Cycle): boolean =>
  unjudged.length === 0 && (['nodes', 'pods', 'poddisruptionbudgets'] as const).every((kind) => cluster.hasRead(kind));

interface Judged {
  node: NodeInfo;
  asked: boolean;
  reasons: Reason[];
  status: Status | undefined;
}

/** Every node's verdict on a pod: what the scheduler says of it, and every reason there is. */
export const judgeNodes = (cycle: Cycle): Judged[] =>
  cycle.index.nodes.map((node) => {
    const asked = isAsked(cycle, node);
    const { reasons, status } = cycle.judge(node);
    return { node, asked, reasons, status: asked ? status : NOT_ASKED };
  });

/**
 * Asks every filter of kube-scheduler 1.34's default profile about a pod that has no node yet: the message the scheduler writes, each
 * node's reasons, and what preemption could do.
 */
export function schedule(index: ScheduleIndex, pod: Pod): Verdict {
  const cycle = Cycle.of(new PodInfo(pod, false), index);
  const judged = judgeNodes(cycle);
  const nodes = judged.map(({ node, asked, reasons, status }) => ({
    node: node.node,
    asked,
    stated: status?.texts ?? [],
    reasons,
  }));
  const { unjudged } = cycle;
  if (pod.spec?.schedulingGates?.length) return { outcome: 'gated', unjudged, nodes };
  const { message, ...rest } = refusedBy(cycle, judged);
  return { ...rest, ...(message && isWhole(cycle) && { message }), unjudged, nodes };
}
