import { Cluster } from '../../src/model/cluster.ts';
import { shapes, type Kind } from '../../src/model/objects.ts';
import type { Coverage, Snapshot } from '../../src/model/snapshot.ts';

/** A cluster of raw objects, seen an hour into 2026, with the ledger given. */
export function clusterOf(objects: Partial<Record<Kind, unknown[]>>, coverage: Coverage[] = []): Cluster {
  const all = Object.keys(shapes).map((kind) => [
    kind,
    (objects[kind as Kind] ?? []).map((o) => shapes[kind as Kind](o)),
  ]);
  return new Cluster({
    takenAt: '2026-01-01T01:00:00Z',
    source: { kind: 'recording', location: 'test' },
    objects: Object.fromEntries(all) as Snapshot['objects'],
    logs: [],
    coverage,
  });
}
