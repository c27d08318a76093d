import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { memoryFields } from '../../model/crash-fields.ts';
import { innermost } from '../../model/creation.ts';
import type { Event, Pod } from '../../model/objects.ts';
import { containersOf, isFinished, type PodContainer } from '../../model/pod.ts';
import { hasStarted } from '../../model/pod-needs.ts';

const MIB = 2 ** 20;

/** The container whose memory limit counts most against the pod: the smallest. */
function tightest(pod: Pod): { container: PodContainer; bytes: number } | undefined {
  return containersOf(pod)
    .flatMap((container) => {
      const { memoryLimitBytes: bytes } = memoryFields(pod, container);
      return bytes === null ? [] : [{ container, bytes }];
    })
    .toSorted((a, b) => a.bytes - b.bytes)[0];
}

/** What in the pod's own settings stops its node from preparing it; undefined for what concerns network, volumes or the node. */
function problemOf(pod: Pod, { reason, message = '' }: Event): string | undefined {
  if (reason === 'FailedMount') {
    const tiny = (tightest(pod)?.bytes ?? MIB) < MIB; // volumes in memory are as large as the pod's memory limit
    return tiny && /no space left on device|invalid argument/i.test(message) ? 'memory' : undefined;
  }
  if (reason === 'FailedPrepareDynamicResources') return 'device-claim';
  if (reason !== 'FailedCreatePodSandBox') return undefined;
  if (/user namespaces?|hostUsers/i.test(message)) return 'user-namespaces';
  return /FQDN .* is too long|construct FQDN/i.test(message) ? 'host-name' : undefined;
}

function rowOf(pod: Pod, event: Event, problem: string, cluster: Cluster): Row {
  const message = event.message ?? '';
  const found = problem === 'memory' ? tightest(pod) : undefined;
  const limit = found && memoryFields(pod, found.container);
  const info = cluster.node(pod.spec?.nodeName)?.status?.nodeInfo;
  return {
    target: refTo('Pod', pod),
    ...(found && { container: found.container.name }),
    problem,
    message: innermost(message.replace(/^Failed to (?:create pod sandbox|prepare dynamic resources): /, '')),
    claims: (pod.spec?.resourceClaims ?? []).flatMap(({ name }) => name ?? []),
    fqdn: /FQDN (\S+) is too long/i.exec(message)?.[1] ?? null,
    memoryLimit: limit?.memoryLimit ?? null,
    memoryLimitPath: limit?.memoryLimitPath ?? null,
    runtime: info?.containerRuntimeVersion ?? null,
    kernel: info?.kernelVersion ?? null,
  };
}

/** Pods whose own settings keep their node from preparing them, before any container is made. */
export default defineFact({
  needs: ['pods', 'events', 'nodes'],
  derive: (cluster) =>
    cluster.subjects
      .filter((pod) => pod.spec?.nodeName && !isFinished(pod) && !hasStarted(pod) && !pod.metadata.deletionTimestamp)
      .flatMap((pod) => {
        for (const event of cluster.eventsAbout('Pod', pod)) {
          const problem = problemOf(pod, event);
          if (problem) return [rowOf(pod, event, problem, cluster)];
        }
        return [];
      }),
});
