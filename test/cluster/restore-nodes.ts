import { must, type Kubectl } from './kubectl.ts';
import { nodes, type NodeSpec } from './node/topology.ts';

interface Taint {
  key: string;
  effect: string;
}

interface Node {
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: { taints?: Taint[]; unschedulable?: boolean };
  status: { capacity?: Record<string, string>; conditions?: { type: string }[] };
}

const roleKey = 'node-role.kubernetes.io/control-plane';

const ownLabels = /^(beta\.kubernetes\.io\/|kubernetes\.io\/(arch|os|hostname)$)/;

const ownAnnotations = ['node.alpha.kubernetes.io/ttl', 'volumes.kubernetes.io/controller-managed-attach-detach'];

const ownConditions = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'];

/** Gives every node back its labels, taints and resources, takes what tests added, and uncordons it. */
export async function restoreNodes(kubectl: Kubectl): Promise<void> {
  const { items } = JSON.parse(await must(kubectl, ['get', 'nodes', '-o', 'json'])) as { items: Node[] };
  for (const node of items) {
    const { name } = node.metadata;
    const spec = nodes.find((wanted) => wanted.name === name);
    if (!spec) {
      await must(kubectl, ['delete', 'node', name, '--ignore-not-found', '--wait=false']); // a test made it up
      continue;
    }
    const patch = ['patch', 'node', name, '--type=merge', '-p'];
    await must(kubectl, [...patch, JSON.stringify(objectPatch(node, spec))]);
    const status = statusPatch(node);
    if (status !== undefined) await must(kubectl, [...patch, JSON.stringify({ status }), '--subresource=status']);
  }
}

function objectPatch({ metadata, spec }: Node, wanted: NodeSpec) {
  const labels = wanted.controlPlane ? { ...wanted.labels, [roleKey]: '' } : wanted.labels;
  const foreign = Object.keys(metadata.labels ?? {}).filter((key) => !ownLabels.test(key));
  const notes = Object.keys(metadata.annotations ?? {}).filter((key) => !ownAnnotations.includes(key));
  // The controller manager alone decides about taints that follow from a condition.
  const taints = (spec.taints ?? []).filter(({ key }) => /^node\.kubernetes\.io\/(?!unschedulable)/.test(key));
  if (wanted.controlPlane) taints.push({ key: roleKey, effect: 'NoSchedule' });
  return {
    metadata: { labels: { ...nulls(foreign), ...labels }, annotations: nulls(notes) },
    spec: { unschedulable: null, taints },
  };
}

function statusPatch({ status }: Node) {
  const extended = Object.keys(status.capacity ?? {}).filter((key) => key.includes('/'));
  const conditions = (status.conditions ?? []).filter(({ type }) => ownConditions.includes(type));
  if (extended.length === 0 && conditions.length === status.conditions?.length) return undefined;
  return { capacity: nulls(extended), allocatable: nulls(extended), conditions };
}

function nulls(keys: string[]): Record<string, null> {
  return Object.fromEntries(keys.map((key) => [key, null]));
}
