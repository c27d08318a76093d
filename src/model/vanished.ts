import type { Cluster } from './cluster.ts';
import { lastSeen } from './event.ts';
import type { Pod } from './objects.ts';
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

/**
 * Whether a pod was deleted or replaced by one of its name while it was read: the ledger tells, or the scheduler's event about a
 * younger pod of that name, as StatefulSets make them.
 */
export function vanishedOf(pod: Pod, cluster: Cluster): Vanished | undefined {
  const { namespace, name, uid } = pod.metadata;
  for (const { subject, scope, detail = '' } of cluster.snapshot.coverage) {
    const told = subject === 'pods' && scope.includes(`pod/${name}`) ? TOLD.exec(detail) : null;
    if (told && told[2] === uid) return { how: told[1] === 'gone' ? 'gone' : 'replaced', now: told[3] ?? null };
  }
  const created = parseTime(pod.metadata.creationTimestamp);
  const younger = cluster.all('events').find(
    (event) =>
      event.reason === 'Scheduled' &&
      event.involvedObject?.kind === 'Pod' &&
      event.involvedObject.name === name &&
      event.involvedObject.namespace === namespace &&
      event.involvedObject.uid !== undefined &&
      uid !== undefined &&
      event.involvedObject.uid !== uid &&
      created !== undefined &&
      lastSeen(event) > created + 1000, // whole seconds
  );
  return younger ? { how: 'replaced', now: younger.involvedObject?.uid ?? null } : undefined;
}
