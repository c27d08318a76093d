import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { probeFields } from '../../model/crash-fields.ts';
import { crashOf, lifeOf, type Crash } from '../../model/crash.ts';
import { lastSeen } from '../../model/event.ts';
import { killOf, isAbout } from '../../model/killer.ts';
import type { Pod } from '../../model/objects.ts';
import { containersOf, isFinished, type PodContainer } from '../../model/pod.ts';
import { failureOf, plainDetail } from '../../model/probe-failure.ts';
import { probeHandler, unknownPortName } from '../../model/probe.ts';
import { parseTime } from '../../model/time.ts';
import { failuresOf, isReported } from '../../model/unready.ts';
import { excerpt } from '../../model/redact.ts';

/** Seconds since the kubelet began to stop the container for a failed probe, while it still runs. */
function beingStopped(pod: Pod, { name, status }: PodContainer, cluster: Cluster): number | undefined {
  const start = parseTime(status?.state?.running?.startedAt) ?? 0;
  const event = cluster
    .eventsAbout('Pod', pod)
    .find(
      (e) => e.reason === 'Killing' && isAbout(e, name) && /failed (?:liveness|startup) probe/i.test(e.message ?? ''),
    );
  return event && lastSeen(event) > start ? cluster.age(lastSeen(event)) : undefined;
}

function row(pod: Pod, container: PodContainer, cluster: Cluster): Row[] {
  const { spec, status, specPath, statusPath, name, type } = container;
  if (!status?.state?.running || crashOf(pod, container, cluster)) return [];
  const terminated = status.lastState?.terminated;
  const crash: Crash = { container, terminated, field: 'lastState' };
  const last = terminated && killOf(pod, crash, cluster);
  const kill = last?.by === 'postStart' ? undefined : last;
  const stopping = beingStopped(pod, container, cluster) ?? null;
  const { livenessProbe: liveness } = spec;
  const kind = kill?.by ?? 'liveness';
  const failing = failuresOf(pod, container, kind, cluster);
  const failure = failureOf(failing.events[0]?.message, liveness && probeHandler(liveness));
  const cannotRun = kind === 'liveness' && (failure?.kind === 'command' || failure?.kind === 'port-name');
  const portName = (liveness && unknownPortName(liveness, spec)) ?? null;
  if (!kill && stopping === null && !cannotRun && !portName) return [];
  const ran = cluster.age(status.state.running.startedAt) ?? 0;
  const lasted = lifeOf(terminated) ?? null;
  return [
    {
      target: refTo('Pod', pod),
      container: name,
      type,
      specPath,
      statusPath,
      by: kill?.by ?? null,
      restarts: status.restartCount ?? 0,
      started: status.started ?? null,
      ready: status.ready ?? false,
      exitCode: terminated?.exitCode ?? null,
      lasted,
      ran,
      recovered: ran > Math.max(60, 2 * (lasted ?? 0)),
      killed: cluster.age(terminated?.finishedAt) ?? null,
      stopping,
      failingNow: failing.count > 0 && (failing.last ?? 0) > (parseTime(status.state.running.startedAt) ?? 0),
      answer: failure ? excerpt(plainDetail(failure.detail), 300) : null,
      status: failure?.status ?? null,
      portName,
      cannotRun,
      ownerKind: cluster.ownersOf(pod).at(-1)?.kind ?? null,
      ...probeFields(pod, crash, kill, cluster, null),
    },
  ];
}

/** Running containers that a probe has had restarted, is having stopped, or can never have restarted. */
export default defineFact({
  needs: ['pods', 'events', 'nodes'],
  derive: (cluster) =>
    cluster.subjects
      .filter((pod) => !isFinished(pod) && !pod.metadata.deletionTimestamp && isReported(pod, cluster))
      .flatMap((pod) => containersOf(pod).flatMap((container) => row(pod, container, cluster))),
});
