import { checking, SKIP, type Plugin } from '../plugin.ts';

/** NodePorts: a host port serves one pod of a node. */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  states: 'first',
  prepare: ({ hostPorts }) => {
    if (hostPorts.length === 0) return SKIP;
    return checking((node) =>
      hostPorts.flatMap((port) => {
        const by = node.holderOf(port);
        if (!by) return [];
        return [
          {
            plugin: 'NodePorts',
            text: "node(s) didn't have free ports for the requested pod ports",
            unresolvable: false,
            port: { port: port.hostPort ?? 0, protocol: port.protocol || 'TCP', by },
          },
        ];
      }),
    );
  },
};
