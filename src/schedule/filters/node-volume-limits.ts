import type { PersistentVolumeClaim } from '../../model/objects.ts';
import { classOf } from '../../model/volume-match.ts';
import type { NodeInfo } from '../node-info.ts';
import { checking, CLAIM_KINDS, SKIP, type Plugin } from '../plugin.ts';
import type { PodInfo } from '../pod-info.ts';
import type { Reason } from '../reason.ts';
import type { ScheduleIndex } from '../schedule-index.ts';

const PLUGIN = 'NodeVolumeLimits';

/** Volumes by their unique name, each with its driver. */
type Attached = Map<string, string>;

/** The driver that will make the volume of a claim; a claim without a class must be bound first, so it does not count. */
function ofClass(claim: PersistentVolumeClaim, { cluster }: ScheduleIndex): [string, string] | undefined {
  const driver = cluster.find('storageclasses', '', classOf(claim) ?? '')?.provisioner;
  return driver ? [`${driver}/unbound-${claim.metadata.namespace}/${claim.metadata.name}`, driver] : undefined;
}

/** Source: scheduler/framework/plugins/nodevolumelimits/csi.go, getCSIDriverInfo; in-tree volumes are not counted. */
function volumeOf(claim: PersistentVolumeClaim, index: ScheduleIndex): [string, string] | undefined {
  const name = claim.spec?.volumeName;
  const volume = name ? index.cluster.find('persistentvolumes', '', name) : undefined;
  if (!volume) return ofClass(claim, index);
  const { driver, volumeHandle } = volume.spec?.csi ?? {};
  return driver && volumeHandle ? [`${driver}/${volumeHandle}`, driver] : undefined;
}

const known = new WeakMap<PodInfo, [string, string][]>();

/** The volumes behind a pod's claims, worked out once. */
function volumesOf(info: PodInfo, index: ScheduleIndex): [string, string][] {
  const before = known.get(info);
  if (before) return before;
  const volumes = info.claims.flatMap(({ claim }): [string, string][] => {
    const found = index.cluster.find('persistentvolumeclaims', info.pod.metadata.namespace, claim);
    const volume = found && volumeOf(found, index);
    return volume ? [volume] : [];
  });
  known.set(info, volumes);
  return volumes;
}

/** What hangs on a node by its VolumeAttachments. */
function attachedTo(node: NodeInfo, index: ScheduleIndex): Attached {
  const attachments = index.attachmentsTo(node.name).flatMap(({ spec }): [string, string][] => {
    const volume = index.cluster.find('persistentvolumes', '', spec?.source?.persistentVolumeName ?? '');
    const handle = volume?.spec?.csi?.volumeHandle;
    return spec?.attacher && volume?.spec?.csi ? [[`${spec.attacher}/${handle ?? ''}`, spec.attacher]] : [];
  });
  return new Map(attachments);
}

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
