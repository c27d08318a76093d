import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { agentFields } from '../../model/network-agent.ts';
import type { Pod } from '../../model/objects.ts';
import { isOfNode, shortSandboxError } from '../../model/sandbox-error.ts';
import { sandboxFailure, stuckBeside, type SandboxFailure } from '../../model/sandbox-events.ts';

function nodeFields(pod: Pod, cluster: Cluster) {
  const name = pod.spec?.nodeName ?? '';
  const node = cluster.node(name);
  const ready = node?.status?.conditions?.find(({ type }) => type === 'Ready');
  const beside = stuckBeside(pod, cluster);
  return {
    node: name,
    nodeReady: ready ? ready.status === 'True' : null,
    nodeSays: ready && ready.status !== 'True' ? (ready.message ?? null) : null,
    nodeSaysNetwork: /network|cni/i.test(ready?.status === 'True' ? '' : (ready?.message ?? '')),
    nodeAge: cluster.age(node?.metadata.creationTimestamp) ?? null,
    runtime: node?.status?.nodeInfo?.containerRuntimeVersion ?? null,
    podCIDR: node?.spec?.podCIDR ?? null,
    stuck: beside.length,
    stuckPods: beside.slice(0, 5).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    podsOnNode: cluster.podsOn(name).filter(({ spec }) => !spec?.hostNetwork).length,
  };
}

function rowOf(pod: Pod, failure: SandboxFailure, cluster: Cluster): Row {
  const { problem, reason, message, times, since } = failure;
  const node = pod.spec?.nodeName ?? '';
  const ofNode = isOfNode(problem);
  return {
    target: ofNode ? { kind: 'Node', namespace: '', name: node } : refTo('Pod', pod),
    problem,
    pod: pod.metadata.name,
    podNamespace: pod.metadata.namespace,
    reason,
    error: shortSandboxError(message),
    times,
    sinceSeconds: cluster.age(since) ?? null,
    podAge: cluster.age(pod.metadata.creationTimestamp) ?? null,
    runtimeClass: pod.spec?.runtimeClassName ?? null,
    handler: /no runtime for "([^"]*)"|handler "?([^" ]+)/i.exec(message)?.slice(1).find(Boolean) ?? null,
    image: /sandbox image "?([^\s":]\S*?)"?(?:[:,]\s|$)/i.exec(message)?.[1] ?? null,
    binary: /failed to find plugin "([^"]+)"/.exec(message)?.[1] ?? null,
    folder: /in path \[([^\]]+)\]/.exec(message)?.[1] ?? null,
    range: /range set: (\S+)/.exec(message)?.[1] ?? null,
    sysctl: /\/proc\/sys\/(\S+?)[:"]/.exec(message)?.[1]?.replaceAll('/', '.') ?? null,
    limits: (pod.spec?.containers ?? []).flatMap(({ name, resources }) =>
      resources?.limits?.['memory'] === undefined ? [] : `${name ?? ''} ${resources.limits['memory']}`,
    ),
    restarted: (pod.status?.containerStatuses ?? []).some(({ restartCount }) => (restartCount ?? 0) > 0),
    ...nodeFields(pod, cluster),
    ...agentFields(message, node, cluster),
  };
}

/** Pods whose sandbox (network, cgroup, pause container) cannot be made, and what is seen of their node. */
export default defineFact({
  needs: ['pods', 'events', 'nodes'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) => {
      const failure = sandboxFailure(pod, cluster);
      return failure ? [rowOf(pod, failure, cluster)] : [];
    }),
});
