import { defineFact, refTo, type Row } from '../define.ts';
import { isDefaultClass, provisionerWords, unboundClaims, type ClaimState } from '../../model/claim-state.ts';
import type { ClaimUse } from '../../model/claims.ts';
import type { Cluster } from '../../model/cluster.ts';
import { nearest } from '../../model/near.ts';
import type { PersistentVolumeClaim, Pod } from '../../model/objects.ts';
import { isFinished } from '../../model/pod.ts';
import { classOf } from '../../model/volume-match.ts';
import { NO_OFFERS, offers } from '../../model/volume-offers.ts';

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

/** The volume that a claim names itself, and the one of nearly that name. */
function namedVolume(claim: PersistentVolumeClaim | undefined, cluster: Cluster) {
  const name = claim?.spec?.volumeName;
  const volumes = cluster.all('persistentvolumes').map(({ metadata }) => metadata.name);
  return { volumeName: name ?? null, nearVolume: name ? (nearest(name, volumes, 1)[0] ?? null) : null };
}

function claimRow(pod: Pod, use: ClaimUse & { state: ClaimState }, cluster: Cluster): Row {
  const { namespace, name } = pod.metadata;
  const claim = cluster.find('persistentvolumeclaims', namespace, use.claim);
  const names = cluster.in('persistentvolumeclaims', namespace).map(({ metadata }) => metadata.name);
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
    ...namedVolume(claim, cluster),
    finalizers: claim?.metadata.finalizers ?? [],
    deletingFor: cluster.age(claim?.metadata.deletionTimestamp) ?? null,
    nearClaim: nearest(use.claim, names, 1)[0] ?? null,
    claims: names.slice(0, 10),
    failure: failed?.message ?? null,
    ...classFields(claim ? classOf(claim) : use.storageClassName, cluster),
    ...(claim ? offers(claim, cluster) : NO_OFFERS),
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
