import type { AnyObject, Kind } from '../model/objects.ts';
import { shapes } from '../model/objects.ts';
import { kinds } from '../model/resources.ts';
import type { Shape } from '../model/shape.ts';
import type { ContainerLog, Coverage, Snapshot } from '../model/snapshot.ts';

/** What was read of a cluster or a recording, objects as the API wrote them: what a Snapshot and a saved one are made of. */
export interface Collected {
  takenAt: string;
  source: Snapshot['source'];
  objects: Partial<Record<Kind, unknown[]>>;
  logs: ContainerLog[];
  coverage: Coverage[];
}

/** The usable objects of one kind, each once (the newest copy by resourceVersion order of appearance: the last), and how many were not usable. */
function project(kind: Kind, raw: unknown[]): { kept: AnyObject[]; malformed: number } {
  const shape = shapes[kind] as Shape<AnyObject>;
  const byIdentity = new Map<string, AnyObject>();
  let malformed = 0;
  for (const item of raw) {
    const object = shape(item);
    if (object)
      byIdentity.set(`${object.metadata.namespace}/${object.metadata.name}/${object.metadata.uid ?? ''}`, object);
    else malformed += 1;
  }
  return { kept: [...byIdentity.values()], malformed };
}

/** The Snapshot of what was collected: only the fields in use, no object twice, malformed ones left out and told in the ledger. */
export function toSnapshot({ takenAt, source, objects, logs, coverage }: Collected): Snapshot {
  const gaps: Coverage[] = [];
  const projected = Object.fromEntries(
    kinds.map((kind) => {
      const { kept, malformed } = project(kind, objects[kind] ?? []);
      if (malformed > 0) {
        const detail = `${malformed} of ${kind} left out: not objects with a name`;
        gaps.push({ subject: kind, scope: '', outcome: 'truncated', count: kept.length, detail });
      }
      return [kind, kept];
    }),
  );
  return { takenAt, source, objects: projected as Snapshot['objects'], logs, coverage: [...coverage, ...gaps] };
}
