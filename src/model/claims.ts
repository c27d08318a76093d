import type { Cluster } from './cluster.ts';
import type { Pod, Volume } from './objects.ts';
import { isFinished } from './pod.ts';

/** A claim that a pod uses, and the volume of the pod that names it. */
export interface ClaimUse {
  volume: string;
  claim: string;
  /** Made by the ephemeral volume controller for this pod alone, under the name `<pod>-<volume>`. */
  ephemeral: boolean;
  /** The storage class an ephemeral claim will ask for. */
  storageClassName?: string;
}

function useOf(pod: Pod, { name = '', ephemeral, persistentVolumeClaim }: Volume): ClaimUse[] {
  if (ephemeral) {
    const storageClassName = ephemeral.volumeClaimTemplate?.spec?.storageClassName;
    const claim = `${pod.metadata.name}-${name}`;
    return [{ volume: name, claim, ephemeral: true, ...(storageClassName && { storageClassName }) }];
  }
  const claim = persistentVolumeClaim?.claimName;
  return claim ? [{ volume: name, claim, ephemeral: false }] : [];
}

/** The claims a pod uses, in the order of its volumes. */
export const claimNames = (pod: Pod): ClaimUse[] => (pod.spec?.volumes ?? []).flatMap((volume) => useOf(pod, volume));

const key = (pod: Pod, claim: string): string => `${pod.metadata.namespace}/${claim}`;

function usersByClaim(cluster: Cluster): Map<string, Pod[]> {
  const users = new Map<string, Pod[]>();
  for (const pod of cluster.all('pods')) {
    if (!pod.spec?.nodeName || isFinished(pod)) continue;
    for (const of of new Set(claimNames(pod).map(({ claim }) => key(pod, claim)))) {
      users.set(of, [...(users.get(of) ?? []), pod]);
    }
  }
  return users;
}

/** The pods on nodes that use a claim of this pod's namespace. */
export const usersOf = (pod: Pod, claim: string, cluster: Cluster): Pod[] =>
  cluster.derived(usersByClaim).get(key(pod, claim)) ?? [];
