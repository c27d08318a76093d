import type { Cluster } from './cluster.ts';
import { crashOf } from './crash.ts';
import { firstSeen, lastSeen, timesSeen } from './event.ts';
import { isAbout } from './killer.ts';
import type { Event, Pod, Probe } from './objects.ts';
import { conditionOf, isFinished, type PodContainer } from './pod.ts';
import { probeOfEvent } from './probe-failure.ts';
import { probeSettings } from './probe.ts';
import { parseTime } from './time.ts';

/** A running container that is not ready, and the probe that it has to pass. */
export interface Unready {
  container: PodContainer;
  waitsFor: 'startup' | 'readiness';
  probe: Probe | undefined;
}

/** A node that does not report says nothing about its pods any more: what their status holds is old. */
export const isReported = (pod: Pod, cluster: Cluster): boolean => {
  const ready = cluster.node(pod.spec?.nodeName)?.status?.conditions?.find(({ type }) => type === 'Ready');
  return !ready || ready.status === 'True';
};

/** Whether a container runs and is not ready: its log can tell what it is at. */
export const runsUnready = ({ type, status }: PodContainer): boolean =>
  type !== 'init' && Boolean(status?.state?.running) && !status?.ready;

/** Why a running container is not ready; undefined for one that is, that crashes, or that nothing is expected of. */
export function unreadyOf(pod: Pod, container: PodContainer, cluster: Cluster): Unready | undefined {
  const { status, spec } = container;
  if (isFinished(pod) || pod.metadata.deletionTimestamp || !runsUnready(container)) return undefined;
  if (crashOf(pod, container, cluster)) return undefined;
  const starting = status?.started === false && spec.startupProbe !== undefined;
  return {
    container,
    waitsFor: starting ? 'startup' : 'readiness',
    probe: starting ? spec.startupProbe : spec.readinessProbe,
  };
}

const SLACK = 1_000; // timestamps are whole seconds

/** What a probe's events say about the present life of a container: newest first, how often, from when to when. */
export function failuresOf(pod: Pod, { name, status }: PodContainer, probe: string, cluster: Cluster) {
  const start = parseTime(status?.state?.running?.startedAt) ?? 0;
  const events: Event[] = cluster
    .eventsAbout('Pod', pod)
    .filter(
      (event) =>
        event.reason === 'Unhealthy' &&
        probeOfEvent(event.message) === probe &&
        isAbout(event, name) &&
        lastSeen(event) >= start - SLACK,
    );
  return {
    events,
    count: events.reduce((sum, event) => sum + timesSeen(event), 0),
    first: events.length > 0 ? Math.max(start, Math.min(...events.map(firstSeen))) : undefined,
    last: events[0] && lastSeen(events[0]),
  };
}

/** The kubelet writes the status of a restarted container a moment after its start. */
const STATUS_DELAY = 5_000;

/**
 * Whether the container was ready in its present life: the pod's Ready condition turned False well after the container's start,
 * and a pod is only ready when all of its containers are.
 */
export function wasReady(pod: Pod, { status }: PodContainer): boolean {
  const ready = conditionOf(pod, 'Ready');
  const turned = parseTime(ready?.lastTransitionTime);
  const start = parseTime(status?.state?.running?.startedAt);
  const delay = status?.restartCount ? STATUS_DELAY : SLACK;
  return ready?.status === 'False' && turned !== undefined && start !== undefined && turned > start + delay;
}

/** A readiness probe's failureThreshold says nothing about a first start, so a very long one is not waited for. */
const LONGEST_START = 60;

/**
 * Seconds after its start until which a container that has not been ready yet counts as starting: the whole allowance of a
 * startup probe, after which it is killed; for a readiness probe its allowance too, within bounds.
 */
export function patience(probe: Probe, waitsFor: Unready['waitsFor']): number {
  const { initialDelay, period, failures } = probeSettings(probe);
  const allowed = period * failures;
  return initialDelay + (waitsFor === 'startup' ? allowed : Math.min(allowed, Math.max(LONGEST_START, 3 * period)));
}
