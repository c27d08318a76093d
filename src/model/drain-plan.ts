import type { Ref } from './finding.ts';
import type { Text } from './text.ts';

/** kubectl drain's flags that decide which pods go and how. */
export interface DrainFlags {
  ignoreDaemonsets: boolean;
  deleteEmptydirData: boolean;
  force: boolean;
  /** Delete instead of evict: no budget is asked. */
  disableEviction: boolean;
  /** Leave out pods that have been terminating for longer than so many seconds; 0: none. */
  skipWaitForDeleteTimeout: number;
  /** Only pods with these labels. */
  podSelector?: string;
  /** Seconds each pod gets to end; absent: its own. */
  gracePeriod?: number;
  /** Seconds after which the drain gives up; absent: never. */
  timeout?: number;
}

/** kubectl drain without a flag. */
export const NO_FLAGS: DrainFlags = {
  ignoreDaemonsets: false,
  deleteEmptydirData: false,
  force: false,
  disableEviction: false,
  skipWaitForDeleteTimeout: 0,
};

/** The flags that lift a blocker. */
export type LiftingFlag = '--ignore-daemonsets' | '--delete-emptydir-data' | '--force';

/** What one rule says of a pod. */
export type Judgement =
  | { kind: 'evict' }
  | { kind: 'skip'; why: Text }
  | { kind: 'warn'; why: Text }
  | { kind: 'blocked'; why: Text; flag?: LiftingFlag };

/** A judgement with the rule that gave it. */
export type Judged<K extends Judgement['kind']> = Extract<Judgement, { kind: K }> & { rule: string };

/** What is to happen to a pod, all rules together. */
export type Fate =
  | { kind: 'evict'; warnings: Judged<'warn'>[] }
  | { kind: 'skip'; why: Text; rule: string }
  | { kind: 'blocked'; by: Judged<'blocked'>[]; warnings: Judged<'warn'>[] };

/** Why the API server lets a pod go at once. */
export type FreeReason =
  | 'no-budget'
  | 'allowed' // the budget allows one more
  | 'not-asked' // pending, finished or terminating: budgets are not looked at
  | 'unhealthy-allowed' // unready, unhealthyPodEvictionPolicy AlwaysAllow
  | 'unhealthy-spare' // unready, and the budget has all the healthy pods it wants
  | 'deleted'; // --disable-eviction: no budget is asked

/** Why a pod has to wait, in a stable word for scripts. */
export type WaitReason =
  | 'budget-used-up' // replacements of pods evicted before must become ready
  | 'replicas-starting' // pods of the budget that are on their way must become ready
  | 'not-processed' // the disruption controller has not seen the newest budget yet
  | 'disrupted-pods' // evictions that were granted but not carried out hold the budget for 2 minutes
  | 'namespace-terminating'; // evictions are refused; the pod goes with its namespace

/** Why a pod never goes, in a stable word for scripts. */
export type NeverReason =
  | 'two-budgets'
  | 'sync-failed'
  | 'unmanaged-pods'
  | 'no-pods-counted'
  | 'max-unavailable-zero'
  | 'min-available-all'
  | 'single-replica'
  | 'unhealthy'
  | 'replacement-stays-pending'
  | 'no-replacement'
  | 'budget-negative'
  | 'not-processed';

/** What the API server will say to the eviction of a pod, replayed in the order of the plan. */
export type BudgetVerdict =
  | { kind: 'free'; reason: FreeReason; budget?: string }
  | {
      kind: 'waits';
      reason: WaitReason;
      budget?: string;
      why: Text;
      /** The pods that must become ready first, or whose replacements must: `namespace/name`. */
      until: string[];
      /** How often replacements must become ready before this one may go. */
      round: number;
      /** Roughly how long, by how long pods of the workloads took to become ready before. */
      seconds?: number;
    }
  | {
      kind: 'never';
      reason: NeverReason;
      budgets: string[];
      why: Text;
      /** HTTP status of the refusal. */ answer: number;
    };

/** Where the pod that takes another's place goes. */
export type Landing =
  | { kind: 'lands'; node: string; fits: number }
  | { kind: 'returns'; node: string } // the cordon does not keep it off
  | { kind: 'pending'; message: string }
  | { kind: 'none'; why: 'bare' | 'finished' | 'terminating' | 'daemonset' | 'job-fails' }
  | { kind: 'unknown'; why: Text };

/**
 * What ends with a pod, data or work, and what has to move with it: `attached-volume` a disk that only one node can have, `same-name` the
 * name of a StatefulSet's pod, free once the pod has ended.
 */
export interface Loss {
  kind: 'empty-dir' | 'host-path' | 'local-volume' | 'bare-pod' | 'job' | 'attached-volume' | 'same-name';
  what: Text;
}

/** One change that would let a pod go, and what the simulation says of it. */
export interface Remedy {
  text: Text;
  command?: string;
  /** The plan was computed again with it, and the pod goes. */
  proven: boolean;
}

/** One pod of the plan. */
export interface PlannedPod {
  namespace: string;
  name: string;
  uid?: string;
  node: string;
  owner?: Ref;
  fate: Fate;
  /** Only of pods that are to be evicted. */
  verdict?: BudgetVerdict;
  landing?: Landing;
  losses: Loss[];
  remedies: Remedy[];
  /** Seconds it may take to end: its grace period. */
  graceSeconds: number;
  terminating: boolean;
  /** Pods of a lower stage go first: what others need to end well (storage, networks, system pods) goes last. */
  stage: number;
}

/** What else hangs on the nodes, beside the pods that go. */
export interface Hazard {
  id:
    | 'last-endpoint'
    | 'cluster-dns'
    | 'webhook-backend'
    | 'eviction-webhook'
    | 'etcd-member'
    | 'control-plane'
    | 'ingress'
    | 'only-node'
    | 'no-capacity'
    | 'dead-kubelet'
    | 'downtime'
    | 'job-fails'
    | 'grace-beyond-timeout'
    | 'grace-cut'
    | 'long-grace'
    | 'finalizer'
    | 'do-not-disrupt';
  severity: 'error' | 'warning' | 'info';
  node?: string;
  text: Text;
}

/**
 * How the pods of the nodes are taken. `together`: as if the nodes were one; `by-node`: one node's before the next one's;
 * `covered-first`: those under a budget first; `homeless-last`: those last whose replacement fits nowhere.
 */
export type SequenceKind = 'together' | 'by-node' | 'covered-first' | 'homeless-last';

/** The order that was chosen because it ends soonest, and why. */
export interface DrainSequence {
  kind: SequenceKind;
  nodes: string[];
  /** How many orders were simulated. */
  tried: number;
  /** Roughly how long the last pod waits. */
  seconds?: number;
  why: Text;
  /** What would happen if the nodes were cordoned and drained one after the other instead of all at once. */
  inTurn?: { movedTwice: number };
}

/** What will happen when the nodes are drained. */
export interface DrainPlan {
  nodes: string[];
  flags: DrainFlags;
  takenAt: string;
  /** `blocked`: flags are missing; `never`: it cannot end; `waits`: it ends after waiting; `unknown`: budgets could not be read. */
  outcome: 'free' | 'waits' | 'never' | 'blocked' | 'unknown';
  /** The pods that go in the order in which they are asked to, then the others. */
  pods: PlannedPod[];
  hazards: Hazard[];
  /** The flags that lift all blockers that flags can lift. */
  missingFlags: LiftingFlag[];
  /** How often replacements must become ready before the last pod goes. */
  rounds: number;
  /** The order that was chosen, where there was a choice. */
  sequence?: DrainSequence;
  /** Changes that let the plan as a whole end, or end with every replacement placed. */
  remedies: Remedy[];
  /** What could not be seen and would matter. */
  notSeen: Text[];
}
