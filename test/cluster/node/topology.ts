import { cpus, totalmem } from 'node:os';

/** One node of the cluster; `cpu` (millicores) and `memory` (MiB) are what pods may request on it. */
export interface NodeSpec {
  name: string;
  number: number;
  controlPlane: boolean;
  cpu: number;
  memory: number;
  labels: Record<string, string>;
}

/** The control-plane node and three workers of different sizes, in three zones. */
export const nodes: readonly NodeSpec[] = [
  node(0, 'cp', 1000, 1024, 'zone-a', {}, true),
  node(1, 'w1', 500, 512, 'zone-a', {}),
  node(2, 'w2', 1000, 1024, 'zone-b', {}),
  node(3, 'w3', 1500, 2048, 'zone-c', { disk: 'ssd' }),
];

/** Range of addresses of a node's pods. */
export function podRange({ number }: NodeSpec): string {
  return `10.244.${number}.0/24`;
}

/** Memory below which a kubelet evicts pods; it is not allocatable either. */
export const EVICTION_MIB = 100;

/** What a node keeps from pods so that only the wanted size is left of this machine. */
export function reserved({ cpu, memory }: NodeSpec): { cpu: string; memory: string } {
  const machine = { cpu: cpus().length * 1000, memory: Math.floor(totalmem() / 1024) };
  return {
    cpu: `${Math.max(0, machine.cpu - cpu)}m`,
    memory: `${Math.max(0, machine.memory - (memory + EVICTION_MIB) * 1024)}Ki`,
  };
}

function node(
  number: number,
  name: string,
  cpu: number,
  memory: number,
  zone: string,
  labels: Record<string, string>,
  controlPlane = false,
): NodeSpec {
  const everywhere = { 'topology.kubernetes.io/region': 'test', 'topology.kubernetes.io/zone': zone };
  return { number, name, cpu, memory, controlPlane, labels: { ...everywhere, ...labels } };
}
