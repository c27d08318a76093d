import type { ContainerPort } from '../../model/objects.ts';
import { checking, SKIP, type Plugin } from '../plugin.ts';

const protocolOf = ({ protocol }: ContainerPort): string => protocol || 'TCP';
const addressOf = ({ hostIP }: ContainerPort): string => hostIP || '0.0.0.0';

/** Same port and protocol clash on the same address, or when either binds all addresses. */
const clash = (a: ContainerPort, b: ContainerPort): boolean =>
  a.hostPort === b.hostPort &&
  protocolOf(a) === protocolOf(b) &&
  (addressOf(a) === addressOf(b) || addressOf(a) === '0.0.0.0' || addressOf(b) === '0.0.0.0');

/** NodePorts: a host port serves one pod of a node. */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  states: 'first',
  prepare: ({ hostPorts }) => {
    if (hostPorts.length === 0) return SKIP;
    return checking(({ pods }) => {
      const taken = pods.filter((other) => other.hostPorts.length > 0);
      return hostPorts.flatMap((port) => {
        const holder = taken.find((other) => other.hostPorts.some((held) => clash(port, held)));
        if (!holder) return [];
        return [
          {
            plugin: 'NodePorts',
            text: "node(s) didn't have free ports for the requested pod ports",
            unresolvable: false,
            port: { port: port.hostPort ?? 0, protocol: protocolOf(port), by: holder.pod },
          },
        ];
      });
    });
  },
};
