import { safe } from './safe.ts';
import { columns, largest, pad, wrap } from './width.ts';

const GAP = 2;
/** The last column gets at least this much room, or a line of its own. */
const LEAST = 24;

/**
 * Rows in aligned columns without borders, Chinese counted as two columns a character. The last column wraps under itself;
 * where the others leave it no room, each row's last cell stands below the rest.
 */
export function renderTable(rows: string[][], { width }: { width: number }): string {
  const cells = rows.map((row) => row.map(safe));
  const count = largest(cells.map((row) => row.length));
  const widths = Array.from({ length: Math.max(0, count - 1) }, (_, i) =>
    largest(cells.map((row) => columns(row[i] ?? ''))),
  );
  const before = widths.reduce((sum, size) => sum + size + GAP, 0);
  const below = before + LEAST > width;
  const lines = cells.flatMap((row) => {
    const head = widths.map((size, i) => pad(row[i] ?? '', size)).join(' '.repeat(GAP));
    const last = row[count - 1] ?? '';
    if (below && count > 1)
      return [head.trimEnd(), ...wrap(last, width - 2 * GAP).map((line) => ' '.repeat(2 * GAP) + line)];
    const start = widths.length > 0 ? head + ' '.repeat(GAP) : '';
    return wrap(last, width - before).map((line, i) => (i === 0 ? start : ' '.repeat(before)) + line);
  });
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}
