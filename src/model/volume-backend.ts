import type { Cluster } from './cluster.ts';
import type { VolumeSource } from './volume-source.ts';

/** The program a node needs to mount a kind of volume, and the packages that bring it. */
const HELPERS: [RegExp, helper: string, packages: string][] = [
  [/^nfs/, 'mount.nfs', 'nfs-common (Debian, Ubuntu), nfs-utils (RHEL, Amazon Linux), nfs-client (SUSE)'],
  [/^(?:cifs|smb|azureFile)/i, 'mount.cifs', 'cifs-utils'],
  [/^ceph/, 'mount.ceph', 'ceph-common'],
  [/^rbd/, 'rbd', 'ceph-common'],
  [/^glusterfs/, 'mount.glusterfs', 'glusterfs-client (Debian, Ubuntu), glusterfs-fuse (RHEL)'],
  [/^iscsi/, 'iscsiadm', 'open-iscsi (Debian, Ubuntu, SUSE), iscsi-initiator-utils (RHEL, Amazon Linux)'],
  [/^fc/, 'multipath', 'multipath-tools (Debian, Ubuntu), device-mapper-multipath (RHEL)'],
  [/^xfs/, 'mkfs.xfs', 'xfsprogs'],
  [/^btrfs/, 'mkfs.btrfs', 'btrfs-progs'],
  [/^ext[234]/, 'mkfs.ext4', 'e2fsprogs'],
];

/** The type of file system that mount(8) was asked for. */
const mountType = (error: string): string | undefined =>
  /Mounting arguments: (?:.* )?-t (\S+)/.exec(error)?.[1] ??
  /unknown filesystem type '(\w+)'/i.exec(error)?.[1] ??
  /\/sbin\/mount\.(?!<)(\w+)/.exec(error)?.[1] ??
  /fstype \("?(\w+)"?\)/.exec(error)?.[1];

/** What holds the data, and what the node lacks to reach it. */
export function backendFields(source: VolumeSource | undefined, error: string, step: string, cluster: Cluster) {
  const mounted = mountType(error);
  const kind = mounted ?? source?.type ?? '';
  const helper = HELPERS.find(([type]) => type.test(kind)) ?? HELPERS.find(([type]) => type.test(source?.type ?? ''));
  const volume = source?.pv ? cluster.find('persistentvolumes', '', source.pv) : undefined;
  const told = /hostPath type check failed: (\S+) is not an? ([\w ]+)/.exec(error);
  return {
    type: source?.type ?? null,
    claim: source?.claim ?? null,
    pv: source?.pv ?? null,
    path: told?.[1] ?? source?.path ?? /path "([^"]+)" does not exist/.exec(error)?.[1] ?? null,
    pathType: source?.pathType ?? null,
    wanted: told?.[2]?.trim() ?? null,
    server: source?.server ?? /(\S+):\/\S*/.exec(/Mounting arguments: (.*)/.exec(error)?.[1] ?? '')?.[1] ?? null,
    mountType: mounted ?? null,
    helper: helper?.[1] ?? null,
    packages: helper?.[2] ?? null,
    device: /(?:device|disk|on|find) (\/dev\/[\w/-]+)/.exec(error)?.[1] ?? /(\/dev\/[\w/-]+)/.exec(error)?.[1] ?? null,
    mountOptions: volume?.spec?.mountOptions ?? [],
    accessModes: volume?.spec?.accessModes ?? [],
    volumeMode: volume?.spec?.volumeMode ?? null,
    storageNodes: (volume?.spec?.nodeAffinity?.required?.nodeSelectorTerms ?? []).flatMap(({ matchExpressions = [] }) =>
      matchExpressions.map(({ key, operator, values }) => `${key ?? ''} ${operator ?? ''} ${(values ?? []).join(',')}`),
    ),
    waiting: step === '',
  };
}
