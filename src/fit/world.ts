import { Cluster } from '../model/cluster.ts';
import type { PersistentVolumeClaim } from '../model/objects.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { withDefaultClass } from './claims.ts';
import type { Manifests } from './manifest.ts';
import { claimsFor, podOf } from './pods.ts';

/** Of pods with claims of their own so many more than asked for are tried, of others so many. */
export const MOST_MORE_WITH_CLAIMS = 50;

/** A cluster to simulate in, and the claims in it that are not really there. */
export interface World {
  cluster: Cluster;
  made: Set<PersistentVolumeClaim>;
}

const keyOf = ({ metadata }: { metadata: { namespace: string; name: string } }): string =>
  `${metadata.namespace}/${metadata.name}`;

/** What there will be beside what there is; what is there already stays as it is. */
function joined<T extends { metadata: { namespace: string; name: string } }>(there: T[], more: T[]): T[] {
  const known = new Set(there.map(keyOf));
  return [...there, ...more.filter((object) => !known.has(keyOf(object)))];
}

/** Fields the API server and the volume controller would fill in. */
function asCreated(kind: string, object: object): object {
  if (kind === 'persistentvolumes') return { ...object, status: { phase: 'Available' } };
  if (kind === 'persistentvolumeclaims') return { ...object, status: { phase: 'Pending' } };
  return object;
}

/** The snapshot with what the manifests add, its claims and volumes copied so that they can be bound. */
export function worldOf(snapshot: Snapshot, { workloads, beside }: Manifests): World {
  const objects = { ...snapshot.objects };
  const claimsBeside: PersistentVolumeClaim[] = [];
  for (const { kind, object } of beside) {
    const created = asCreated(kind, object) as never;
    if (kind === 'persistentvolumeclaims') claimsBeside.push(created);
    else objects[kind] = joined(objects[kind] as never[], [created]) as never;
  }
  const claims = workloads.flatMap((workload) => {
    const first = podOf(workload, 0);
    if (!first || claimsFor(workload, first).length === 0) return [];
    const pods = Array.from({ length: workload.replicas + MOST_MORE_WITH_CLAIMS + 1 }, (_, n) => podOf(workload, n));
    return pods.flatMap((pod) => (pod ? claimsFor(workload, pod) : []));
  });
  const fresh = [...claimsBeside, ...claims].map((claim) => withDefaultClass(claim, objects.storageclasses));
  const there = structuredClone(objects.persistentvolumeclaims);
  objects.persistentvolumeclaims = joined(there, fresh);
  objects.persistentvolumes = structuredClone(objects.persistentvolumes);
  const known = new Set(there);
  return {
    cluster: new Cluster({ ...snapshot, objects }),
    made: new Set(objects.persistentvolumeclaims.filter((claim) => !known.has(claim))),
  };
}
