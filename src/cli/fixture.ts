import { readdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toSnapshot } from '../collect/build.ts';
import { readPath } from '../diagnose/evidence.ts';
import type { Kind } from '../model/objects.ts';
import { kindOf } from '../model/resources.ts';
import type { ContainerLog, Coverage, Snapshot } from '../model/snapshot.ts';

/** A recorded state of a cluster, as a fixture file holds it. */
export interface Recording {
  why?: string;
  /** Another fixture whose first recording this one starts from. */
  from?: string;
  /** Changes to it: `Pod/web status.phase` → value; null removes the field. */
  set?: Record<string, unknown>;
  takenAt?: string;
  source?: Snapshot['source'];
  coverage?: Coverage[];
  objects?: unknown[];
  logs?: ContainerLog[];
  /** What is diagnosed: `pod/web`. */
  target?: string;
  /** Findings expected: fields of the finding that must be equal. */
  expect?: { id?: string; container?: string; target?: string }[];
}

/** A fixture: cases in which its playbook must fire, and near misses in which it must stay silent. */
export interface Fixture {
  /** Its path below the fixtures folder, without ending: the id of its playbook. */
  id: string;
  found: Recording[];
  clear: Recording[];
}

/** The folder the program was installed to: where package.json, playbooks and fixtures are. */
export function packageRoot(from: string = import.meta.dirname): string {
  return existsSync(join(from, 'package.json')) || dirname(from) === from ? from : packageRoot(dirname(from));
}

/** Every fixture of a folder, by id. */
export async function readFixtures(folder: string): Promise<Map<string, Fixture>> {
  const { load } = await import('js-yaml');
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.yaml')).toSorted();
  const fixtures = await Promise.all(
    files.map(async (file) => {
      const content = (load(await readFile(join(folder, file), 'utf8')) ?? {}) as Partial<Fixture>;
      const id = file.replace(/\.yaml$/, '').replaceAll('\\', '/');
      return [id, { id, found: content.found ?? [], clear: content.clear ?? [] }] as const;
    }),
  );
  return new Map(fixtures);
}

type Raw = Record<string, unknown> & { kind?: string; apiVersion?: string; metadata?: { name?: string } };

function assign(object: Raw, path: string, value: unknown): void {
  const at = path.lastIndexOf('.');
  const parent = (at < 0 ? object : readPath(object, path.slice(0, at))) as Record<string, unknown> | undefined;
  if (!parent) throw new Error(`set: ${object.kind}/${object.metadata?.name} has no ${path.slice(0, at)}`);
  const field = path.slice(at + 1);
  if (value === null) delete parent[field];
  else parent[field] = value;
}

function change(objects: Raw[], set: Record<string, unknown>): Raw[] {
  const copy = structuredClone(objects);
  for (const [where, value] of Object.entries(set)) {
    const [ref = '', path = ''] = where.split(' ');
    const matching = copy.filter((o) => `${o.kind}/${o.metadata?.name}` === ref || `${o.kind}/*` === ref);
    if (matching.length === 0) throw new Error(`set: no object ${ref} in the recording`);
    for (const object of matching) assign(object, path, value);
  }
  return copy;
}

/** A recording with what it takes over from another fixture filled in. */
export function complete(recording: Recording, fixtures: Map<string, Fixture>): Recording {
  const base = recording.from ? fixtures.get(recording.from)?.found[0] : undefined;
  if (recording.from && !base) throw new Error(`there is no fixture ${recording.from}`);
  const whole = base ? { ...base, ...recording } : recording;
  return recording.set ? { ...whole, objects: change((whole.objects ?? []) as Raw[], recording.set) } : whole;
}

/** A complete recording as a snapshot. */
export function snapshotOf({
  takenAt = '2026-01-01T00:00:00Z',
  source,
  coverage,
  objects = [],
  logs = [],
}: Recording): Snapshot {
  const byKind: Partial<Record<Kind, unknown[]>> = {};
  for (const object of objects as Raw[]) {
    const kind = kindOf(object.apiVersion ?? '', object.kind ?? '');
    if (kind) (byKind[kind] ??= []).push(object);
  }
  const seen = Object.keys(byKind) as Kind[];
  return toSnapshot({
    takenAt,
    source: source ?? { kind: 'recording', location: 'fixture' },
    objects: byKind,
    logs,
    coverage: coverage ?? seen.map((subject) => ({ subject, scope: '', outcome: 'read' })),
  });
}
