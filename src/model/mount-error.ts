import { excerpt } from './redact.ts';

/** What kept a volume from being set up, read from the words of the kubelet, mount(8), a CSI driver or the cloud behind it. */
export type MountProblem = (typeof SIGNS)[number][0] | 'other';

/** Lower-case words; the first that matches counts, so narrow ones stand before wide ones. */
const SIGNS = [
  ['driver-secret-missing', /fetching \w*secretref .* failed.*not found/],
  ['secrets-store', /secretproviderclass|secrets store objects|secrets-store/],
  ['config-map-missing', /configmaps? "[^"]+" (?:is )?not found/],
  ['config-map-key-missing', /configmap references non-existent config key/],
  ['secret-missing', /secrets? "[^"]+" (?:is )?not found/],
  ['secret-key-missing', /references non-existent secret key/],
  ['service-account-missing', /serviceaccounts? "[^"]+" (?:is )?not found/],
  ['token-refused', /failed to fetch token|serviceaccounts?.*token.*(?:forbidden|invalid)/],
  ['not-registered', /object "[^"]*"\/"[^"]*" not registered/],
  ['cache', /failed to sync \S+ cache/],
  ['host-path-type', /hostpath type check failed/],
  ['claim-missing', /persistentvolumeclaims? "[^"]+" (?:is )?not found/],
  ['claim-not-bound', /pvc is not bound|pvc has empty|not yet bound to the claim|unbound/],
  ['claim-deleting', /pvc is being deleted/],
  ['claim-mismatch', /does not point to claim\.uid/],
  ['volume-object-missing', /persistentvolumes? "[^"]+" (?:is )?not found|failed to fetch pv /],
  ['claim-foreign', /was not created for pod|pod is not owner/],
  ['mode-mismatch', /has volumemode \S+,? but is specified in/],
  ['plugin-missing', /no volume plugin matched/],
  ['node-affinity', /nodeaffinity check failed|no matching nodeselectorterms/],
  ['driver-missing', /driver name \S+ not found in the list of registered csi drivers/],
  ['mode-unsupported', /volume mode "\w+" not supported by driver/],
  [
    'attached-elsewhere',
    /multi-attach error|already (?:exclusively )?attached to (?:an|another|one|a different)|is currently (?:being )?attached|volumeinuse|resource_in_use|in_use_by_another|already in use by|cannot be attached.*(?:another|different)|is still being used|watchers/,
  ],
  [
    'attach-limit',
    /(?:attach\w*|volume|disk)s?\W*limit|maximum number of \w*\s*(?:data disks|disks|volumes|attach)|too many (?:volumes|disks|attach)|no available device name|limitexceeded/,
  ],
  ['attacher-silent', /timed out waiting for external-attacher/],
  [
    'cloud-denied',
    /unauthorizedoperation|not authorized to perform|accessdenied|authorizationfailed|authfailure|invalidclienttoken|expiredtoken|no ec2 imds role|nocredential|permissiondenied desc|unauthenticated desc|status code: 40[13]|403 forbidden/,
  ],
  [
    'device-missing',
    /no fc disk found|failed to get any path|special device .* does not exist|(?:lstat|stat) \/dev\/\S+: no such file|device path|(?:find|found) (?:a |the |any )?device|device (?:not found|does not exist)/,
  ],
  [
    'backing-volume-missing',
    /invalidvolume\.notfound|volume \S+ (?:was |is )?not found|(?:disk|volume|image|share) .{0,80}(?:does not exist|not found)|notfound desc|no such (?:image|volume)/,
  ],
  [
    'helper-missing',
    /need a \/sbin\/mount\.|unknown filesystem type|executable file not found|mount\.\w+:? (?:command )?not found|no such file or directory.{0,20}mount\.\w+$|helper program not found/,
  ],
  [
    'filesystem-damaged',
    /fsck' found errors|errors on device|structure needs cleaning|can't read superblock|corrupt|needs journal recovery/,
  ],
  ['wrong-filesystem', /wrong fs type, bad option, bad superblock|duplicate uuid/],
  [
    'export-missing',
    /reason given by server: no such file|no such file or directory given|mounting \S+ failed.*no such file|export .*not found/,
  ],
  ['server-denied', /access denied|mount error\(13\)|permission denied|nt_status_(?:logon_failure|access_denied)/],
  [
    'server-unreachable',
    /connection timed out|no route to host|network is unreachable|host is down|failed to resolve server|name or service not known|no such host|mount error\(11[0-3]\)|rpc.*(?:timed out|unable to receive)|mount\.nfs.*connection refused|could not connect to (?:any|server)|i\/o timeout/,
  ],
  [
    'option-refused',
    /bad option|(?:unsupported|invalid|incorrect|unknown) (?:mount )?(?:option|parameter)|mount options? .*not support|an incorrect mount option/,
  ],
  ['device-busy', /already mounted or|mount point busy|device or resource busy|apparently in use by the system/],
  ['disk-full', /no space left on device|disk quota exceeded/],
  ['ownership', /setting volume ownership for/],
  ['resize', /expanding volume|resize of |resize2fs|xfs_growfs|resizefs|nodeexpand/],
  [
    'driver-unreachable',
    /connection error.*dial unix|dial unix .*csi.*(?:connection refused|no such file)|transport is closing|error reading from server/,
  ],
  ['path-missing', /path "[^"]+" does not exist|(?:lstat|stat) \/\S+: no such file/],
  ['operation-pending', /operation (?:with|is already)|already exists.*volume id|aborted desc/],
  ['driver-slow', /deadline ?exceeded|context deadline exceeded|context canceled/],
  ['path-not-made', /mkdir \/\S+: /],
  ['timeout', /timed out waiting for the condition|timeout expired waiting/],
] as const;

/** What says less than any other error about the same volume: it waits, or it repeats that something failed before. */
const VAGUE = new Set<MountProblem>(['timeout', 'not-registered', 'cache', 'operation-pending', 'ownership']);

/** Whether an error only says that the volume is not there yet. */
export const isVague = (problem: MountProblem): boolean => VAGUE.has(problem);

/** Sorts an error into one of the known problems; `step` is what the kubelet was about: «MountVolume.SetUp failed». */
export function mountProblem(error: string, step = ''): MountProblem {
  const words = `${step} ${error}`.toLowerCase().replaceAll(/\s+/g, ' ');
  return SIGNS.find(([, sign]) => sign.test(words))?.[0] ?? 'other';
}

/** «[a, b]» of several sources of a projected volume, one by one. */
export const partsOf = (error: string): string[] =>
  /^\[.*\]$/s.test(error.trim()) && /, (?:configmap|secret|references|failed)/.test(error)
    ? error
        .trim()
        .slice(1, -1)
        .split(/, (?=configmap|secret|references|failed)/)
    : [error];

/** The last output of mount(8) without the long path it mounts on, else the error without its wrapping. */
export function shortError(error: string): string {
  const output = /\bOutput: (.*)$/s.exec(error)?.[1] ?? error;
  const words = output
    .replaceAll(/mount: \/var\/lib\/kubelet\/\S+: /g, '')
    .replaceAll(/dmesg\(1\) may have more information[^\n]*/g, '')
    .replaceAll(/kubernetes\.io\/csi: /g, '')
    .replaceAll(/rpc error: code = \w+ desc = /g, '')
    .replaceAll(/\/var\/lib\/kubelet\/(?:pods|plugins)\/\S+/g, '…')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return words.length > 400 ? `${excerpt(words, 400)}…` : words;
}
