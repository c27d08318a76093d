import { defineFact, refTo, type Row } from '../define.ts';
import { isDefaultClass, provisionerWords, unboundClaims, type ClaimState } from '../../model/claim-state.ts';
import type { ClaimUse } from '../../model/claims.ts';
import type { Cluster } from '../../model/cluster.ts';
import { nearest } from '../../model/near.ts';
import type { PersistentVolumeClaim, Pod } from '../../model/objects.ts';
import { isFinished } from '../../model/pod.ts';
import { classOf, mismatches, mismatchesOnceFreed } from '../../model/volume-match.ts';

const SHOWN = 6;

/** What each volume says to a claim, the nearest first; volumes bound to others count only when nothing else is wrong with them. */
function offers(claim: PersistentVolumeClaim, cluster: Cluster) {
  const volumes = cluster.all('persistentvolumes');
  const verdicts = volumes
    .map((volume) => ({ volume, problems: mismatches(volume, claim) }))
    .filter(({ volume, problems }) => volume.status?.phase !== 'Bound' || problems.length === 1)
    .toSorted(
      (a, b) => a.problems.length - b.problems.length || (a.volume.metadata.name < b.volume.metadata.name ? -1 : 1),
    );
  const released = volumes.find(
    (volume) => volume.status?.phase === 'Released' && mismatchesOnceFreed(volume, claim).length === 0,
  );
  const before = released?.spec?.claimRef;
  return {
    volumes: verdicts
      .slice(0, SHOWN)
      .map(({ volume, problems }) => `${volume.metadata.name}: ${problems.join(', ') || 'fits'}`),
    available: volumes.filter(({ status }) => status?.phase === 'Available').length,
    released: released?.metadata.name ?? null,
    releasedFrom: before ? `${before.namespace}/${before.name}` : null,
  };
}

const NOTHING = { volumes: [], available: 0, released: null, releasedFrom: null };

function classFields(name: string | undefined, cluster: Cluster) {
  const classes = cluster.all('storageclasses');
  const names = classes.map(({ metadata }) => metadata.name);
  const storageClass = classes.find(({ metadata }) => metadata.name === name);
  return {
    class: name ?? null,
    classes: names.slice(0, 10),
    nearClass: name ? (nearest(name, names, 1)[0] ?? null) : null,
    defaultClasses: classes.filter(isDefaultClass).map(({ metadata }) => metadata.name),
    provisioner: storageClass?.provisioner ?? null,
    bindingMode: storageClass?.volumeBindingMode ?? null,
  };
}

function claimRow(pod: Pod, use: ClaimUse & { state: ClaimState }, cluster: Cluster): Row {
  const { namespace, name } = pod.metadata;
  const claim = cluster.find('persistentvolumeclaims', namespace, use.claim);
  const names = cluster
    .all('persistentvolumeclaims')
    .flatMap(({ metadata }) => (metadata.namespace === namespace ? metadata.name : []));
  const failed = claim && provisionerWords(claim, cluster).find(({ reason }) => reason === 'ProvisioningFailed');
  const statefulSet = pod.metadata.ownerReferences?.find(({ kind }) => kind === 'StatefulSet')?.name;
  return {
    target: claim
      ? refTo('PersistentVolumeClaim', claim)
      : { kind: 'PersistentVolumeClaim', namespace, name: use.claim },
    state: use.state,
    usedBy: name,
    podOwner: cluster.ownersOf(pod).at(-1)?.name ?? null,
    volume: use.volume,
    ephemeral: use.ephemeral,
    statefulSet: statefulSet && use.claim.endsWith(`-${name}`) ? statefulSet : null,
    podNode: pod.spec?.nodeName ?? null,
    age: cluster.age(claim?.metadata.creationTimestamp) ?? null,
    size: claim ? `${claim.spec?.resources?.requests?.['storage'] ?? ''}` : null,
    accessModes: claim?.spec?.accessModes ?? [],
    volumeName: claim?.spec?.volumeName ?? null,
    deletingFor: cluster.age(claim?.metadata.deletionTimestamp) ?? null,
    nearClaim: nearest(use.claim, names, 1)[0] ?? null,
    claims: names.slice(0, 10),
    failure: failed?.message ?? null,
    ...classFields(claim ? classOf(claim) : use.storageClassName, cluster),
    ...(claim ? offers(claim, cluster) : NOTHING),
  };
}

/** The claims that keep pods from starting: not there, or not bound, and why. */
export default defineFact({
  needs: ['pods', 'persistentvolumeclaims', 'persistentvolumes', 'storageclasses', 'events'],
  derive: (cluster) => {
    const pending = cluster.subjects.filter((pod) => pod.status?.phase === 'Pending' && !isFinished(pod));
    const rows = pending.flatMap((pod) => unboundClaims(pod, cluster).map((use) => claimRow(pod, use, cluster)));
    return [...new Map(rows.map((row) => [`${row.target.namespace}/${row.target.name}`, row])).values()];
  },
});
