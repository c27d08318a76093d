import type { PersistentVolumeClaim } from '../model/objects.ts';
import { classOf } from '../model/volume-match.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';
import type { ScheduleIndex } from './schedule-index.ts';

/** Volumes by their unique name, each with its driver. */
export type Attached = Map<string, string>;

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
export function volumesOf(info: PodInfo, index: ScheduleIndex): [string, string][] {
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
export function attachedTo(node: NodeInfo, index: ScheduleIndex): Attached {
  const attachments = index.attachmentsTo(node.name).flatMap(({ spec }): [string, string][] => {
    const volume = index.cluster.find('persistentvolumes', '', spec?.source?.persistentVolumeName ?? '');
    const handle = volume?.spec?.csi?.volumeHandle;
    return spec?.attacher && volume?.spec?.csi ? [[`${spec.attacher}/${handle ?? ''}`, spec.attacher]] : [];
  });
  return new Map(attachments);
}
