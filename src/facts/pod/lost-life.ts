import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { lastSeen } from '../../model/event.ts';
import { lostWithNode } from '../../model/lost-pod.ts';
import type { Pod } from '../../model/objects.ts';
import { isFinished } from '../../model/pod.ts';

/** How long a restart with the node stays worth a word. */
const RECENT = 3600;

function row(pod: Pod, cluster: Cluster): Row[] {
  const lost = lostWithNode(pod, cluster);
  const [first] = lost;
  const field = first?.status?.state?.terminated ? 'state' : 'lastState';
  const ended = first?.status?.[field]?.terminated;
  if (!first || !ended) return [];
  const again = first.status?.state?.running?.startedAt;
  const sandbox = cluster.eventsAbout('Pod', pod).find(({ reason }) => reason === 'SandboxChanged');
  return [
    {
      target: refTo('Pod', pod),
      containers: lost.map(({ name }) => name),
      endPath: `${first.statusPath}.${field}.terminated`,
      reason: ended.reason ?? null,
      exitCode: ended.exitCode ?? null,
      ago: cluster.age(ended.finishedAt) ?? cluster.age(again) ?? null,
      back: again !== undefined,
      recent: (cluster.age(again ?? ended.finishedAt) ?? 0) < RECENT,
      restarts: first.status?.restartCount ?? 0,
      sandboxChanged: sandbox ? (cluster.age(lastSeen(sandbox)) ?? null) : null,
      deleted: pod.metadata.deletionTimestamp !== undefined,
      finished: isFinished(pod),
    },
  ];
}

/** Pods whose containers lost a life with their node or its runtime, so that nobody knows how it ended. */
export default defineFact({
  needs: ['pods', 'events'],
  derive: (cluster) => cluster.subjects.flatMap((pod) => row(pod, cluster)),
});
