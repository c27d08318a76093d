import type { LiftingFlag } from './drain-plan.ts';
import type { Risk } from './finding.ts';
import type { Text } from './text.ts';

/** The annotation on a Node in which maintenance is written down. */
export const JOURNAL = 'k8sdoctor.dev/maintenance';

/** How far the maintenance of a node has come. */
export type JournalStage = 'cordoned' | 'draining' | 'drained' | 'stopped';

/** A workload before the maintenance: what uncordon compares with. */
export interface Baseline {
  kind: string;
  namespace: string;
  name: string;
  ready: number;
}

/** The process that drains a node, and when it last said that it is there, RFC 3339. */
export interface Run {
  host: string;
  pid: number;
  at: string;
}

/** What is written on a Node while it is maintained. */
export interface Journal {
  version: 1;
  /** Who began it, as the kubeconfig and the machine call them. */
  by: string;
  /** When it began, RFC 3339, by the API server's clock. */
  at: string;
  reason?: string;
  stage: JournalStage;
  /** The drain that wrote this last. */
  run?: Run;
  /** The node as it was before. */
  prior: { unschedulable: boolean; taints: string[] };
  /** Pods whose eviction was accepted: `namespace/name`. */
  evicted: string[];
  /** How many pods the plan was about. */
  planned?: number;
  /** Why it stopped, in the words of the last refusal. */
  stopped?: string;
  /** The workloads of the pods that go. */
  before: Baseline[];
}

/** One item of the maintenance checklist, checked against the cluster. */
export interface CheckItem {
  id: string;
  phase: 'before' | 'cordon' | 'drain' | 'work' | 'uncordon' | 'verify';
  state: 'done' | 'todo' | 'blocked' | 'unknown';
  title: Text;
  /** What was seen. */
  proof: Text[];
  command?: string;
  /** What the command does to the cluster. */
  risk?: Risk;
}

/** The maintenance checklist of a node. */
export interface Checklist {
  node: string;
  /**
   * Where the node stands. `off`: cordoned and its kubelet is not heard of or not ready; `back`: ready again since the maintenance began;
   * `verifying`: uncordoned, but not everything is as before; `verified`: all is.
   */
  stage:
    'in-service' | 'cordoned' | 'draining' | 'stopped' | 'drained' | 'off' | 'back' | 'verifying' | 'verified' | 'gone';
  items: CheckItem[];
  journal?: Journal;
  missingFlags: LiftingFlag[];
}
