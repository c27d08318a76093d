import type { Cluster } from './cluster.ts';
import { lastSeen } from './event.ts';
import type { Event, Pod } from './objects.ts';
import type { Coverage } from './snapshot.ts';
import { parseTime } from './time.ts';

/** How the ledger says that a pod was no longer there at the end of the read. */
export const vanishedDetail = (uid: string, now: string | undefined): string =>
  now
    ? `replaced while it was read: uid ${uid} is gone, the name belongs to ${now}`
    : `gone while it was read: uid ${uid}`;

const TOLD = /(replaced|gone) while it was read: uid ([\w-]+)(?:.*belongs to ([\w-]+))?/;

/** What became of a pod that was gone before everything about it was read. */
export interface Vanished {
  how: 'replaced' | 'gone';
  now: string | null;
}

const tellingLooks = ({ snapshot }: Cluster): Coverage[] =>
  snapshot.coverage.filter(({ subject, detail }) => subject === 'pods' && TOLD.test(detail ?? ''));

/** The scheduler's events that a pod has got a node, by the pod's name. */
const placings = (cluster: Cluster): Map<string, Event[]> =>
  Map.groupBy(
    cluster.all('events').filter((event) => event.reason === 'Scheduled' && event.involvedObject?.kind === 'Pod'),
    ({ involvedObject }) => `${involvedObject?.namespace}/${involvedObject?.name}`,
  );

/**
 * Whether a pod was deleted or replaced by one of its name while it was read: the ledger tells, or the scheduler's event about a
 * younger pod of that name, as StatefulSets make them.
 */
export function vanishedOf(pod: Pod, cluster: Cluster): Vanished | undefined {
  const { namespace, name, uid } = pod.metadata;
  for (const { scope, detail = '' } of cluster.derived(tellingLooks)) {
    const told = scope.includes(`pod/${name}`) ? TOLD.exec(detail) : null;
    if (told && told[2] === uid) return { how: told[1] === 'gone' ? 'gone' : 'replaced', now: told[3] ?? null };
  }
  const created = parseTime(pod.metadata.creationTimestamp);
  const placed = cluster.derived(placings).get(`${namespace}/${name}`);
  const younger = placed?.find(
    (event) =>
      event.involvedObject?.uid !== undefined &&
      uid !== undefined &&
      event.involvedObject.uid !== uid &&
      created !== undefined &&
      lastSeen(event) > created + 1000, // whole seconds
  );
  return younger ? { how: 'replaced', now: younger.involvedObject?.uid ?? null } : undefined;
}
