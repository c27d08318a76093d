import type { Text } from './text.ts';

/** What happens while nodes are drained, one event at a time; as JSON described by src/render/drain-event.schema.json. */
export type DrainEvent =
  | { kind: 'cordoned'; node: string; was: boolean; dryRun: boolean }
  | { kind: 'resumed'; node: string; by: string; at: string; evicted: number }
  | { kind: 'alongside'; node: string; by: string; seconds: number } // another drain of it goes on
  | { kind: 'arrived'; pod: string; node: string } // came after the plan was made
  | { kind: 'returned'; pod: string; node: string } // back on the node past the cordon: it would only come again
  | { kind: 'reopened'; node: string } // somebody uncordoned it meanwhile
  | { kind: 'evicted'; pod: string; node: string; dryRun: boolean; deleted: boolean }
  | { kind: 'terminating'; pod: string; node: string; graceSeconds: number }
  | { kind: 'gone'; pod: string; node: string; seconds: number }
  | { kind: 'left'; pod: string; node: string } // not waited for: --skip-wait-for-delete-timeout
  | { kind: 'refused'; pod: string; node: string; by: string; message: string; retryIn: number; verdict?: Text }
  | { kind: 'slow'; pod: string; node: string; seconds: number; why: Text }
  | { kind: 'failed'; pod: string; node: string; message: string; why?: Text }
  | { kind: 'unreachable'; message: string }
  | { kind: 'unseen'; node: string } // what is still on the node cannot be read: the API server is away
  | { kind: 'blind' } // the nodes cannot be read to see whether pods have come meanwhile
  | { kind: 'drained'; node: string; pods: number }
  | { kind: 'stopped'; node: string; left: string[] }
  | { kind: 'restored'; node: string; cordoned: boolean };

/** How a drain ended. */
export interface DrainResult {
  outcome: 'drained' | 'never' | 'failed' | 'timeout' | 'interrupted' | 'once';
  /** Pods that are still on the nodes, and what holds each. */
  left: { pod: string; node: string; why: string }[];
  /** Nodes that are cordoned now and were not before. */
  cordoned: string[];
  /** Nodes that somebody else uncordoned meanwhile. */
  reopened: string[];
}
