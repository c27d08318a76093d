import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kind } from '../../../src/model/objects.ts';

/** The first objects of a kind as a Kubernetes 1.34 API server sent them in both forms, one after the other. */
export interface Recorded {
  next: string | null;
  items: unknown[];
  protobuf: Buffer;
}

const file = JSON.parse(readFileSync(join(import.meta.dirname, 'recorded.json'), 'utf8')) as Record<
  string,
  { next: string | null; items: unknown[]; protobuf: string }
>;

/** What was recorded, by kind. */
export const recorded = new Map(
  Object.entries(file).map(([kind, { next, items, protobuf }]) => [
    kind as Kind,
    { next, items, protobuf: Buffer.from(protobuf, 'base64') } satisfies Recorded,
  ]),
);

/** The recording of one kind. */
export function recordedOf(kind: Kind): Recorded {
  const found = recorded.get(kind);
  if (!found) throw new Error(`no ${kind} were recorded`);
  return found;
}
