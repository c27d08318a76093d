import type { Node, Pod } from './objects.ts';

/** A pod as the API server is asked to end it: this very one, never another that has taken its name. */
export interface PodKey {
  namespace: string;
  name: string;
  uid?: string;
}

/** How a pod is to be ended. */
export interface EndOptions {
  gracePeriod?: number;
  /** The server only says what it would do. */
  dryRun?: boolean;
  /** Delete without asking budgets. */
  delete?: boolean;
}

/** What the API server said to an eviction or deletion. */
export type EvictOutcome =
  | { kind: 'accepted' }
  | { kind: 'gone' } // no such pod any more, or another of its name
  | { kind: 'budget'; budget: string; message: string; retryAfter?: number } // 429, cause DisruptionBudget
  | { kind: 'throttled'; message: string; retryAfter?: number } // 429 without the cause: API priority and fairness
  | { kind: 'two-budgets'; message: string } // 500
  | { kind: 'namespace-terminating'; message: string } // 403 with that cause
  | { kind: 'webhook'; webhook: string; message: string }
  | { kind: 'forbidden'; message: string } // 403: no right, or a budget that is broken
  | { kind: 'refused'; status: number; message: string } // any other answer that waiting does not change
  | { kind: 'unavailable'; message: string }; // no answer, or one that says the server is in trouble

/** What the API server said to a change of a Node. */
export type WriteOutcome =
  | { kind: 'written' }
  | { kind: 'missing'; message: string }
  | { kind: 'conflict'; message: string }
  | { kind: 'forbidden'; message: string }
  | { kind: 'refused'; status: number; message: string }
  | { kind: 'unavailable'; message: string };

/** What is changed on a Node; null takes an annotation away. */
export interface NodeChange {
  unschedulable?: boolean;
  annotations?: Record<string, string | null>;
  /** The change is refused when somebody has changed the Node since. */
  resourceVersion?: string;
  dryRun?: boolean;
}

/** A right that is asked about before anything is changed. */
export interface Right {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  namespace?: string;
}

/** Write access to a cluster, and the few looks that belong to it. Nothing here throws for what an answer can be. */
export interface ClusterWriter {
  end(pod: PodKey, options: EndOptions): Promise<EvictOutcome>;
  changeNode(name: string, change: NodeChange): Promise<WriteOutcome>;
  /** Whether the API server says that we may; undefined when it does not say. */
  may(right: Right): Promise<boolean | undefined>;
  /** A Node as it is now; undefined when there is none or it could not be read. */
  node(name: string): Promise<Node | undefined>;
  /** The pods on a node now; undefined when that could not be read. */
  podsOn(node: string): Promise<Pod[] | undefined>;
}
