import type { ContainerPort, Pod } from '../../model/objects.ts';
import { nodeInfo } from '../node-info.ts';
import type { Filter } from '../reason.ts';

/** The ports a pod takes on its node: those of app containers and sidecars. Source: scheduler/util/utils.go, GetHostPorts. */
function hostPorts(pod: Pod): ContainerPort[] {
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...sidecars, ...(pod.spec?.containers ?? [])]
    .flatMap(({ ports }) => ports ?? [])
    .filter(({ hostPort }) => (hostPort ?? 0) > 0);
}

const protocolOf = ({ protocol }: ContainerPort): string => protocol || 'TCP';
const addressOf = ({ hostIP }: ContainerPort): string => hostIP || '0.0.0.0';

/** Same port and protocol clash on the same address, or when either binds all addresses. */
const clash = (a: ContainerPort, b: ContainerPort): boolean =>
  a.hostPort === b.hostPort &&
  protocolOf(a) === protocolOf(b) &&
  (addressOf(a) === addressOf(b) || addressOf(a) === '0.0.0.0' || addressOf(b) === '0.0.0.0');

/** NodePorts: a host port serves one pod of a node. */
export const nodePorts: Filter = (pod, node, cluster) => {
  const wanted = hostPorts(pod);
  if (wanted.length === 0) return [];
  const { pods } = nodeInfo(node, pod, cluster);
  return wanted.flatMap((port) => {
    const by = pods.find((other) => hostPorts(other).some((taken) => clash(port, taken)));
    return by
      ? [
          {
            plugin: 'NodePorts',
            text: "node(s) didn't have free ports for the requested pod ports",
            port: { port: port.hostPort ?? 0, protocol: protocolOf(port), by },
          },
        ]
      : [];
  });
};
