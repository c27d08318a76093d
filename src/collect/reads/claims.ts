import { claimNames } from '../../model/claims.ts';
import { shapes, type AnyObject } from '../../model/objects.ts';
import { hasStarted, isUnscheduled } from '../../model/pod-needs.ts';
import type { Query } from '../../model/reader.ts';
import type { Read } from './define.ts';

/** Events of the one unbound claim, or of all claims when there are several. */
const claimEvents = (namespace: string, { metadata }: AnyObject, count: number): Query => ({
  kind: 'events',
  namespace,
  fieldSelector: count === 1 ? `involvedObject.name=${metadata.name}` : 'involvedObject.kind=PersistentVolumeClaim',
});

/** The claims of pods; while one is unbound, or a pod has no node, also the volumes and classes it could get. */
export const claims: Read = {
  most: (pod) => (claimNames(pod).length === 0 ? 0 : hasStarted(pod) ? 1 : 4),
  async read(ledger, { namespace, pods }) {
    const { items } = await ledger.read({ kind: 'persistentvolumeclaims', namespace });
    const found = items.flatMap((item) => shapes.persistentvolumeclaims(item) ?? []);
    const waiting = new Set(
      pods
        .filter((pod) => !hasStarted(pod))
        .flatMap(claimNames)
        .map(({ claim }) => claim),
    );
    const unbound = found.filter(({ metadata, status }) => waiting.has(metadata.name) && status?.phase !== 'Bound');
    if (unbound.length === 0 && !pods.some(isUnscheduled)) return;
    const [first] = unbound;
    await Promise.all([
      ledger.read({ kind: 'persistentvolumes' }),
      ledger.read({ kind: 'storageclasses' }),
      first && pods.length === 1 && ledger.read(claimEvents(namespace, first, unbound.length)),
    ]);
  },
};
