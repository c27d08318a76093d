import type { Pod, Volume } from '../../model/objects.ts';
import { clash, isDisk } from '../disks.ts';
import type { NodeInfo } from '../node-info.ts';
import { SKIP, type Check, type Plugin } from '../plugin.ts';
import type { PodInfo } from '../pod-info.ts';
import type { Reason } from '../reason.ts';

const PLUGIN = 'VolumeRestrictions';
const IN_USE =
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod';

const claimsOf = ({ spec }: Pod): string[] =>
  (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);

class Restrictions implements Check {
  readonly #disks: Volume[];
  readonly #exclusive: Set<string>;
  #conflicts: number;

  constructor(disks: Volume[], exclusive: Set<string>, conflicts: number) {
    this.#disks = disks;
    this.#exclusive = exclusive;
    this.#conflicts = conflicts;
  }

  filter({ pods }: NodeInfo): Reason[] {
    const base = { plugin: PLUGIN, unresolvable: false };
    const held = this.#disks.filter((disk) =>
      pods.some(({ pod }) => pod.spec?.volumes?.some((other) => clash(disk, other))),
    );
    const reasons: Reason[] = held.map(({ name = '' }) => ({
      ...base,
      text: 'node(s) had no available disk',
      volume: { volume: name },
    }));
    const [claim] = this.#exclusive;
    return this.#conflicts > 0 ? [...reasons, { ...base, text: IN_USE, ...(claim && { volume: { claim } }) }] : reasons;
  }

  /** By the name of the claim alone, whatever the namespace: so does the scheduler. */
  update({ pod }: PodInfo, _node: NodeInfo, delta: number): void {
    this.#conflicts += delta * claimsOf(pod).filter((claim) => this.#exclusive.has(claim)).length;
  }

  copy(): Check {
    return new Restrictions(this.#disks, this.#exclusive, this.#conflicts);
  }
}

/** VolumeRestrictions: a ReadWriteOncePod claim serves one pod of the cluster, and an in-tree disk one writing pod of a node. */
export const volumeRestrictions: Plugin = {
  name: PLUGIN,
  states: 'first',
  needs: ({ claims }) => (claims.length > 0 ? ['persistentvolumeclaims'] : []),
  prepare: ({ pod }, { cluster, claimsInUse }) => {
    const disks = (pod.spec?.volumes ?? []).filter(isDisk);
    const exclusive = new Set<string>();
    for (const name of claimsOf(pod)) {
      const claim = cluster.find('persistentvolumeclaims', pod.metadata.namespace, name);
      if (!claim) return { kind: 'reject', text: `persistentvolumeclaim "${name}" not found` };
      if (claim.spec?.accessModes?.includes('ReadWriteOncePod')) exclusive.add(name);
    }
    const conflicts = [...exclusive].filter((name) => claimsInUse.has(`${pod.metadata.namespace}/${name}`)).length;
    if (disks.length === 0 && conflicts === 0) return SKIP;
    return { kind: 'check', check: new Restrictions(disks, exclusive, conflicts) };
  },
};
