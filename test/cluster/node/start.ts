import { join } from 'node:path';
import type { StartedNetwork, StartedTestContainer } from 'testcontainers';
import { container, inNode, readOnly } from '../containers.ts';
import { nodeFiles, type Secrets } from './files.ts';
import { nodes, podRange, type NodeSpec } from './topology.ts';

/** Folders of the cache that a node's container mounts, and the image it is made from. */
export interface NodeParts {
  image: string;
  kubernetes: string;
  podImages: string;
}

/** Starts the container of one node; its programs come up by themselves. */
export async function startNode(
  node: NodeSpec,
  parts: NodeParts,
  secrets: Secrets,
  network: StartedNetwork,
): Promise<StartedTestContainer> {
  const labels = Object.entries(node.labels).map(([key, value]) => `${key}=${value}`);
  const base = container(parts.image, node.name, [node.name], network)
    .withAddedCapabilities('ALL')
    .withDroppedCapabilities('SYS_RESOURCE')
    .withSecurityOpt('seccomp=unconfined', 'apparmor=unconfined')
    .withTmpFs({ '/var/lib/containerd': 'exec', '/run': 'exec', '/tmp': 'exec', '/var/lib/etcd': 'exec' })
    .withBindMounts([
      readOnly(parts.kubernetes, '/opt/kubernetes'),
      readOnly(parts.podImages, '/opt/pod-images'),
      readOnly(join(import.meta.dirname), '/opt/k8sdoctor'),
    ])
    .withEnvironment({
      PATH: '/opt/kubernetes:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      NODE_NAME: node.name,
      NODE_LABELS: labels.join(','),
      CONTROL_PLANE: node.controlPlane ? 'yes' : 'no',
    })
    .withCopyContentToContainer(
      Object.entries(nodeFiles(node, secrets)).map(([target, content]) => ({ target, content })),
    )
    .withCommand(['unshare', '-C', 'bash', '/opt/k8sdoctor/node.sh']);
  return (node.controlPlane ? base.withExposedPorts(6443) : base).start();
}

/** Tells every node how to reach the pods of every other. */
export async function connectPods(addresses: Map<string, string>): Promise<void> {
  await Promise.all(
    nodes.map((node) => {
      const others = nodes.filter(({ name }) => name !== node.name);
      const routes = others.map((other) => `ip route replace ${podRange(other)} via ${addresses.get(other.name)}`);
      return inNode(node.name, routes.join('\n'));
    }),
  );
}
