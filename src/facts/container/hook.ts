import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { containerEvent, hookSummary, plannedSeconds } from '../../model/hook.ts';
import type { Pod } from '../../model/objects.ts';
import { containersOf, isFinished, type PodContainer } from '../../model/pod.ts';
import { parseTime } from '../../model/time.ts';

/** Seconds since a container was started that is still shown as being created: its postStart hook has not returned. */
function starting(pod: Pod, container: PodContainer, cluster: Cluster): number | undefined {
  const { state, lastState } = container.status ?? {};
  if (
    !container.spec.lifecycle?.postStart ||
    !/^(?:ContainerCreating|PodInitializing)$/.test(state?.waiting?.reason ?? '')
  )
    return undefined;
  const started = containerEvent(pod, container, { reason: 'Started' }, cluster)?.at;
  const ended = parseTime(lastState?.terminated?.finishedAt) ?? 0;
  const failed = containerEvent(pod, container, { reason: 'FailedPostStartHook' }, cluster)?.at ?? 0;
  return started !== undefined && started >= ended && failed < started ? cluster.age(started) : undefined;
}

/** The parts that concern the end of a container: when it was told to stop, what it was given, what came of the hook. */
function endFields(pod: Pod, container: PodContainer, cluster: Cluster) {
  const { spec, status } = container;
  const preStop = spec.lifecycle?.preStop;
  const deleting = pod.metadata.deletionTimestamp !== undefined;
  const told = containerEvent(pod, container, { reason: 'Killing' }, cluster)?.at;
  const failed = containerEvent(pod, container, { reason: 'FailedPreStopHook' }, cluster)?.at;
  const grace = pod.metadata.deletionGracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
  return {
    deleting,
    runs: status?.state?.running !== undefined,
    preStop: preStop ? hookSummary(preStop, spec) : null,
    planned: (preStop && plannedSeconds(preStop)) ?? null,
    grace,
    deadline: pod.metadata.deletionTimestamp ?? null,
    left: deleting
      ? Math.max(0, Math.round(((parseTime(pod.metadata.deletionTimestamp) ?? 0) - cluster.now) / 1000))
      : null,
    stopping: deleting && status?.state?.running && told !== undefined ? (cluster.age(told) ?? null) : null,
    preStopFailed: failed !== undefined && preStop !== undefined ? (cluster.age(failed) ?? null) : null,
  };
}

function row(pod: Pod, container: PodContainer, cluster: Cluster): Row[] {
  const { spec, specPath, statusPath, name } = container;
  const { postStart, preStop } = spec.lifecycle ?? {};
  const end = endFields(pod, container, cluster);
  if (!postStart && !preStop && end.stopping === null) return [];
  const after = containersOf(pod).slice(containersOf(pod).findIndex((other) => other.name === name) + 1);
  return [
    {
      target: refTo('Pod', pod),
      container: name,
      specPath,
      statusPath,
      postStart: postStart ? hookSummary(postStart, spec) : null,
      starting: starting(pod, container, cluster) ?? null,
      held: after.filter(({ status }) => !status?.containerID).map((other) => other.name),
      tcpHandler: postStart?.tcpSocket ? 'postStart' : preStop?.tcpSocket ? 'preStop' : null,
      restarts: container.status?.restartCount ?? 0,
      hookError: /PostStartHookError|CrashLoopBackOff/.test(container.status?.state?.waiting?.reason ?? ''),
      ...end,
    },
  ];
}

/** Containers with hooks, or told to stop: whether a hook hangs, has failed, or eats up the time to stop. */
export default defineFact({
  needs: ['pods', 'events'],
  derive: (cluster) =>
    cluster.subjects
      .filter((pod) => !isFinished(pod))
      .flatMap((pod) => containersOf(pod).flatMap((container) => row(pod, container, cluster))),
});
