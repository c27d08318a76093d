import type { Cluster } from './cluster.ts';
import { claimNames } from './claims.ts';
import type { PersistentVolume, Pod, Volume } from './objects.ts';
import { backends } from './volume-shape.ts';

/** What a volume of a pod is made of. */
export interface VolumeSource {
  /** The pod's own name for it. */
  volume: string;
  /** `configMap`, `nfs`, `csi`, … ; for a claim whose volume was not seen: `persistentVolumeClaim`. */
  type: string;
  claim?: string;
  pv?: string;
  driver?: string;
  path?: string;
  pathType?: string;
  /** The server or portal that holds the data. */
  server?: string;
}

const ELSEWHERE = Object.keys(backends);
const OWN = ['configMap', 'secret', 'projected', 'downwardAPI', 'emptyDir', 'image', 'gitRepo'];

type Backed = Partial<Pick<Volume, keyof typeof backends>> & { local?: { path?: string } };

function backendOf(source: Backed): Partial<VolumeSource> {
  const { csi, hostPath, nfs, local, iscsi, cephfs, rbd } = source;
  const type = local ? 'local' : ELSEWHERE.find((name) => name in source);
  const path = hostPath?.path ?? nfs?.path ?? local?.path;
  const server = nfs?.server ?? iscsi?.targetPortal ?? cephfs?.monitors?.join(',') ?? rbd?.monitors?.join(',');
  return {
    ...(type && { type }),
    ...(csi?.driver && { driver: csi.driver }),
    ...(path && { path }),
    ...(hostPath?.type && { pathType: hostPath.type }),
    ...(server && { server }),
  };
}

/** The PersistentVolume a claim is bound to: its name, and the object when it was seen. */
function boundTo(pod: Pod, claim: string, cluster: Cluster): { name?: string; object?: PersistentVolume } {
  const name = cluster.find('persistentvolumeclaims', pod.metadata.namespace, claim)?.spec?.volumeName;
  const object = name ? cluster.find('persistentvolumes', '', name) : undefined;
  return { ...(name && { name }), ...(object && { object }) };
}

/** What one volume of a pod is made of; behind a claim the PersistentVolume is looked at. */
export function sourceOf(pod: Pod, volume: Volume, cluster: Cluster): VolumeSource {
  const name = volume.name ?? '';
  const claim = claimNames(pod).find((use) => use.volume === name)?.claim;
  if (!claim) return { volume: name, type: OWN.find((type) => type in volume) ?? 'unknown', ...backendOf(volume) };
  const { name: pv, object } = boundTo(pod, claim, cluster);
  return {
    volume: name,
    type: 'persistentVolumeClaim',
    claim,
    ...(pv && { pv }),
    ...(object?.spec && backendOf(object.spec)),
  };
}

/**
 * The volume of a pod that an event calls by name: its own name, its PersistentVolume's, or what the kubelet makes of a cloud
 * disk named in the pod (`ebs.csi.aws.com-vol-1`).
 */
export function volumeCalled(name: string, sources: VolumeSource[]): VolumeSource | undefined {
  const exact = sources.find(({ volume, pv }) => volume === name || pv === name);
  if (exact) return exact;
  const inline = sources.find(({ volume }) => name.endsWith(`-${volume}`) && name.startsWith('kubernetes.io/'));
  if (inline) return inline;
  const unknown = sources.filter(
    ({ type, pv }) => (type === 'persistentVolumeClaim' && !pv) || /Disk|Block|cinder/.test(type),
  );
  return unknown.length === 1 ? unknown[0] : undefined;
}
