import type { PersistentVolumeClaim } from '../../model/objects.ts';
import { classOf } from '../../model/volume-match.ts';
import { checking, CLAIM_KINDS, SKIP, type Plugin } from '../plugin.ts';
import type { PodInfo } from '../pod-info.ts';
import type { ScheduleIndex } from '../schedule-index.ts';
import { volumeReasons } from '../volumes.ts';

/** Whether the volume controller has finished binding a claim. */
const isBound = ({ metadata, spec }: PersistentVolumeClaim): boolean =>
  Boolean(spec?.volumeName) && metadata.annotations?.['pv.kubernetes.io/bind-completed'] !== undefined;

const claimsOf = ({ pod, claims }: PodInfo, { cluster }: ScheduleIndex): PersistentVolumeClaim[] =>
  claims.flatMap(({ claim }) => cluster.find('persistentvolumeclaims', pod.metadata.namespace, claim) ?? []);

/** Why the claims of a pod cannot be used at all, in the scheduler's words. Source: volume_binding.go, podHasPVCs. */
function illegal({ pod, claims }: PodInfo, { cluster }: ScheduleIndex): string | undefined {
  const { name: podName, namespace, uid } = pod.metadata;
  for (const { claim: name, ephemeral } of claims) {
    const claim = cluster.find('persistentvolumeclaims', namespace, name);
    if (!claim && ephemeral) {
      return `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`;
    }
    if (!claim) return `persistentvolumeclaim "${name}" not found`;
    if (claim.status?.phase === 'Lost') {
      return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`;
    }
    if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`;
    const owner = claim.metadata.ownerReferences?.find(({ controller }) => controller);
    if (ephemeral && (!owner || owner.uid !== uid)) {
      return `PVC ${namespace}/${name} was not created for pod ${namespace}/${podName} (pod is not owner)`;
    }
  }
  return undefined;
}

/** Whether a claim is bound by the scheduler once its pod has a node. */
function waitsForPod(claim: PersistentVolumeClaim, { cluster }: ScheduleIndex): boolean {
  const storageClass = cluster.find('storageclasses', '', classOf(claim) ?? '');
  return storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && !claim.spec?.volumeName;
}

/**
 * VolumeBinding: bound volumes must be reachable from the node, and unbound claims that wait for their pod must find a volume there
 * or have one made. Other unbound claims keep the pod from being tried at all.
 */
export const volumeBinding: Plugin = {
  name: 'VolumeBinding',
  states: 'every',
  needs: (info, index) => {
    if (info.claims.length === 0) return [];
    const unbound = claimsOf(info, index).some((claim) => !isBound(claim));
    return unbound ? [...CLAIM_KINDS, 'csidrivers', 'csistoragecapacities'] : CLAIM_KINDS;
  },
  prepare: (info, index) => {
    const text = illegal(info, index);
    if (text) return { kind: 'reject', text };
    const claims = claimsOf(info, index);
    if (claims.length === 0) return SKIP;
    const bound = claims.filter(isBound);
    const waiting = claims.filter((claim) => !isBound(claim));
    if (!waiting.every((claim) => waitsForPod(claim, index))) {
      return { kind: 'reject', text: 'pod has unbound immediate PersistentVolumeClaims' };
    }
    return checking((node) => volumeReasons(bound, waiting, node, index));
  },
};
