import { shapes, type Pod } from '../model/objects.ts';
import { vanishedDetail } from '../model/vanished.ts';
import type { Ledger } from './ledger.ts';

async function noteOne(ledger: Ledger, { metadata }: Pod, mayAsk: boolean): Promise<void> {
  const { namespace, name, uid = 'unknown' } = metadata;
  const query = { kind: 'pods', namespace, name } as const;
  const answer = mayAsk ? await ledger.ask(query) : undefined;
  const now = answer?.items.flatMap((item) => shapes.pods(item)?.metadata.uid ?? [])[0];
  if (now === uid) return; // the log was asked for at a node that had not heard of it yet
  ledger.note(query, { outcome: 'failed', items: [], detail: vanishedDetail(uid, now) });
}

/** Looks again at pods that were gone when their logs were asked for, and writes down that what was read is of the past. */
export async function noteVanished(ledger: Ledger, pods: Pod[], most: number): Promise<void> {
  const gone = pods.filter(({ metadata }) => ledger.vanished.has(metadata.name));
  for (const pod of gone.slice(0, 3)) await noteOne(ledger, pod, pods.length > 1 || ledger.requests < most);
}
