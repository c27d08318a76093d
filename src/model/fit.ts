import type { Ref, Risk } from './finding.ts';
import type { Coverage, Snapshot } from './snapshot.ts';
import type { Text } from './text.ts';

/** How much of a resource is short, as people write quantities. */
export interface Shortage {
  resource: string;
  requested: string;
  free: string;
  capacity: string;
}

/** One reason for which a node does not take a pod. */
export interface NodeReason {
  /** The kube-scheduler plugin that refuses: `TaintToleration`. */
  plugin: string;
  /** The reason in the scheduler's own words. */
  text: string;
  /** What exactly stands in the way: the taint, the label that is missing, the port and who has it. */
  about?: Text;
  shortage?: Shortage;
}

/** What one node says to a pod. */
export interface NodeRow {
  node: string;
  /** Whether it would take the pod now; absent where not all that this depends on could be seen. */
  fits?: boolean;
  reasons: NodeReason[];
}

/** A smallest set of changes after which a pod that no node takes would fit; tried out before it is told. */
export interface Way {
  changes: Text[];
  /** The nodes that would take the pod then. */
  opens: string[];
  /** What each of several changes alone comes to: the scheduler's next message. */
  alone?: { change: Text; next: string }[];
  /** The command that makes the change, where one does. */
  command?: { risk: Risk; line: string };
}

/** What one node takes of a manifest's pods, and what stops the next one there. */
export interface FitRow extends NodeRow {
  pods: number;
  /** How many more, after all that is in the manifest is placed. */
  more: number;
}

/** Whether pods would find a place; `unknown`: it depends on what could not be seen or is not simulated. */
export type FitVerdict = 'fits' | 'does-not-fit' | 'unknown';

/** Why a pod finds no place, or is never made. */
export interface Stop {
  /** Which of the pods, counted from 1. */
  pod: number;
  by: 'scheduler' | 'gate' | 'quota' | 'limit-range' | 'admission' | 'node';
  text: Text;
  /** The only node the pod is meant for: of a DaemonSet's pod. */
  node?: string;
  /** The whole message the scheduler would write, where it is known. */
  message?: string;
}

/** The pods that the scheduler would evict to make room. */
export interface Evictions {
  node: string;
  pods: Ref[];
  /** How many of them a PodDisruptionBudget protects; the scheduler evicts them all the same when nothing else helps. */
  protected: number;
}

/** What would become of the pods of one workload. */
export interface WorkloadFit {
  target: Ref;
  verdict: FitVerdict;
  /** How many pods are asked for, and how many find a place. */
  wanted: number;
  fitting: number;
  /** How many more than asked for would find a place; absent for a DaemonSet, which has one a node. */
  more?: number;
  /** Counting ended before the room did. */
  atLeast?: boolean;
  /** Why the first that finds no place does not; of pods that all fit, what stops the one after the last. */
  stop?: Stop;
  evicts?: Evictions;
  nodes: FitRow[];
  /** What was assumed, and what the pods depend on that is not simulated. */
  notes: Text[];
}

/** Whether and where the pods of manifests would land. */
export interface Fit {
  verdict: FitVerdict;
  workloads: WorkloadFit[];
  notes: Text[];
  notSeen: Text[];
  coverage: Coverage[];
  server: Snapshot['source'];
  takenAt: string;
}
