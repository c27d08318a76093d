import type { Cluster } from './cluster.ts';
import type { PersistentVolumeClaim } from './objects.ts';
import { mismatches, mismatchesOnceFreed } from './volume-match.ts';

const SHOWN = 6;

/** What the volumes that are there say to a claim. */
export interface Offers {
  /** `name: why not`, the nearest first. */
  volumes: string[];
  available: number;
  /** A released volume that would do, and the claim it belonged to. */
  released: string | null;
  releasedFrom: string | null;
}

/** When there is no claim to offer anything to. */
export const NO_OFFERS: Offers = { volumes: [], available: 0, released: null, releasedFrom: null };

/** A volume of another class is far off, however well the rest fits. */
const distance = (problems: string[]): number =>
  problems.length + (problems[0]?.startsWith('storageClassName') ? 2 : 0);

/** What each volume says to a claim; volumes bound to others count only when nothing else is wrong with them. */
export function offers(claim: PersistentVolumeClaim, cluster: Cluster): Offers {
  const named = claim.spec?.volumeName;
  const volumes = cluster.all('persistentvolumes').filter(({ metadata }) => !named || metadata.name === named);
  const verdicts = volumes
    .map((volume) => ({ volume, problems: mismatches(volume, claim) }))
    .filter(({ volume, problems }) => named || volume.status?.phase !== 'Bound' || problems.length === 1)
    .toSorted(
      (a, b) =>
        distance(a.problems) - distance(b.problems) || (a.volume.metadata.name < b.volume.metadata.name ? -1 : 1),
    );
  const released = volumes.find(
    (volume) => volume.status?.phase === 'Released' && mismatchesOnceFreed(volume, claim).length === 0,
  );
  const before = released?.spec?.claimRef;
  return {
    volumes: verdicts
      .slice(0, SHOWN)
      .map(({ volume, problems }) => `${volume.metadata.name}: ${problems.join('; ') || 'fits'}`),
    available: volumes.filter(({ status }) => status?.phase === 'Available').length,
    released: released?.metadata.name ?? null,
    releasedFrom: before ? `${before.namespace}/${before.name}` : null,
  };
}
