import type { Filtered } from './filtered.ts';
import type { NodeRow, Way } from './fit.ts';
import type { Coverage, Snapshot } from './snapshot.ts';
import type { Text } from './text.ts';

/** A reference to one object; namespace is '' for cluster-scoped kinds. */
export interface Ref {
  /** Kubernetes' own spelling, singular: `Pod`, `PersistentVolumeClaim`. */
  kind: string;
  namespace: string;
  name: string;
  uid?: string;
}

export type Severity = 'error' | 'warning' | 'info';
export type Confidence = 'high' | 'medium' | 'low';
/** Whether waiting can help: `permanent`: never; `transient`: it clears by itself; `depends`: on something outside. */
export type Permanence = 'permanent' | 'transient' | 'depends';
/** What a suggested command does: look, change without interruption, restart something, destroy something. */
export type Risk = 'inspect' | 'safe' | 'restart' | 'destructive';

/** One piece of proof, and where it can be looked up. */
export interface Evidence {
  kind: 'field' | 'event' | 'log' | 'fact';
  object: Ref;
  resourceVersion?: string;
  /** Field path, `event Unhealthy ×42`, `log (previous)`: what the value was read from. */
  source: string;
  value: string;
  /** How old the proof is, in seconds, where it has an age. */
  ageSeconds?: number;
}

/** A command to type next. */
export interface Fix {
  risk: Risk;
  command: string;
  note?: Text;
}

/** The place in a manifest given with `-f` that causes a finding. */
export interface Location {
  /** The path as it was given or found in a folder given; `-` for standard input. */
  file: string;
  /** Counted from 1. */
  line: number;
  column: number;
}

/** A cause that was checked and is refuted by what was seen. */
export interface RuledOut {
  id: string;
  title: Text;
  because: Text;
}

/** One diagnosed cause on one object. */
export interface Finding {
  /** The playbook's id, `image-pull/tag-not-found`. */
  id: string;
  /** The same for the same cause on the same workload, over runs, pods and clusters. */
  fingerprint: string;
  severity: Severity;
  confidence: Confidence;
  permanence: Permanence;
  target: Ref;
  /** Every object with this same cause, the target among them, when there are several. */
  targets?: Ref[];
  /** The controller at the top of the target's owner chain: where a change must be made. */
  owner?: Ref;
  /** The container concerned, when it is about one. */
  container?: string;
  /** Where the manifests say so, when they were given. */
  location?: Location;
  title: Text;
  cause: Text;
  /** What to do about it, in a sentence or two. */
  fix: Text;
  evidence: Evidence[];
  ruledOut: RuledOut[];
  fixes: Fix[];
  /** Fingerprints of the findings this one is the cause of. */
  explains: string[];
  /** Fingerprint of the finding that is the cause of this one; a root cause has none. */
  explainedBy?: string;
  /** In a scan: how much it concerns, everything it explains included. */
  affected?: Affected;
  /** In a scan: when it is known to have begun, and when it was last seen; RFC 3339. */
  firstSeen?: string;
  lastSeen?: string;
  topics: string[];
}

/** How many objects a cause concerns. */
export interface Affected {
  pods: number;
  workloads: number;
  namespaces: number;
  /** The workloads with the most of these pods. */
  by?: (Ref & { pods: number })[];
}

export type Verdict = 'healthy' | 'progressing' | 'degraded' | 'failing' | 'unknown';

/**
 * The object a report is about, as one line of `kubectl get` would show it. Of several pods the kind is `PodList`, the name what was
 * asked for (`-l app=web`), and the columns are counts.
 */
export interface TargetSummary extends Ref {
  /** kubectl's STATUS column. */
  status?: string;
  ready?: string;
  restarts?: number;
  ageSeconds?: number;
  node?: string;
  /** The controller at the top of the owner chain. */
  owner?: Ref;
}

/** One pod of a report about several. */
export interface PodSummary extends TargetSummary {
  verdict: Verdict;
}

/** What `--only` and `--skip` left unchecked. */
export interface LeftOut {
  /** How many causes, and of how many. */
  causes: number;
  of: number;
  only: string[];
  skip: string[];
}

/** What a scan looked at, in numbers. */
export interface ScanSummary {
  /** Absent where nodes may not be read. */
  nodes?: { ready: number; total: number };
  /** `ready` counts those that serve or have ended well. */
  pods: { ready: number; total: number };
  workloads: number;
  namespaces: number;
}

/** One object that `check` waited for, and how it stood at the end. */
export interface CheckedTarget extends Ref {
  state: 'ready' | 'progressing' | 'failed';
  /** How far it is and what it waits for, or why it failed. */
  note?: Text;
  /** How long it took, or how long it has been waited for. */
  seconds: number;
}

/** One thing worth knowing of the object itself, whatever is wrong with it. */
export interface Detail {
  label: Text;
  value: Text;
}

/** The result of one diagnosis: roots first, each followed by what it explains. */
export interface Report {
  target: TargetSummary;
  verdict: Verdict;
  /** Why the verdict is `unknown` or `progressing` when no finding says it. */
  note?: Text;
  /** True when the target is not as it should be and no finding says why. */
  unexplained?: boolean;
  /** Of a node, a namespace and the like: what is to be known of it at a glance. */
  about?: Detail[];
  findings: Finding[];
  /** Present when the report is about a namespace or the whole cluster. */
  scan?: ScanSummary;
  /** What `check` waited for, in the order it was asked for. */
  checked?: CheckedTarget[];
  /** The pods of a selection or a workload, each with its own verdict. */
  pods?: PodSummary[];
  /** Of a pod that no node takes: what each node says to it now, which may be later than the scheduler's message. */
  nodes?: NodeRow[];
  /** The smallest sets of changes after which such a pod would fit, smallest first. */
  ways?: Way[];
  coverage: Coverage[];
  /** What could not be seen and matters for this verdict, worded for a person. */
  notSeen: Text[];
  /** What a baseline and an ignore file took out, or found gone. */
  filtered?: Filtered;
  /** Present when the user chose not to check everything. */
  leftOut?: LeftOut;
  server: Snapshot['source'];
  takenAt: string;
}
