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
  /** The container concerned, when it is about one. */
  container?: string;
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
  topics: string[];
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

/** The result of one diagnosis: roots first, each followed by what it explains. */
export interface Report {
  target: TargetSummary;
  verdict: Verdict;
  /** Why the verdict is `unknown` or `progressing` when no finding says it. */
  note?: Text;
  /** True when the target is not as it should be and no finding says why. */
  unexplained?: boolean;
  findings: Finding[];
  /** The pods of a selection or a workload, each with its own verdict. */
  pods?: PodSummary[];
  /** Of a pod that no node takes: what each node says to it now, which may be later than the scheduler's message. */
  nodes?: NodeRow[];
  /** The smallest sets of changes after which such a pod would fit, smallest first. */
  ways?: Way[];
  coverage: Coverage[];
  /** What could not be seen and matters for this verdict, worded for a person. */
  notSeen: Text[];
  /** Present when the user chose not to check everything. */
  leftOut?: LeftOut;
  server: Snapshot['source'];
  takenAt: string;
}
