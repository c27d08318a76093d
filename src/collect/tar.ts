const BLOCK = 512;

/** One file of an archive. */
export interface TarEntry {
  name: string;
  data: Buffer;
  /** Whether it is a program; only written, never read. */
  executable?: boolean;
}

const text = (block: Buffer, from: number, length: number): string => {
  const field = block.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString('utf8');
};

/** A pax header is a sequence of `LENGTH key=value\n`; only the path matters here. */
const paxPath = (data: Buffer): string | undefined => /^\d+ path=(.*)$/m.exec(data.toString('utf8'))?.[1];

/** Whether bytes look like a tar archive. */
export const isTar = (bytes: Buffer): boolean =>
  bytes.length >= BLOCK && bytes.subarray(257, 262).toString('latin1') === 'ustar';

/**
 * The regular files of a tar archive in the ustar, pax and GNU spellings. Links and devices are left out;
 * a damaged end yields what came before it and `cutOff`.
 */
export function untar(archive: Buffer): { entries: TarEntry[]; cutOff: boolean } {
  const entries: TarEntry[] = [];
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= archive.length;) {
    const header = archive.subarray(at, at + BLOCK);
    if (header[0] === 0) return { entries, cutOff: false };
    const size = Number.parseInt(text(header, 124, 12).trim() || '0', 8);
    const type = String.fromCharCode(header[156] ?? 0);
    const from = at + BLOCK;
    if (!Number.isFinite(size) || size < 0 || from + size > archive.length) return { entries, cutOff: true };
    const data = archive.subarray(from, from + size);
    at = from + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'L') longName = text(data, 0, size);
    else if (type === 'x') longName = paxPath(data) ?? longName;
    else {
      const prefix = text(header, 345, 155);
      const short = text(header, 0, 100);
      if (type === '0' || type === '\0')
        entries.push({ name: longName ?? (prefix ? `${prefix}/${short}` : short), data });
      longName = undefined;
    }
  }
  return { entries, cutOff: archive.length % BLOCK !== 0 };
}

function headerOf(name: string, size: number, type: '0' | 'L', mode = 0o644): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  block.write(name.slice(0, 100), 0, 'utf8');
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.write(' '.repeat(8), 148, 'latin1');
  block.write(type, 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

const padded = (data: Buffer): Buffer[] => [data, Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK)];

/** A tar archive of files, the same bytes for the same files; long names in the GNU spelling. */
export function tar(entries: TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ name, data, executable }) => {
    const bytes = Buffer.from(`${name}\0`);
    const long = bytes.length > 100 ? [headerOf('././@LongLink', bytes.length, 'L'), ...padded(bytes)] : [];
    return [
      ...long,
      headerOf(bytes.length > 100 ? name.slice(0, 99) : name, data.length, '0', executable ? 0o755 : 0o644),
      ...padded(data),
    ];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}
