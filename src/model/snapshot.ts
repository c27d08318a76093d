import type { Kind, ObjectOf } from './objects.ts';

/**
 * How the look at one kind (or at logs) ended:
 * `read`: all of it; `absent`: the API does not exist here (404 on the list); `denied`: no right (401, 403);
 * `truncated`: a part only; `failed`: the server failed or timed out; `not-recorded`: the recording never looked.
 */
export type ReadOutcome = 'read' | 'absent' | 'denied' | 'truncated' | 'failed' | 'not-recorded';

/** One line of the coverage ledger. */
export interface Coverage {
  subject: Kind | 'logs';
  /** What exactly was looked at, in the field's notation: `-n shop`, `pod/web-1`, `-A`. */
  scope: string;
  outcome: ReadOutcome;
  /** How many objects were read. */
  count?: number;
  /** The server's own words for a gap. */
  detail?: string;
}

/** The log of one container, or why there is none. */
export interface ContainerLog {
  namespace: string;
  pod: string;
  container: string;
  /** The log of the instance before the current one (`kubectl logs --previous`). */
  previous: boolean;
  /** The tail of the log, redacted; absent when it could not be read. */
  text?: string;
}

/** Everything that was seen of a cluster at one time, as plain JSON: timestamps are RFC 3339 strings. */
export interface Snapshot {
  /** The API server's clock, or the newest timestamp of a recording. */
  takenAt: string;
  source: {
    kind: 'live' | 'recording';
    /** The server's address, or the recording's path. */
    location: string;
    context?: string;
    /** Our clock minus the server's, in seconds, when it is known. */
    clockSkewSeconds?: number;
  };
  objects: { [K in Kind]: ObjectOf<K>[] };
  logs: ContainerLog[];
  coverage: Coverage[];
}
