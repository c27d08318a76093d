import type { Kind } from './objects.ts';
import type { ReadOutcome } from './snapshot.ts';

/** What becomes of each object as its page arrives. */
export interface Projection {
  (object: unknown): unknown;
  /** It keeps the fields in use and no others, so that no others need be sent or read. */
  usedOnly?: true;
}

/** What to read of one kind. */
export interface Query {
  kind: Kind;
  /** Absent: all namespaces, or a cluster-scoped kind. */
  namespace?: string;
  /** One object instead of a list. */
  name?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** How many objects a page holds; 0: all in one. Absent: 500. */
  limit?: number;
  /** Applied to each object as its page arrives, so that a long list stays small. */
  project?: Projection;
}

/** What came of a query: raw API objects, with the reason when it is not all of them. */
export interface ReadResult {
  outcome: ReadOutcome;
  items: unknown[];
  /** The server's own words for a gap. */
  detail?: string;
  /** HTTP status of the failing answer. */
  status?: number;
}

/** What to read of one container's log. */
export interface LogQuery {
  namespace: string;
  pod: string;
  container: string;
  previous: boolean;
  tailLines: number;
}

/** The result of reading a log: `text` may be empty; absent when there is none. */
export interface LogResult {
  outcome: ReadOutcome;
  text?: string;
  detail?: string;
}

/** Read access to a cluster. Secrets are always read as metadata only. */
export interface ClusterReader {
  /** Never throws for what one kind's answer can be; throws DoctorError when the server cannot be used at all. */
  read(query: Query): Promise<ReadResult>;
  log(query: LogQuery): Promise<LogResult>;
  /** The server's clock from its newest answer, RFC 3339; undefined before the first answer. */
  serverTime(): string | undefined;
  readonly location: string;
  readonly context: string | undefined;
  /** The namespace the user chose or the context names; `default` otherwise. */
  readonly namespace: string;
}
