import { changedIndex, changedPod } from '../../src/schedule/fixes/apply.ts';
import type { Change } from '../../src/schedule/fixes/change.ts';
import { clusterFixes } from '../../src/schedule/fixes/cluster-fixes.ts';
import { ScheduleIndex } from '../../src/schedule/schedule-index.ts';
import type { NodeInfo } from '../../src/schedule/node-info.ts';
import type { Manifest } from './api.ts';
import type { Case, Played } from './arena.ts';
import { clusterOf } from './judge.ts';

/** A case after the changes we advise, and the nodes that are to take the pod then. */
export interface Fixed extends Case {
  changes: Change[];
  opens: string[];
}

type Fields = Record<string, unknown>;

function fixedNode(object: Manifest, { node, allocatable }: NodeInfo): Manifest {
  const quantity = (resource: string, amount: number): string => (resource === 'cpu' ? `${amount}m` : `${amount}`);
  const amounts = Object.fromEntries(
    [...allocatable].map(([resource, amount]) => [resource, quantity(resource, amount)]),
  );
  return {
    ...object,
    metadata: { ...object.metadata, labels: node.metadata.labels },
    spec: node.spec,
    status: { ...(object['status'] as Fields), allocatable: amounts, capacity: amounts },
  };
}

function fixedObject(object: Manifest, before: ScheduleIndex, after: ScheduleIndex): Manifest[] {
  const { kind, metadata } = object;
  if (kind === 'Node') {
    const info = after.byName.get(metadata.name);
    return [info && info !== before.byName.get(metadata.name) ? fixedNode(object, info) : object];
  }
  if (kind === 'CSINode') {
    const unlimited = after.byName.get(metadata.name)?.unlimited;
    const { drivers } = object['spec'] as { drivers: { name: string; allocatable?: object }[] };
    const kept = drivers.map(({ allocatable, ...rest }) =>
      unlimited?.has(rest.name) ? rest : { ...rest, allocatable },
    );
    return [{ ...object, spec: { drivers: kept } }];
  }
  if (kind !== 'Pod') return [object];
  const node = String((object['spec'] as Fields)['nodeName'] ?? '');
  const on = (index: ScheduleIndex): boolean | undefined =>
    index.byName.get(node)?.pods.some(({ pod }) => pod.metadata.uid === metadata['uid']);
  return on(before) && !on(after) ? [] : [object];
}

const CHANGED = [
  'containers',
  'initContainers',
  'tolerations',
  'nodeSelector',
  'affinity',
  'overhead',
  'resources',
] as const;

function fixedPod(pod: Manifest, changes: Change[], index: ScheduleIndex): Manifest {
  const { name, namespace = 'default', labels } = pod.metadata;
  const own = index.cluster.find('pods', namespace, name);
  if (!own) throw new Error('the pod is not among the objects');
  const { spec = {} } = changedPod(own, changes, index);
  const before = pod['spec'] as Fields & { volumes?: { name: string }[] };
  const volumes = before.volumes?.filter((volume) => spec.volumes?.some((kept) => kept.name === volume.name)) ?? [];
  const changed = Object.fromEntries(CHANGED.map((field) => [field, spec[field]]));
  const { topologySpreadConstraints } = spec;
  return {
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { ...before, ...changed, topologySpreadConstraints, volumes },
  };
}

/** The case with the smallest set of changes that we say makes the pod fit; undefined when we know none. */
export function fixedCase({ objects, pod }: Played, name: string): Fixed | undefined {
  const cluster = clusterOf([...objects, pod]);
  const own = cluster.find('pods', pod.metadata.namespace ?? 'default', pod.metadata.name);
  const index = ScheduleIndex.of(cluster);
  const [set] = own ? clusterFixes(index, own).sets : [];
  if (!set) return undefined;
  const after = changedIndex(index, set.changes);
  return {
    name: `${name}, fixed`,
    objects: objects.flatMap((object) => fixedObject(object, index, after)),
    pod: fixedPod(pod, set.changes, index),
    changes: set.changes,
    opens: set.opens,
  };
}
