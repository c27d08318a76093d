import type { Pod } from '../../model/objects.ts';
import type { Ledger } from '../ledger.ts';

/** Something that belongs to pods and is read with them, for those that it concerns. */
export interface Read {
  /** The most requests it makes for this pod; 0 when it does not concern the pod. All reads of one pod share 12 requests with its logs. */
  most(pod: Pod): number;
  /** Reads it for the pods it concerns, all of one namespace; independent requests at once. */
  read(ledger: Ledger, of: { namespace: string; pods: Pod[] }): Promise<unknown>;
}
