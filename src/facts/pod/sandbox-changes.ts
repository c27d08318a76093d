import { defineFact, refTo } from '../define.ts';
import { lastSeen, timesSeen } from '../../model/event.ts';
import { conditionOf, containersOf, isFinished } from '../../model/pod.ts';
import { sandboxFailure } from '../../model/sandbox-events.ts';

/** Pods whose sandbox died under them: how often, and what their containers then ended with. */
export default defineFact({
  needs: ['pods', 'events', 'nodes'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) => {
      const changes = cluster.eventsAbout('Pod', pod).filter(({ reason }) => reason === 'SandboxChanged');
      const [newest] = changes;
      if (!newest || isFinished(pod) || pod.metadata.deletionTimestamp || sandboxFailure(pod, cluster)) return [];
      const containers = containersOf(pod);
      const node = cluster.node(pod.spec?.nodeName);
      return [
        {
          target: refTo('Pod', pod),
          changes: changes.reduce((sum, event) => sum + timesSeen(event), 0),
          lastSeconds: cluster.age(lastSeen(newest)) ?? null,
          ready: conditionOf(pod, 'Ready')?.status === 'True',
          restarts: Math.max(0, ...containers.map(({ status }) => status?.restartCount ?? 0)),
          exitCodes: [
            ...new Set(
              containers.flatMap(({ status }) => {
                const ended = status?.state?.terminated ?? status?.lastState?.terminated;
                return ended?.exitCode === undefined ? [] : [`${ended.exitCode} (${ended.reason ?? ''})`];
              }),
            ),
          ],
          shared: pod.spec?.shareProcessNamespace ?? false,
          runtime: node?.status?.nodeInfo?.containerRuntimeVersion ?? null,
        },
      ];
    }),
});
