import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { lastSeen, timesSeen } from '../../model/event.ts';
import type { Event, Node } from '../../model/objects.ts';

const sum = (events: Event[]): number => events.reduce((total, event) => total + timesSeen(event), 0);

const newest = (events: Event[], cluster: Cluster) => {
  const [event] = events;
  return { ago: event ? (cluster.age(lastSeen(event)) ?? null) : null, message: event?.message ?? null };
};

/** How far back the events that are left reach, in seconds: a rate needs a time. */
const reach = (events: Event[], cluster: Cluster): number | null =>
  events.length > 0 ? (cluster.age(Math.min(...events.map(lastSeen))) ?? null) : null;

function row(node: Node, cluster: Cluster): Row {
  const events = cluster.eventsAbout('Node', node);
  const of = (pattern: RegExp) => events.filter(({ reason }) => pattern.test(reason ?? ''));
  const started = of(/^Starting$/).filter(
    ({ source, reportingComponent, message }) =>
      (source?.component ?? reportingComponent) === 'kubelet' || message === 'Starting kubelet.',
  );
  const [rebooted, oom, disk] = [of(/^Rebooted$/), of(/^SystemOOM$/), of(/^(?:FreeDiskSpaceFailed|ImageGCFailed)$/)];
  const gone = cluster
    .podsOn(node.metadata.name)
    .filter(({ status }) => status?.phase === 'Failed' && status.reason === 'Evicted');
  const victims = [
    ...new Set(oom.flatMap(({ message }) => /victim process: ([^,\s]+)/.exec(message ?? '')?.[1] ?? [])),
  ];
  return {
    target: refTo('Node', node),
    starts: sum(started),
    startsIn: reach(started, cluster),
    reboots: sum(rebooted),
    rebootedAgo: newest(rebooted, cluster).ago,
    rebootedTold: newest(rebooted, cluster).message,
    ooms: sum(oom),
    oomAgo: newest(oom, cluster).ago,
    oomTold: newest(oom, cluster).message,
    victims,
    diskFails: sum(disk),
    diskAgo: newest(disk, cluster).ago,
    diskTold: newest(disk, cluster).message,
    diskReason: disk[0]?.reason ?? null,
    evicted: gone.length,
    evictedPods: gone.slice(0, 3).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    evictedFor: gone[0]?.status?.message ?? null,
    pressure: (node.status?.conditions ?? []).some(
      ({ type, status }) => type?.endsWith('Pressure') === true && status === 'True',
    ),
  };
}

/** What happened to a node while its events are kept: reboots, restarts of the kubelet, memory or disk that ran out, evictions. */
export default defineFact({
  needs: ['nodes', 'events', 'pods'],
  derive: (cluster) => cluster.examined('nodes').map((node) => row(node, cluster)),
});
