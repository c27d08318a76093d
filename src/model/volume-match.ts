import type { PersistentVolume, PersistentVolumeClaim } from './objects.ts';
import { parseQuantity } from './quantity.ts';
import { matchesLabels } from './selector.ts';

/** The class a claim asks for; the beta annotation still counts before the field. Source: component-helpers/storage/volume. */
export const classOf = ({ metadata, spec }: PersistentVolumeClaim | PersistentVolume): string | undefined =>
  metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName;

const modes = (list: string[] | undefined): string => `[${(list ?? []).join(', ')}]`;

/**
 * Why a volume cannot serve a claim, as short comparisons with the volume's value on the left; none when it can.
 * The selector counts only for a claim that does not name its volume. Source:
 * component-helpers/storage/volume/pv_helpers.go, FindMatchingVolume.
 */
export function mismatches(volume: PersistentVolume, claim: PersistentVolumeClaim): string[] {
  const problems: string[] = [];
  const have = volume.spec?.capacity?.['storage'];
  const want = claim.spec?.resources?.requests?.['storage'];
  const [own, asked] = [classOf(volume) ?? '', classOf(claim) ?? ''];
  if (own !== asked) problems.push(`storageClassName "${own}" ≠ "${asked}"`);
  if (!(parseQuantity(have) >= parseQuantity(want))) problems.push(`storage ${have ?? 0} < ${want ?? 0}`);
  const missing = (claim.spec?.accessModes ?? []).filter((mode) => !volume.spec?.accessModes?.includes(mode));
  if (missing.length > 0) problems.push(`accessModes ${modes(volume.spec?.accessModes)} ∌ ${missing.join(', ')}`);
  const [kind, wanted] = [volume.spec?.volumeMode ?? 'Filesystem', claim.spec?.volumeMode ?? 'Filesystem'];
  if (kind !== wanted) problems.push(`volumeMode ${kind} ≠ ${wanted}`);
  const { selector, volumeName } = claim.spec ?? {};
  if (selector && !volumeName && !matchesLabels(selector, volume.metadata.labels))
    problems.push('labels ∌ spec.selector');
  const { claimRef } = volume.spec ?? {};
  const mine = claimRef?.name === claim.metadata.name && claimRef.namespace === claim.metadata.namespace;
  if (claimRef && !mine) problems.push(`claimRef ${claimRef.namespace}/${claimRef.name}`);
  else if (claimRef?.uid && claim.metadata.uid && claimRef.uid !== claim.metadata.uid)
    problems.push('claimRef uid of a deleted claim');
  if (volume.metadata.deletionTimestamp) problems.push('being deleted');
  return problems;
}

/** The same without regard to who it was bound to before: what a released volume would say once its claimRef is cleared. */
export const mismatchesOnceFreed = (volume: PersistentVolume, claim: PersistentVolumeClaim): string[] =>
  mismatches(volume, claim).filter((problem) => !problem.startsWith('claimRef'));
