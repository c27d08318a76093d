import { claimNames, type ClaimUse } from './claims.ts';
import type { Cluster } from './cluster.ts';
import { timesSeen } from './event.ts';
import type { PersistentVolumeClaim, Pod, StorageClass } from './objects.ts';
import { classOf, mismatches, mismatchesOnceFreed } from './volume-match.ts';

/** Why a claim is not bound. */
export type ClaimState =
  | 'missing'
  | 'coming' // the ephemeral volume controller is about to make it
  | 'deleting'
  | 'foreign' // an ephemeral volume's name is taken by a claim that is not the pod's
  | 'lost' // its volume is gone
  | 'class-missing'
  | 'no-default-class'
  | 'no-match'
  | 'volume-missing' // it names its volume, and there is none of that name
  | 'volume-unfit' // … which cannot serve it
  | 'released' // only a released volume would do
  | 'waits-for-pod' // WaitForFirstConsumer: bound once the pod has a node
  | 'never-binds' // … which the scheduler never gives it, because it names its node itself
  | 'provisioning-failed'
  | 'provisioner-silent'
  | 'provisioning'
  | 'binding';

const NO_PROVISIONER = 'kubernetes.io/no-provisioner';
/** A provisioner that has not said a word for so long is not there. */
const SILENT_SECONDS = 45;
/** The volume controller asks for the provisioner every 15 s; a recording's clock may stand at the last time it did. */
const ASKED_TIMES = 4;

/** Whether a class is the default one; the beta spelling still counts. */
export const isDefaultClass = ({ metadata: { annotations } }: StorageClass): boolean =>
  ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'].some(
    (key) => annotations?.[key] === 'true',
  );

/** The events of a claim that a provisioner itself wrote: `Provisioning`, `ProvisioningFailed`, … */
export const provisionerWords = (claim: PersistentVolumeClaim, cluster: Cluster) =>
  cluster.eventsAbout('PersistentVolumeClaim', claim).filter(({ reason }) => reason?.startsWith('Provision'));

/** The state of a claim that only an existing volume can serve. */
function byHand(claim: PersistentVolumeClaim, cluster: Cluster, otherwise: ClaimState): ClaimState {
  const volumes = cluster.all('persistentvolumes');
  if (volumes.some((volume) => mismatches(volume, claim).length === 0)) return 'binding';
  const freed = volumes.some(
    (volume) => volume.status?.phase === 'Released' && mismatchesOnceFreed(volume, claim).length === 0,
  );
  return freed ? 'released' : otherwise;
}

function byProvisioner(claim: PersistentVolumeClaim, cluster: Cluster): ClaimState {
  const words = provisionerWords(claim, cluster);
  if (words.some(({ reason }) => reason === 'ProvisioningFailed')) return 'provisioning-failed';
  if (words.length > 0 || !cluster.hasRead('events')) return 'provisioning';
  const events = cluster.eventsAbout('PersistentVolumeClaim', claim);
  const asked = events.find(({ reason }) => reason === 'ExternalProvisioning');
  const waited = cluster.age(claim.metadata.creationTimestamp) ?? 0;
  const silent = waited >= SILENT_SECONDS || (asked && timesSeen(asked) >= ASKED_TIMES);
  return silent ? 'provisioner-silent' : 'provisioning';
}

/** What the volume controller says of a claim only after it found no volume for it, so that volumes need not be read. */
const hasEvent = (claim: PersistentVolumeClaim, words: RegExp, cluster: Cluster): boolean =>
  cluster.eventsAbout('PersistentVolumeClaim', claim).some(({ message }) => words.test(message ?? ''));

/** The state of a claim whose class no StorageClass object describes, or that names none. */
function withoutClass(claim: PersistentVolumeClaim, cluster: Cluster): ClaimState | undefined {
  const name = classOf(claim);
  if (!cluster.hasRead('storageclasses')) return undefined;
  const seen = cluster.hasRead('persistentvolumes');
  if (name) {
    const carried = cluster.all('persistentvolumes').some((volume) => classOf(volume) === name);
    if (carried) return seen ? byHand(claim, cluster, 'no-match') : undefined;
    return seen || hasEvent(claim, /storageclass\S* \S+ not found/i, cluster) ? 'class-missing' : undefined;
  }
  if (name === undefined && cluster.all('storageclasses').some(isDefaultClass)) return 'binding'; // it is filled in later
  if (name === undefined && hasEvent(claim, /no storage class is set/i, cluster) && !seen) return 'no-default-class';
  return seen ? byHand(claim, cluster, name === undefined ? 'no-default-class' : 'no-match') : undefined;
}

/** The state of a claim that names its volume: no other is looked for, and nothing is provisioned. Source: pv_controller.go, syncUnboundClaim. */
function byName(claim: PersistentVolumeClaim, name: string, cluster: Cluster): ClaimState | undefined {
  const volume = cluster.find('persistentvolumes', '', name);
  if (!volume) return cluster.isMissing('persistentvolumes', '', name) ? 'volume-missing' : undefined;
  const problems = mismatches(volume, claim);
  if (problems.length === 0) return 'binding';
  return problems.every((problem) => problem.startsWith('claimRef')) && volume.status?.phase === 'Released'
    ? 'released'
    : 'volume-unfit';
}

function pendingState(pod: Pod, claim: PersistentVolumeClaim, cluster: Cluster): ClaimState | undefined {
  if (claim.spec?.volumeName) return byName(claim, claim.spec.volumeName, cluster);
  const storageClass = cluster.find('storageclasses', '', classOf(claim) ?? '');
  if (!storageClass) return withoutClass(claim, cluster);
  const late = storageClass.volumeBindingMode === 'WaitForFirstConsumer';
  const chosen = claim.metadata.annotations?.['volume.kubernetes.io/selected-node'];
  const waits = late && !chosen ? (pod.spec?.nodeName ? 'never-binds' : 'waits-for-pod') : undefined;
  if (storageClass.provisioner !== NO_PROVISIONER) return waits ?? byProvisioner(claim, cluster);
  if (!cluster.hasRead('persistentvolumes')) return undefined;
  const state = byHand(claim, cluster, 'no-match');
  return state === 'binding' ? (waits ?? state) : state;
}

/** Why a claim that a pod uses is not bound; undefined when it is, or when too little could be read. */
export function claimState(pod: Pod, use: ClaimUse, cluster: Cluster): ClaimState | undefined {
  const claim = cluster.find('persistentvolumeclaims', pod.metadata.namespace, use.claim);
  if (!claim) {
    if (!cluster.hasRead('persistentvolumeclaims')) return undefined;
    const fresh = use.ephemeral && (cluster.age(pod.metadata.creationTimestamp) ?? 0) < SILENT_SECONDS;
    return fresh ? 'coming' : 'missing';
  }
  if (claim.metadata.deletionTimestamp) return 'deleting';
  if (use.ephemeral && !claim.metadata.ownerReferences?.some(({ uid }) => uid === pod.metadata.uid)) return 'foreign';
  if (claim.status?.phase === 'Lost') return 'lost';
  return claim.status?.phase === 'Pending' ? pendingState(pod, claim, cluster) : undefined;
}

/** The claims of a pod that are not bound, each with the reason. */
export const unboundClaims = (pod: Pod, cluster: Cluster): (ClaimUse & { state: ClaimState })[] =>
  claimNames(pod).flatMap((use) => {
    const state = claimState(pod, use, cluster);
    return state ? [{ ...use, state }] : [];
  });
