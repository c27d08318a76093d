import { shapes, type AnyObject } from '../model/objects.ts';
import type { Ledger } from './ledger.ts';

/** Whether pods of a workload were refused before they existed: told by an event about it or what it controls. */
const refused = (events: unknown[], { metadata }: AnyObject): boolean =>
  events.some((item) => {
    const { reason, involvedObject } = shapes.events(item) ?? {};
    return reason === 'FailedCreate' && involvedObject?.name?.startsWith(metadata.name) === true;
  });

/** Reads what may refuse pods in a namespace, when pods of this workload were refused. */
export async function readRejections(
  ledger: Ledger,
  namespace: string,
  workload: AnyObject,
  events: unknown[],
): Promise<void> {
  if (!refused(events, workload)) return;
  await Promise.all([
    ledger.read({ kind: 'resourcequotas', namespace }),
    ledger.read({ kind: 'limitranges', namespace }),
    ledger.read({ kind: 'serviceaccounts', namespace }),
    ledger.read({ kind: 'namespaces', name: namespace }),
  ]);
}
