import { shapes, type Kind } from '../../model/objects.ts';
import { resources } from '../../model/resources.ts';
import type { Shape } from '../../model/shape.ts';
import { Cursor, WireError } from './cursor.ts';
import { decoderOf, forget } from './decode.ts';
import type { Read } from './values.ts';

const MAGIC = Buffer.from('k8s\0');

/** A page of a list. */
export interface WirePage {
  /** The fields in use of every object. */
  items: () => unknown[];
  next: string | undefined;
}

const decoders = new Map<Kind, Read | undefined>();

/** Secrets are read as metadata alone; metrics and other people's APIs need not speak protobuf. */
const JSON_ONLY = new Set<Kind>(['secrets', 'podmetrics']);

/** `apps.Deployment`. */
export function messageOf(kind: Kind): string {
  const { apiVersion, kind: singular } = resources[kind];
  const group = apiVersion.includes('/') ? (apiVersion.split(/[/.]/)[0] ?? '') : 'core';
  return `${group}.${singular}`;
}

function decoderFor(kind: Kind): Read | undefined {
  if (!decoders.has(kind)) {
    decoders.set(kind, JSON_ONLY.has(kind) ? undefined : decoderOf(shapes[kind] as Shape<unknown>, messageOf(kind)));
  }
  return decoders.get(kind);
}

/** Whether the fields in use of a kind can be read from protobuf. */
export const isKnown = (kind: Kind): boolean => decoderFor(kind) !== undefined;

/** What stands in the envelope that Kubernetes puts around every answer: runtime.Unknown of apimachinery/pkg/runtime/generated.proto. */
function unwrap(bytes: Buffer): Cursor {
  if (bytes.length < 4 || bytes.compare(MAGIC, 0, 4, 0, 4) !== 0) throw new WireError('no Kubernetes protobuf');
  const cursor = new Cursor(bytes, 4);
  while (cursor.at < bytes.length) {
    const tag = cursor.varint();
    if (tag === 18) return cursor;
    cursor.skip(tag & 7);
  }
  throw new WireError('an empty envelope');
}

/** Calls back at each field of a message that begins with its length. */
function each(cursor: Cursor, found: (tag: number) => boolean): void {
  const end = cursor.end();
  while (cursor.at < end) {
    const tag = cursor.varint();
    if (!found(tag)) cursor.skip(tag & 7);
  }
}

function itemsOf(kind: Kind, decode: Read, cursor: Cursor): unknown[] {
  const { apiVersion, kind: singular } = resources[kind];
  const items: unknown[] = [];
  forget();
  each(cursor, (tag) => {
    if (tag !== 18) return false;
    const kept = decode(cursor);
    if (typeof kept === 'object' && kept !== null) items.push(Object.assign(kept, { apiVersion, kind: singular }));
    return true;
  });
  forget();
  return items;
}

/** Where a list goes on; its metadata comes before its items. */
function nextOf(cursor: Cursor): string | undefined {
  let next: string | undefined;
  each(cursor, (tag) => {
    if (tag !== 10) return false;
    each(cursor, (inner) => {
      if (inner === 26) next = cursor.text() || undefined;
      return inner === 26;
    });
    return true;
  });
  return next;
}

/** Opens a page: that it is whole and where the list goes on is known at once, the objects are read when they are asked for. */
export function openList(kind: Kind, bytes: Buffer): WirePage {
  const decode = decoderFor(kind);
  if (!decode) throw new WireError(`no table for ${kind}`);
  return { next: nextOf(unwrap(bytes)), items: () => itemsOf(kind, decode, unwrap(bytes)) };
}

/** A refusal as JSON would say it; the fields of metav1.Status. */
export function readStatus(bytes: Buffer): string {
  const status: Record<string, string> = { kind: 'Status' };
  const names: Record<number, string> = { 18: 'status', 26: 'message', 34: 'reason' };
  const cursor = unwrap(bytes);
  each(cursor, (tag) => {
    const name = names[tag];
    if (name) status[name] = cursor.text();
    return name !== undefined;
  });
  return JSON.stringify(status);
}
