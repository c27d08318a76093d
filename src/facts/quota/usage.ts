import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { lastSeen, timesSeen } from '../../model/event.ts';
import type { Event, ObjectOf } from '../../model/objects.ts';
import { parseQuantity } from '../../model/quantity.ts';
import { parseRefusal } from '../../model/refusal.ts';

type Quota = ObjectOf<'resourcequotas'>;

/** A refusal is worth telling while whoever was refused may still try: controllers do so at least every 16 minutes. */
const RECENT = 1800;

/** Events that tell of something a quota refused, by `namespace/quota`. */
function refusals(cluster: Cluster): Map<string, Event[]> {
  const told = cluster.all('events').flatMap((event) => {
    if (event.reason !== 'FailedCreate' && event.reason !== 'FailedUpdate') return [];
    const { by, name } = parseRefusal(event.message ?? '');
    return by === 'quota' && name && (cluster.age(lastSeen(event)) ?? 0) < RECENT ? [{ name, event }] : [];
  });
  const grouped = Map.groupBy(told, ({ name, event }) => `${event.metadata.namespace}/${name}`);
  return new Map([...grouped].map(([key, entries]) => [key, entries.map(({ event }) => event)]));
}

function row(quota: Quota, events: Event[]): Row {
  const { hard = {}, used = {} } = quota.status ?? {};
  const full = Object.keys(hard).filter((what) => {
    const most = parseQuantity(hard[what]);
    return most > 0 && parseQuantity(used[what] ?? 0) >= most;
  });
  const refused = [...new Set(events.map(({ involvedObject }) => `${involvedObject?.kind}/${involvedObject?.name}`))];
  return {
    target: refTo('ResourceQuota', quota),
    what: quota.metadata.name,
    full,
    fullText: full.map((what) => `${what} ${used[what]}/${hard[what]}`).join(', ') || null,
    usedText: Object.keys(hard)
      .map((what) => `${what} ${used[what] ?? 0}/${hard[what]}`)
      .join(', '),
    refused: refused.slice(0, 5),
    refusals: events.reduce((sum, event) => sum + timesSeen(event), 0),
    newest: events.toSorted((a, b) => lastSeen(b) - lastSeen(a))[0]?.message ?? null,
  };
}

/** Quotas of namespaces: what is used up, and who was refused for it lately. */
export default defineFact({
  needs: ['resourcequotas', 'events'],
  derive: (cluster) => {
    const quotas = cluster.examined('resourcequotas');
    if (quotas.length === 0) return [];
    const told = refusals(cluster);
    return quotas.map((quota) => row(quota, told.get(`${quota.metadata.namespace}/${quota.metadata.name}`) ?? []));
  },
});
