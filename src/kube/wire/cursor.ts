/** An answer that is not what its content type says. */
export class WireError extends Error {}

const LONGEST_KEPT = 192;
/** A power of two. */
const KEPT = 1 << 14;

/** Strings that were met before: names, labels and images come thousands of times, and need be made and held only once. */
const strings = Array.from<string | undefined>({ length: KEPT });

/** Whether a string is these bytes, all of them ASCII. */
function isSame(text: string, bytes: Buffer, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let i = from; i < to; i++) if (text.charCodeAt(i - from) !== bytes[i]) return false;
  return true;
}

/** The text in these bytes. */
function textAt(bytes: Buffer, from: number, to: number): string {
  if (to - from > LONGEST_KEPT) return bytes.toString('utf8', from, to);
  let hash = to - from;
  for (let i = from; i < to; i++) hash = (Math.imul(hash, 31) + (bytes[i] ?? 0)) | 0;
  const slot = (hash ^ (hash >>> 15)) & (KEPT - 1);
  const known = strings[slot];
  if (known !== undefined && isSame(known, bytes, from, to)) return known;
  const text = bytes.toString('utf8', from, to);
  strings[slot] = text;
  return text;
}

/** A place in a message that is read from front to end. */
export class Cursor {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** A number of seven bits a byte; those beyond 2^53 lose precision, as in JSON. */
  varint(): number {
    const { bytes } = this;
    let byte = bytes[this.at++];
    if (byte === undefined) throw new WireError('cut off');
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let factor = 0x80; ; factor *= 0x80) {
      byte = bytes[this.at++];
      if (byte === undefined) throw new WireError('cut off');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      if (factor > 2 ** 63) throw new WireError('a number without end');
    }
  }

  /** A whole number, negative ones in two's complement of 64 bits. */
  int(): number {
    const start = this.at;
    const value = this.varint();
    if (value < 2 ** 53) return value;
    this.at = start;
    let exact = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.bytes[this.at++] ?? 0;
      exact |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, exact));
    }
  }

  /** Where what begins here with its length ends. */
  end(): number {
    const length = this.varint();
    const end = this.at + length;
    if (end > this.bytes.length) throw new WireError('cut off');
    return end;
  }

  text(): string {
    const end = this.end();
    const from = this.at;
    this.at = end;
    return textAt(this.bytes, from, end);
  }

  /** Passes over a value of a wire type. */
  skip(wire: number): void {
    if (wire === 2) this.at = this.end();
    else if (wire === 0) this.varint();
    else if (wire === 1) this.at += 8;
    else if (wire === 5) this.at += 4;
    else throw new WireError(`unknown wire type ${wire}`);
  }
}
