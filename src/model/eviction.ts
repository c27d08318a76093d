import type { Pod } from './objects.ts';
import { containersOf } from './pod.ts';
import { table } from './table.ts';

/** What the kubelet's message of an eviction says. `node`: the node was low on `resource`; the others: a limit of the pod itself. */
export interface EvictionMessage {
  cause: 'node' | 'condition' | 'empty-dir' | 'container-storage' | 'pod-storage' | undefined;
  /** `memory`, `ephemeral-storage`, `inodes`, `pids`; the condition's name for `condition`. */
  resource: string | null;
  /** The eviction threshold, and what was left when it was crossed. */
  threshold: string | null;
  available: string | null;
  /** The container that used more than it had asked for. */
  container: string | null;
  used: string | null;
  request: string | null;
  /** The emptyDir volume over its limit, and the limit of it, of the container or of the pod. */
  volume: string | null;
  limit: string | null;
}

const group = (message: string, pattern: RegExp): string | null => pattern.exec(message)?.[1] ?? null;

const CAUSES: [NonNullable<EvictionMessage['cause']>, RegExp][] = [
  ['empty-dir', /Usage of EmptyDir volume "?([^"\s]+)"? exceeds the limit "?([^"]+?)"?\.(?:\s|$)/i],
  ['container-storage', /Container "?(\S+?)"? exceeded its local ephemeral storage limit "?([^"]+?)"?\.(?:\s|$)/i],
  ['pod-storage', /(local) storage usage exceeds the total limit of containers "?([^"]+?)"?\.(?:\s|$)/i],
  ['node', /low on (?:compute )?resource:? *\[?([A-Za-z-]+)/i],
  ['condition', /had condition:? *\[?([A-Za-z]+)/i],
];

/** In the words of conditions that releases before 1.10 named in place of the resource. */
const RESOURCES = table<string>({
  MemoryPressure: 'memory',
  DiskPressure: 'ephemeral-storage',
  PIDPressure: 'pids',
  nodefs: 'ephemeral-storage',
  imagefs: 'ephemeral-storage',
});

/**
 * Takes apart the message of a kubelet's eviction, of any release.
 * Source: pkg/kubelet/eviction/helpers.go, nodeLowMessageFmt and the formats after it.
 */
export function readEviction(message = ''): EvictionMessage {
  const found = CAUSES.flatMap(([cause, pattern]) => {
    const match = pattern.exec(message);
    return match ? [{ cause, match }] : [];
  })[0];
  const { cause, match } = found ?? { cause: undefined, match: undefined };
  const named = match?.[1] ?? null;
  const ofNode = cause === 'node' || cause === 'condition';
  return {
    cause,
    resource: ofNode && named ? (RESOURCES[named] ?? named) : null,
    threshold: group(message, /threshold quantity: ([^,\s]+)/i),
    available: group(message, /available: ([^,\s]+?)\.(?:\s|$)/i),
    container: cause === 'container-storage' ? named : group(message, /Container (\S+) was using /i),
    used: group(message, /was using ([^,\s]+?),/i),
    request: group(message, /(?:request is|exceeds its request of) ([^,\s]+?)[,.](?:\s|$)/i),
    volume: cause === 'empty-dir' ? named : null,
    limit: ofNode ? null : (match?.[2] ?? null),
  };
}

/** What the kubelet's message says, and the sizes the pod itself declares. */
export function evictionFields(pod: Pod) {
  const said = readEviction(pod.status?.message);
  const volume = pod.spec?.volumes?.find(({ name }) => name === said.volume);
  const user = containersOf(pod).find(({ spec }) => spec.volumeMounts?.some(({ name }) => name === said.volume));
  return {
    said: said.cause ?? null,
    resource: said.resource,
    threshold: said.threshold,
    available: said.available,
    blamed: said.container,
    used: said.used,
    request: said.request,
    volume: said.volume,
    limit: said.limit,
    inMemory: volume?.emptyDir?.medium === 'Memory',
    mountedBy: user?.name ?? null,
    mountPath: user?.spec.volumeMounts?.find(({ name }) => name === said.volume)?.mountPath ?? null,
  };
}
