import type { Confidence, Permanence, Risk, Severity } from './finding.ts';
import type { Text } from './text.ts';

/**
 * Which objects two findings must share for one to explain the other; `pods`: the row of the cause names the pod in its field `pods`;
 * `cluster`: none, for a cause that reaches the whole cluster.
 */
export type Relation = 'same-pod' | 'same-container' | 'owner' | 'node' | 'claim' | 'namespace' | 'pods' | 'cluster';

/** A consequence of a cause: its id, what it shares with the cause, and fields of both rows that must agree. */
export interface Explains {
  id: string;
  by: Relation;
  same?: string[];
}

/** How a cause may stand to a workload: `pods`: about one of the pods the row names; `same-object`: about the workload itself; `job`: about a Job of its own. */
export type CauseRelation = 'pods' | 'same-object' | 'job';

/** Where a piece of proof is read from; `{…}` placeholders are filled from the row. */
export type EvidenceSpec =
  /** A field of the target, or of `object` (`Kind/name`): `status.containerStatuses[app].state.waiting.reason`. */
  | { path: string; object?: string }
  /** The newest event of that reason about the target (or `object`), optionally with a message matching a regular expression. */
  | { event: string; matches?: string; object?: string }
  /** Lines of the row's container log that match a regular expression. */
  | { log: string }
  /** A value computed by the fact, under a name of its own. */
  | { source: string; value: string };

/** A command the user may run next. */
export interface FixSpec {
  risk: Risk;
  command: string;
  note?: Text;
  /** CEL over the row; the command is offered only when it holds. */
  when?: string;
}

/** One cause: one YAML file. Without `fact` and `when` it is knowledge for `explain` alone. */
export interface Playbook {
  id: string;
  /** The symptom folder: the part of the id before the slash. */
  symptom: string;
  fact?: string;
  when?: string;
  severity?: Severity;
  confidence?: Confidence;
  permanence?: Permanence;
  /** Only reported when no other cause of the same symptom fits the same container. */
  fallback?: boolean;
  title: Text;
  cause: Text;
  why?: Text;
  fix?: Text;
  evidence?: EvidenceSpec[];
  explains?: Explains[];
  /**
   * What makes it the same cause on several workloads: fields that must agree, as the registry that does not answer; and the headline
   * for several, where the usual one names only one of them.
   */
  shared?: { by: string[]; title?: Text };
  /** What explains this finding about a workload: any cause of its pods, what refuses them. Its commands are then offered with the cause's. */
  explainedBy?: { id: string; by: CauseRelation }[];
  /** Ids of the causes that are worth naming when this one is found and they are refuted. */
  rulesOut?: string[];
  /** When this cause did not fire: the condition on a row that refutes it, and the proof; `title` where the headline does not fit what did not happen. */
  refutedBy?: { when: string; because: Text; title?: Text };
  fixes?: FixSpec[];
  topics?: string[];
  /** Further words that `explain` finds this entry by: statuses, reasons, exit codes. */
  words?: string[];
}

/** The symptom itself: `_playbook.yaml` of a folder. */
export interface Symptom {
  id: string;
  title: Text;
  /** What it is. */
  what: Text;
  /** The order a person would check in. */
  checks: Text[];
  topics?: string[];
  words?: string[];
}
