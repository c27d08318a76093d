import type { Cluster } from './cluster.ts';
import { firstSeen, lastSeen, timesSeen } from './event.ts';
import { isVague, mountProblem, partsOf, type MountProblem } from './mount-error.ts';
import type { Event, Pod } from './objects.ts';
import { volumesPassed } from './startup.ts';

/** One error about one volume, as an event tells it. */
export interface Told {
  /** The names of the volumes it is about: the pod's own, or PersistentVolumes'. */
  names: string[];
  /** What the kubelet or the attach controller was about: «MountVolume.SetUp failed»; empty when it only waited. */
  step: string;
  error: string;
  problem: MountProblem;
  reason: string;
  message: string;
  at: number;
  since: number;
  times: number;
}

const REASONS = new Set([
  'FailedMount',
  'FailedAttachVolume',
  'FailedMapVolume',
  'FileSystemResizeFailed',
  'VolumeResizeFailed',
  'VolumePermissionChangeInProgress',
]);

const words = (list: string | undefined): string[] => (list ?? '').split(/[\s,]+/).filter(Boolean);

/**
 * Takes an event's message apart. Wording: pkg/volume/util/operationexecutor GenerateError («STEP failed for volume "NAME" : ERROR»),
 * pkg/kubelet/volumemanager WaitForAttachAndMount («unmounted volumes=[…], …: ERROR») and what both were before.
 */
export function parse(message: string): Pick<Told, 'names' | 'step' | 'error'> {
  const text = message.replace(/^\(combined from similar events\): ?/, '').trim();
  const multi = /^Multi-Attach error for volume "([^"]+)" (.*)$/s.exec(text);
  if (multi) return { names: words(multi[1]), step: 'Multi-Attach error', error: multi[2] ?? '' };
  const step = /^([^"]{1,200}?) for volume "([^"]+)"\s*(?:\(.*?\)[^:]*?(?:\(UID: .*?\))?[^:]*)?:\s*(.*)$/s.exec(text);
  if (step) return { names: words(step[2]), step: step[1] ?? '', error: step[3] ?? '' };
  const waited = /unmounted volumes=\[([^\]]*)\]/.exec(text);
  if (waited) {
    const failing = /failed to process volumes=\[([^\]]+)\]/.exec(text)?.[1];
    const error = /\]\.?:\s*([^\]]+(?:\].*)?)$/s.exec(text.slice(text.lastIndexOf('volumes=[')))?.[1];
    return { names: words(failing ?? waited[1]), step: '', error: error ?? 'timed out waiting for the condition' };
  }
  const owned = /^Setting volume ownership for \S*\/volumes\/[^/]+\/([^/\s]+)/.exec(text)?.[1];
  return { names: words(owned), step: '', error: text };
}

function toldBy(event: Event): Told[] {
  const { reason = '', message = '' } = event;
  const { names, step, error } = parse(message);
  return partsOf(error).map((part) => ({
    names,
    step,
    error: part,
    problem: mountProblem(part, step),
    reason,
    message,
    at: lastSeen(event),
    since: firstSeen(event),
    times: timesSeen(event),
  }));
}

/** Whether an attachment that failed was made later on. */
const attachedSince = (told: Told, events: Event[]): boolean =>
  told.reason === 'FailedAttachVolume' &&
  events.some(
    (event) =>
      event.reason === 'SuccessfulAttachVolume' &&
      lastSeen(event) >= told.at &&
      told.names.some((name) => event.message?.includes(`"${name}"`)),
  );

const FLEETING: ReadonlySet<MountProblem> = new Set(['cache', 'not-registered']);
/** Milliseconds until a kubelet has tried a volume again, and more. Source: pkg/util/goroutinemap/exponentialbackoff. */
const triedAgainAfter = ({ times }: Told): number => Math.min(500 * 2 ** times, 122_000) + 5000;

/** Whether another volume was complained of long after the kubelet had to try this one again: this one is there by now. */
const setUpSince = (told: Told, all: Told[]): boolean =>
  FLEETING.has(told.problem) &&
  all.some(({ names, at }) => at > told.at + triedAgainAfter(told) && !names.some((name) => told.names.includes(name)));

/** What keeps the volumes of a pod from being set up, by the events newer than its last start; the newest first. */
export function volumeErrors(pod: Pod, cluster: Cluster): Told[] {
  const events = cluster.eventsAbout('Pod', pod);
  const passed = volumesPassed(pod, cluster);
  const all = events.filter((event) => REASONS.has(event.reason ?? '') && lastSeen(event) > passed).flatMap(toldBy);
  return all.filter((told) => !attachedSince(told, events) && !setUpSince(told, all));
}

/** Of the errors about one volume the newest that says why, else the newest that only says that it is not there. */
export function tellingOf(errors: Told[]): Told[] {
  const specific = errors.filter(({ problem }) => !isVague(problem));
  const [first] = specific.length > 0 ? specific : errors;
  return first ? errors.filter(({ message, at }) => message === first.message && at === first.at) : [];
}
