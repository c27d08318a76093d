import { Cursor } from './cursor.ts';

/** Reads one value where the cursor stands; undefined: as good as absent. */
export type Read = (cursor: Cursor) => unknown;

const SECOND = 1000;
/** The times of one list are close to each other; a power of two. */
const SLOTS = 1 << 12;
const dated = Array.from({ length: SLOTS }, () => Number.NaN);
const texts = Array.from({ length: SLOTS }, () => '');

/** `2026-01-01T00:00:00Z` of a number of seconds, one string however often a second occurs. */
function dateOf(second: number): string {
  const slot = second & (SLOTS - 1);
  if (dated[slot] !== second) {
    // by way of bytes, as a string put together of others keeps those as well
    texts[slot] = Buffer.from(`${new Date(second * SECOND).toISOString().slice(0, -5)}Z`, 'latin1').toString('latin1');
    dated[slot] = second;
  }
  return texts[slot] ?? '';
}

/** Seconds and nanoseconds of a Time; a time that was never set is an empty message. */
function timestamp(cursor: Cursor): { seconds: number; nanos: number } | undefined {
  const end = cursor.end();
  if (cursor.at === end) return undefined;
  let [seconds, nanos] = [0, 0];
  while (cursor.at < end) {
    const tag = cursor.varint();
    if (tag === 8) seconds = cursor.int();
    else if (tag === 16) nanos = cursor.int();
    else cursor.skip(tag & 7);
  }
  return { seconds, nanos };
}

/** As Go writes metav1.Time, RFC 3339 in UTC. */
const time: Read = (cursor) => {
  const at = timestamp(cursor);
  return at && dateOf(at.seconds);
};

const microTime: Read = (cursor) => {
  const at = timestamp(cursor);
  return at && `${dateOf(at.seconds).slice(0, -1)}.${`${Math.trunc(at.nanos / 1000)}`.padStart(6, '0')}Z`;
};

const quantity: Read = (cursor) => {
  const end = cursor.end();
  let text = '0';
  while (cursor.at < end) {
    const tag = cursor.varint();
    if (tag === 10) text = cursor.text();
    else cursor.skip(tag & 7);
  }
  return text;
};

const intOrString: Read = (cursor) => {
  const end = cursor.end();
  let [isText, number, text] = [false, 0, ''];
  while (cursor.at < end) {
    const tag = cursor.varint();
    if (tag === 8) isText = cursor.varint() === 1;
    else if (tag === 16) number = cursor.int();
    else if (tag === 26) text = cursor.text();
    else cursor.skip(tag & 7);
  }
  return isText ? text : number;
};

/** A type of the table that is no message: how it is read and with which wire type it comes. */
export interface Value {
  wire: 0 | 2;
  read: Read;
  /** The kinds of shapes that keep it. */
  fits: string[];
  /** What Go leaves out of JSON when the field says `omitempty`. */
  zero?: unknown;
}

const TEXT = ['string', 'scalar'];

/** How each type of the table is read. */
export const values: Record<string, Value> = {
  string: { wire: 2, read: (cursor) => cursor.text(), fits: TEXT, zero: '' },
  bool: { wire: 0, read: (cursor) => cursor.varint() !== 0, fits: ['boolean'], zero: false },
  int: { wire: 0, read: (cursor) => cursor.int(), fits: ['number', 'scalar'], zero: 0 },
  Time: { wire: 2, read: time, fits: TEXT },
  MicroTime: { wire: 2, read: microTime, fits: TEXT },
  Quantity: { wire: 2, read: quantity, fits: TEXT },
  IntOrString: { wire: 2, read: intOrString, fits: ['scalar'] },
};
