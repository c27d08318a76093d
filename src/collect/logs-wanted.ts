import type { ContainerStatus, Pod } from '../model/objects.ts';
import { blockingInit } from '../model/init.ts';
import { containersOf, isFinished } from '../model/pod.ts';
import type { LogQuery } from '../model/reader.ts';
import { runsUnready } from '../model/unready.ts';

type Wanted = Omit<LogQuery, 'tailLines'>;

const failed = (state: ContainerStatus['state']): boolean =>
  Boolean(state?.terminated && (state.terminated.exitCode ?? 0) !== 0);

/** 0: failing now; 1: failed before; 2: restarted for another reason. */
export function urgency({ state, lastState }: ContainerStatus): number {
  if (state?.waiting?.reason === 'CrashLoopBackOff' || failed(state)) return 0;
  return failed(lastState) ? 1 : 2;
}

/**
 * The logs that can tell why containers of a pod stop, what its init container waits for, or why one that runs is not ready;
 * the most telling first. While a container waits to be restarted its current log is that of its last life
 * (pkg/kubelet/kubelet_pods.go, validateContainerLogStatus), so it is not asked for twice.
 */
export function logsWanted(pod: Pod): Wanted[] {
  const { namespace, name } = pod.metadata;
  const alive = !pod.metadata.deletionTimestamp && !isFinished(pod);
  const blocking = blockingInit(pod)?.container.name;
  return containersOf(pod)
    .flatMap((entry) => {
      const { name: container, status } = entry;
      if (!status) return [];
      const restarts = status.restartCount ?? 0;
      const previous = restarts > 0 || Boolean(status.lastState?.terminated);
      const current =
        failed(status.state) ||
        (alive && runsUnready(entry)) ||
        ((restarts > 0 || container === blocking) && Boolean(status.state?.running));
      return [
        { wanted: previous, previous: true },
        { wanted: current, previous: false },
      ].flatMap(({ wanted, previous: last }) =>
        wanted ? [{ order: urgency(status), log: { namespace, pod: name, container, previous: last } }] : [],
      );
    })
    .toSorted((a, b) => a.order - b.order)
    .map(({ log }) => log);
}
