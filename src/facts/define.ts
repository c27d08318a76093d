import type { Cluster } from '../model/cluster.ts';
import type { Ref } from '../model/finding.ts';
import type { AnyObject, Kind } from '../model/objects.ts';

/** What a row's field can be; null is "not known". */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** One observation: what it is about, and named values that conditions and texts use. */
export type Row = { target: Ref; container?: string } & { [field: string]: Value | Ref | undefined };

/** A fact: rows derived from a snapshot by a pure function. Its id is its path under `src/facts`. */
export interface Fact {
  /** The kinds it reads; one that could not be read makes its answer incomplete. */
  needs: readonly (Kind | 'logs')[];
  derive(cluster: Cluster): Row[];
}

/** Declares a fact; the default export of each file in `src/facts/<subject>/`. */
export const defineFact = (fact: Fact): Fact => fact;

/** A reference to an object of the given kind. */
export const refTo = (kind: string, { metadata }: AnyObject): Ref => ({
  kind,
  namespace: metadata.namespace,
  name: metadata.name,
  ...(metadata.uid && { uid: metadata.uid }),
});
