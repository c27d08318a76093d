import { Cluster } from '../../src/model/cluster.ts';
import { shapes, type Kind, type Pod } from '../../src/model/objects.ts';
import { kinds, resources } from '../../src/model/resources.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';

type Manifest = { kind: string; metadata: { name: string; namespace?: string }; [field: string]: unknown };

/** A node with room for everything, changed by what is given. */
export const node = (name: string, spec: object = {}, allocatable: object = {}, labels: object = {}): Manifest => ({
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } } as Manifest['metadata'],
  spec,
  status: { allocatable: { cpu: '2', memory: '4Gi', pods: '110', ...allocatable } },
});

/** A pod named app of which the scheduler said a message; without a message it is elsewhere and runs. */
export const pod = (
  spec: object,
  { name = 'app', message, ...status }: { name?: string; message?: string; [field: string]: unknown } = {},
): Manifest => ({
  kind: 'Pod',
  metadata: { name, namespace: 'shop' },
  spec: { containers: [{ name: 'app' }], ...spec },
  status: {
    phase: message === undefined ? 'Running' : 'Pending',
    ...(message !== undefined && {
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
    }),
    ...status,
  },
});

/** A container's spec with requests. */
export const asks = (requests: Record<string, string>, name = 'app', more: object = {}) => ({
  name,
  resources: { requests },
  ...more,
});

/** A cluster of these objects, all kinds read unless said otherwise. */
export function clusterOf(objects: Manifest[], denied: Kind[] = []): Cluster {
  const byKind = Object.fromEntries(
    kinds.map((kind) => [
      kind,
      objects
        .filter((object) => object.kind === resources[kind].kind)
        .flatMap((object) => (shapes[kind] as (value: unknown) => unknown)(object) ?? []),
    ]),
  ) as Snapshot['objects'];
  return new Cluster({
    takenAt: '2026-01-01T00:10:00Z',
    source: { kind: 'recording', location: 'test' },
    objects: byKind,
    logs: [],
    coverage: kinds.map((subject) => ({ subject, scope: '', outcome: denied.includes(subject) ? 'denied' : 'read' })),
  });
}

/** The pod of that name. */
export function podOf(cluster: Cluster, name = 'app'): Pod {
  const found = cluster.find('pods', 'shop', name);
  if (!found) throw new Error(`no pod ${name}`);
  return found;
}
