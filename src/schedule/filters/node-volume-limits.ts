import { attachedTo, volumesOf, type Attached } from '../attached.ts';
import type { NodeInfo } from '../node-info.ts';
import { checking, CLAIM_KINDS, SKIP, type Plugin } from '../plugin.ts';
import type { Reason } from '../reason.ts';
import type { ScheduleIndex } from '../schedule-index.ts';

const PLUGIN = 'NodeVolumeLimits';

function overLimit(wanted: Attached, node: NodeInfo, limits: Map<string, number>, index: ScheduleIndex): Reason[] {
  const held: Attached = new Map();
  for (const other of node.pods) {
    if (other.claims.length > 0) for (const [volume, driver] of volumesOf(other, index)) held.set(volume, driver);
  }
  const added = new Map([...wanted].filter(([volume]) => !held.has(volume)));
  for (const [volume, driver] of attachedTo(node, index)) held.set(volume, driver);
  const count = (volumes: Attached, driver: string): number =>
    [...volumes.values()].filter((own) => own === driver).length;
  return [...new Set(added.values())].flatMap((driver) => {
    const limit = limits.get(driver);
    const attached = count(held, driver);
    if (limit === undefined || attached + count(added, driver) <= limit) return [];
    const volume = { driver, limit, attached };
    return [{ plugin: PLUGIN, text: 'node(s) exceed max volume count', unresolvable: false, volume }];
  });
}

/** NodeVolumeLimits: a CSI driver may attach only so many volumes to a node (CSINode). */
export const nodeVolumeLimits: Plugin = {
  name: PLUGIN,
  states: 'first',
  needs: ({ claims }) => (claims.length > 0 ? [...CLAIM_KINDS, 'csinodes', 'volumeattachments'] : []),
  prepare: (info, index) => {
    const wanted: Attached = new Map(volumesOf(info, index));
    if (wanted.size === 0) return SKIP;
    return checking((node) => {
      const drivers = index.cluster.find('csinodes', '', node.name)?.spec?.drivers ?? [];
      const limits = new Map(
        drivers.flatMap(({ name = '', allocatable }) =>
          allocatable?.count === undefined || node.unlimited.has(name) ? [] : [[name, allocatable.count] as const],
        ),
      );
      return limits.size > 0 ? overLimit(wanted, node, limits, index) : [];
    });
  },
};
