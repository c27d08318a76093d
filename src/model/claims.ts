import type { Pod } from './objects.ts';

/** A claim that a pod uses, and the volume of the pod that names it. */
export interface ClaimUse {
  volume: string;
  claim: string;
  /** Made by the ephemeral volume controller for this pod alone, under the name `<pod>-<volume>`. */
  ephemeral: boolean;
  /** The storage class an ephemeral claim will ask for. */
  storageClassName?: string;
}

/** The claims a pod uses, in the order of its volumes. */
export const claimNames = (pod: Pod): ClaimUse[] =>
  (pod.spec?.volumes ?? []).flatMap(({ name = '', ephemeral, persistentVolumeClaim }) => {
    if (ephemeral) {
      const storageClassName = ephemeral.volumeClaimTemplate?.spec?.storageClassName;
      return [
        {
          volume: name,
          claim: `${pod.metadata.name}-${name}`,
          ephemeral: true,
          ...(storageClassName && { storageClassName }),
        },
      ];
    }
    const claim = persistentVolumeClaim?.claimName;
    return claim ? [{ volume: name, claim, ephemeral: false }] : [];
  });
