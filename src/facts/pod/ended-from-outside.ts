import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { disruptionOf, enderOf, isManaged, isTakenOver } from '../../model/disruption.ts';
import { evictionFields } from '../../model/eviction.ts';
import { lastSeen } from '../../model/event.ts';
import { isMirror } from '../../model/lost-pod.ts';
import { nodeHealth } from '../../model/node-health.ts';
import type { Event, Pod } from '../../model/objects.ts';
import { containersOf } from '../../model/pod.ts';
import { preemptorOf } from '../../model/preemptor.ts';
import { hasRun } from '../../model/rejection.ts';
import { evictingTaints, toleratedFor } from '../../model/taint-eviction.ts';

const EVENTS = /^(?:Evicted|Preempted|Preempting|TaintManagerEviction|DeadlineExceeded|NodeShutdown)$/;

const eventOf = (pod: Pod, cluster: Cluster): Event | undefined =>
  cluster.eventsAbout('Pod', pod).find(({ reason }) => EVENTS.test(reason ?? ''));

function row(pod: Pod, cluster: Cluster): Row[] {
  const ran = hasRun(pod, cluster);
  const ender = enderOf(pod, ran);
  if (!ender) return [];
  const event = eventOf(pod, cluster);
  const ended = containersOf(pod).flatMap(({ status }) => status?.state?.terminated ?? [])[0];
  const [owner] = cluster.ownersOf(pod);
  const disruption = disruptionOf(pod);
  const pressures = cluster
    .node(pod.spec?.nodeName)
    ?.status?.conditions?.filter(({ type, status }) => type?.endsWith('Pressure') && status === 'True')
    .flatMap(({ type }) => type ?? []);
  return [
    {
      target: refTo('Pod', pod),
      ender,
      finished: pod.status?.phase === 'Failed',
      reason: pod.status?.reason ?? null,
      message: (pod.status?.message ?? disruption?.message)?.trim().replace(/\.+$/, '') ?? null,
      disruption: disruption?.reason ?? null,
      reasons: [pod.status?.reason, disruption?.reason].flatMap((reason) => reason || []),
      ago: cluster.age(disruption?.lastTransitionTime ?? ended?.finishedAt ?? (event && lastSeen(event))) ?? null,
      managed: isManaged(pod),
      mirror: isMirror(pod),
      ownerKind: owner?.kind ?? null,
      replaced: isTakenOver(pod, cluster),
      started: ran || containersOf(pod).some(({ status }) => status?.containerID),
      qos: pod.status?.qosClass ?? null,
      priority: pod.spec?.priority ?? 0,
      deadline: pod.spec?.activeDeadlineSeconds ?? null,
      exitCode: ended?.exitCode ?? null,
      nodeState: nodeHealth(pod.spec?.nodeName, cluster).state ?? null,
      pressures: pressures ?? [],
      taints: evictingTaints(pod, cluster),
      tolerated: toleratedFor(pod, cluster),
      ...preemptorOf(event, cluster),
      ...evictionFields(pod),
    },
  ];
}

/** Pods that something outside of them ended or is ending: who, why, and whether others have taken over. */
export default defineFact({
  needs: ['pods', 'nodes', 'events'],
  derive: (cluster) => cluster.subjects.flatMap((pod) => row(pod, cluster)),
});
