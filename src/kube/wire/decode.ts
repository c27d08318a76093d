import { bare, type Form, type Shape } from '../../model/shape.ts';
import type { Cursor } from './cursor.ts';
import { messages } from './messages.ts';
import { values, type Read } from './values.ts';

/** A field as the table of messages has it. */
export interface Field {
  name: string;
  number: number;
  type: string;
  many: '' | '*' | '%';
  inline: boolean;
  /** Whether JSON shows it even when it is zero. */
  zero: boolean;
}

const FIELD = /^([^=]+)=(\d+):([*%]?)([^!]+)(!?)$/;

const lines = new Map(
  messages
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(' ')), line] as const),
);

/** The fields of a message; undefined for one that the table does not have. */
export function fieldsOf(message: string): Field[] | undefined {
  const [, ...words] = lines.get(message)?.split(' ') ?? [];
  const fields = words.flatMap((word) => {
    const [, name = '', number, many, type = '', zero] = FIELD.exec(word) ?? [];
    return [
      {
        name,
        number: Number(number),
        type,
        many: (many ?? '') as Field['many'],
        inline: name === '^',
        zero: zero === '!',
      },
    ];
  });
  return fields.length > 0 ? fields : undefined;
}

/** Reads one field into its place among the values of the object. */
interface Step {
  wire: 0 | 2;
  into: (cursor: Cursor, kept: unknown[]) => void;
}

function one(slot: number, read: ReadAt, zero: unknown): Step['into'] {
  return (cursor, kept) => {
    const value = read(cursor, 0);
    if (value !== zero) kept[slot] = value;
  };
}

function list(slot: number, read: ReadAt): Step['into'] {
  return (cursor, kept) => {
    const entries = kept[slot] as unknown[] | undefined;
    const value = read(cursor, entries?.length ?? 0);
    // a list that grows one by one from nothing holds room for 17: many hold one entry, and the others are cut to their length
    if (!entries) kept[slot] = value === undefined ? [] : [value];
    else if (value !== undefined) entries.push(value);
  };
}

/** Reads an entry of a list, or the one value of a field. */
type ReadAt = (cursor: Cursor, index: number) => unknown;

/** The bytes that a field had last in this page, by its index in a list, and what they stood for. */
interface Last {
  from: number;
  to: number;
  value: unknown;
}

const memories: Last[][] = [];

/** Forgets what was read: the bytes of a page are let go. */
export function forget(): void {
  for (const memory of memories) memory.length = 0;
}

/** Smaller ones are read as fast as they are compared. */
const WORTH_COMPARING = 12;

/**
 * Reads a message, or gives back what the same bytes were read into at the same place of the object before: the replicas of a workload
 * stand side by side in a list and have most of their spec in common. Nobody may change what was read.
 */
function remembered(read: Read): ReadAt {
  const memory: Last[] = [];
  memories.push(memory);
  return (cursor, index) => {
    const start = cursor.at;
    const to = cursor.end();
    const from = cursor.at;
    const { bytes } = cursor;
    const last = memory[index];
    if (last && last.to - last.from === to - from && to - from >= WORTH_COMPARING) {
      if (bytes.compare(bytes, from, to, last.from, last.to) === 0) {
        cursor.at = to;
        return last.value;
      }
    }
    cursor.at = start;
    const value = read(cursor);
    memory[index] = { from, to, value };
    return value;
  };
}

/** An entry of a map is a message of key and value; `none` stands for a value that is not kept. */
function entry(slot: number, read: ReadAt | undefined, none: unknown, empty: () => object): Step['into'] {
  return (cursor, kept) => {
    const map = (kept[slot] ??= empty()) as Record<string, unknown>;
    const end = cursor.end();
    let key = '';
    let value: unknown = none;
    while (cursor.at < end) {
      const tag = cursor.varint();
      if (tag === 10) key = cursor.text();
      else if (tag === 18 && read) value = read(cursor, 0);
      else cursor.skip(tag & 7);
    }
    if (value === undefined) return;
    if (key !== '__proto__') map[key] = value;
    else Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
  };
}

const skipped: Read = (cursor) => {
  cursor.skip(2);
  return {};
};

/** How a value of a type is read into what a shape keeps; undefined when the shape would not keep it. */
function readerOf(type: string, form: Form): { wire: 0 | 2; read: ReadAt; zero?: unknown } | undefined {
  const value = values[type];
  if (value) return value.fits.includes(form.type) ? value : undefined;
  if (form.type === 'present') return { wire: 2, read: skipped };
  if (form.type !== 'object') return undefined;
  const read = compile(type, form);
  return read && { wire: 2, read: remembered(read) };
}

function stepOf({ type, many, zero }: Field, slot: number, form: Form): Step | undefined {
  if (many === '%' && form.type === 'keys') return { wire: 2, into: entry(slot, undefined, '', () => ({})) };
  if (many === '%' && form.type === 'present') return { wire: 2, into: one(slot, skipped, undefined) };
  if (many !== '') {
    const item = form.type === (many === '*' ? 'list' : 'map') && 'item' in form ? form.item.form : undefined;
    const reader = item && readerOf(type, item);
    if (!reader) return undefined;
    const { wire, read, zero: nothing } = reader;
    return many === '*' ? { wire, into: list(slot, read) } : { wire: 2, into: entry(slot, read, nothing ?? '', bare) };
  }
  const reader = readerOf(type, form);
  return reader && { wire: reader.wire, into: one(slot, reader.read, zero ? undefined : reader.zero) };
}

/** The steps of a message by the number of the field; those of a message that stands in place fill the same object. */
function stepsOf(message: string, names: string[], form: Extract<Form, { type: 'object' }>): (Step | undefined)[] {
  const steps: (Step | undefined)[] = [];
  for (const field of fieldsOf(message) ?? []) {
    if (field.inline) {
      const inner = stepsOf(field.type, names, form);
      steps[field.number] = { wire: 2, into: (cursor, kept) => fill(cursor, cursor.end(), inner, kept) };
      continue;
    }
    const own = Object.hasOwn(form.fields, field.name) ? form.fields[field.name]?.form : undefined;
    if (own) steps[field.number] = stepOf(field, names.indexOf(field.name), own);
  }
  return steps;
}

function fill(cursor: Cursor, end: number, steps: (Step | undefined)[], kept: unknown[]): void {
  while (cursor.at < end) {
    const tag = cursor.varint();
    const step = steps[tag >>> 3];
    if (step?.wire === (tag & 7)) step.into(cursor, kept);
    else cursor.skip(tag & 7);
  }
}

/** A reader of a message that keeps what a shape declares, in the order in which it declares it. */
function compile(message: string, form: Extract<Form, { type: 'object' }>): Read | undefined {
  if (!fieldsOf(message)) return undefined;
  const names = Object.keys(form.fields);
  const steps = stepsOf(message, names, form);
  const { refine } = form;
  return (cursor) => {
    const kept: unknown[] = [];
    fill(cursor, cursor.end(), steps, kept);
    const object: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) {
      const value = kept[i];
      if (value !== undefined)
        object[names[i] as string] = Array.isArray(value) && value.length > 1 ? value.slice() : value;
    }
    return refine ? refine(object) : object;
  };
}

/** A reader of a message into what a shape keeps of it, the same as the shape keeps of its JSON; undefined for an unknown message. */
export const decoderOf = ({ form }: Shape<unknown>, message: string): Read | undefined =>
  form?.type === 'object' ? compile(message, form) : undefined;
