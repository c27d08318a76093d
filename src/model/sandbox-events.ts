import type { Cluster } from './cluster.ts';
import { firstSeen, lastSeen, timesSeen } from './event.ts';
import type { Event, Pod } from './objects.ts';
import { sandboxProblem, type SandboxProblem } from './sandbox-error.ts';
import { isStarting, sandboxPassed } from './startup.ts';
import { parseTime } from './time.ts';

/** Why the sandbox of a pod could not be made, by its newest event. */
export interface SandboxFailure {
  problem: SandboxProblem;
  reason: string;
  message: string;
  /** How often, over all events: each attempt names another sandbox and so makes an event of its own. */
  times: number;
  since: number;
  /** When it was last tried. */
  at: number;
}

const REASONS = new Set(['FailedCreatePodSandBox', 'NetworkNotReady', 'FailedPodSandBoxStatus', 'FailedKillPod']);
/** What says less than the attempts before it: the name is taken because the last attempt is still under way. */
const VAGUE = new Set<SandboxProblem>(['name-reserved', 'slow']);

/** Without a word of the node itself, a network that was missing so long ago is taken to be back. */
const OLD_SECONDS = 600;

/** The node says that it is ready since, which it never says without a network. */
function networkIsBack(event: Event, pod: Pod, cluster: Cluster): boolean {
  if (sandboxProblem(event.message ?? '') !== 'network-missing') return false;
  const ready = cluster.node(pod.spec?.nodeName)?.status?.conditions?.find(({ type }) => type === 'Ready');
  if (!ready) return (cluster.age(lastSeen(event)) ?? 0) > OLD_SECONDS;
  return ready.status === 'True' && (parseTime(ready.lastTransitionTime) ?? 0) >= lastSeen(event);
}

/** The newest failure newer than the last start that says why; failures that only say it took too long count when there is no other. */
export function sandboxFailure(pod: Pod, cluster: Cluster): SandboxFailure | undefined {
  if (!isStarting(pod)) return undefined;
  const passed = sandboxPassed(pod, cluster);
  const events: [Event, SandboxProblem][] = cluster
    .eventsAbout('Pod', pod)
    .filter((event) => REASONS.has(event.reason ?? '') && lastSeen(event) > passed)
    .filter((event) => !networkIsBack(event, pod, cluster))
    .map((event) => [event, sandboxProblem(event.message ?? '')]);
  const [newest] = events;
  if (!newest) return undefined;
  const [event, problem] = VAGUE.has(newest[1]) ? (events.find(([, other]) => !VAGUE.has(other)) ?? newest) : newest;
  const alike = events.filter(([, other]) => other === problem).map(([one]) => one);
  return {
    problem,
    reason: event.reason ?? '',
    message: event.message ?? '',
    times: alike.reduce((sum, one) => sum + timesSeen(one), 0),
    since: Math.min(...alike.map(firstSeen)),
    at: lastSeen(event),
  };
}

/** Other pods of a node that have a node and no sandbox: all of their containers wait. */
export const stuckBeside = (pod: Pod, cluster: Cluster): Pod[] =>
  cluster
    .podsOn(pod.spec?.nodeName ?? '')
    .filter((other) => other.metadata.uid !== pod.metadata.uid && isStarting(other) && !other.status?.podIP);
