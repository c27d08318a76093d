import type { Cluster } from './cluster.ts';
import { isReplaced, lifeOf, type Crash } from './crash.ts';
import { firstSeen, lastSeen } from './event.ts';
import type { Event, Pod, Probe } from './objects.ts';
import { probeWorkedAfter } from './probe.ts';
import { signalOf } from './signal.ts';
import { parseTime } from './time.ts';

/**
 * Who ended a container. `oom-child`: the kernel killed another process of it for memory; `runtime`: it could not be
 * started; `lost`: the kubelet or the runtime lost track of it; `signal`: some other sender;
 * `leftover`: it no longer matters, others have taken over.
 */
export type Killer =
  | 'oom'
  | 'oom-child'
  | 'liveness'
  | 'startup'
  | 'postStart'
  | 'lost'
  | 'runtime'
  | 'signal'
  | 'leftover'
  | 'application';

/** What the events say about the kubelet killing this container. */
export interface Kill {
  by: 'liveness' | 'startup' | 'postStart';
  event: Event;
  /** The event belongs to the life that is looked at, so its time is exact. */
  exact: boolean;
}

/** Wording: pkg/kubelet/kuberuntime/kuberuntime_manager.go, «Container %s failed liveness probe» and killContainer's «FailedPostStartHook». */
const KILLINGS: [Kill['by'], RegExp][] = [
  ['liveness', /failed liveness probe/i],
  ['startup', /failed startup probe/i],
  ['postStart', /PostStartHook/i],
];

/** Whether an event is about one container: the kubelet names it in fieldPath, `spec.containers{app}`. */
export const isAbout = (event: Event, container: string): boolean =>
  event.involvedObject?.fieldPath?.endsWith(`{${container}}`) ??
  ` ${(event.message ?? '').replaceAll(/[",.]/g, ' ')} `.includes(` ${container} `);

const SLACK = 2_000; // timestamps are whole seconds
/** How an app answers SIGTERM, or SIGKILL answers for it. */
const KILLED_CODES = new Set([0, 137, 143]);

/**
 * The kill behind a termination. The kubelet's event filter drops events of a busy loop (25, then one in 5 minutes),
 * so an earlier kill also counts when the exit code is that of a killed process.
 */
export function killOf(pod: Pod, { container, terminated }: Crash, cluster: Cluster): Kill | undefined {
  if (!terminated || terminated.reason === 'OOMKilled') return undefined;
  const start = parseTime(terminated.startedAt) ?? Number.POSITIVE_INFINITY;
  const end = parseTime(terminated.finishedAt) ?? 0;
  for (const event of cluster.eventsAbout('Pod', pod)) {
    if (event.reason !== 'Killing' && event.reason !== 'FailedPostStartHook') continue;
    const by = KILLINGS.find(([, pattern]) => pattern.test(event.message ?? ''))?.[0];
    if (!by || !isAbout(event, container.name)) continue;
    const at = lastSeen(event);
    const exact = at >= start - SLACK && at <= end + SLACK;
    // repeated kills are one event, whose time is that of the newest: a kill of the next life must not hide this one's
    const before = (firstSeen(event) || at) <= end + SLACK;
    if (exact || (before && KILLED_CODES.has(terminated.exitCode ?? 0))) return { by, event, exact };
  }
  return undefined;
}

/** abort(): an uncaught exception of .NET or C++, a failed assertion. Nobody else sends it. */
const ABORTED = 134;

/** Who ended the container, from its status first, from events second. */
export function killerOf(pod: Pod, { terminated, container }: Crash, kill: Kill | undefined, cluster: Cluster): Killer {
  if (isReplaced(pod, cluster)) return 'leftover';
  const waiting = container.status?.state?.waiting?.reason;
  if (!terminated) return waiting === 'CrashLoopBackOff' ? 'application' : 'runtime';
  const { reason = '', exitCode } = terminated;
  if (reason === 'OOMKilled') return exitCode === 137 ? 'oom' : 'oom-child';
  if (reason === 'ContainerStatusUnknown' || (reason === 'Unknown' && exitCode === 255)) return 'lost';
  if (/^(?:StartError|ContainerCannotRun|RunContainerError)$/.test(reason)) return 'runtime';
  if (kill) return kill.by;
  return signalOf(exitCode) && exitCode !== ABORTED ? 'signal' : 'application';
}

/** Seconds between the start of a life and the kubelet's kill; a forced end used up the whole grace period before. */
export function killedAfter(crash: Crash, kill: Kill, grace: number): number | undefined {
  const { terminated } = crash;
  const start = parseTime(terminated?.startedAt);
  if (start === undefined) return undefined;
  if (kill.exact) return Math.max(0, Math.round((lastSeen(kill.event) - start) / 1000));
  const ran = lifeOf(terminated);
  return ran === undefined ? undefined : Math.max(0, ran - (terminated?.exitCode === 137 ? grace : 0));
}

/** Whether a probe must have succeeded before the kill that it caused. */
export const workedBefore = (probe: Probe, after: number | undefined): boolean | null =>
  after === undefined ? null : after >= probeWorkedAfter(probe);
