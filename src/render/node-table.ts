import type { NodeReason, NodeRow, Shortage } from '../model/fit.ts';
import type { Lang } from '../model/text.ts';
import { reasonWords } from './node-words.ts';
import { safe } from './safe.ts';
import type { Words } from './words.ts';

/** Up to so many nodes each has a row of its own; more are told of together where they say the same. */
const MOST_ROWS = 10;
const MOST_NAMES = 3;

/** Nodes that say the same, as one row. */
export interface Folded<R extends NodeRow> {
  rows: R[];
  /** `w1`, or `17 nodes: w1, w2, w3 …`. */
  label: string;
  /** Every reason in words; none when they would take the pod. */
  reasons: string[];
}

const reasonKey = ({ plugin, text, about, shortage }: NodeReason): string =>
  [plugin, text, about?.en ?? '', shortage ? `${shortage.resource} ${shortage.requested}` : ''].join('|');

const rowKey = ({ fits, reasons }: NodeRow): string => `${String(fits)}\n${reasons.map(reasonKey).join('\n')}`;

function labelOf(rows: NodeRow[], lang: Lang): string {
  const names = rows.slice(0, MOST_NAMES).map(({ node }) => safe(node));
  if (rows.length === 1) return names[0] ?? '';
  const more = rows.length > MOST_NAMES ? ' …' : '';
  return lang === 'zh'
    ? `${rows.length} 个节点：${names.join('、')}${more}`
    : `${rows.length} nodes: ${names.join(', ')}${more}`;
}

function wordsOf(rows: NodeRow[], lang: Lang): string[] {
  const [first] = rows;
  return (first?.reasons ?? []).map((reason, i) => {
    const shortages = rows.flatMap(({ reasons }): Shortage[] => {
      const shortage = reasons[i]?.shortage;
      return shortage ? [shortage] : [];
    });
    return safe(reasonWords(reason, lang, rows.length > 1 ? shortages : []));
  });
}

/** What a row says: the reasons, or that there are none. */
export const saidBy = ({ rows, reasons }: Folded<NodeRow>, words: Words): string =>
  reasons.length > 0 ? reasons.join(words.semicolon) : rows[0]?.fits ? words.fitsNow : words.nothingFound;

/**
 * The rows of a table of nodes: each node for itself, or on larger clusters those together that say the same (and for which `extra`
 * gives the same). `wide` shows every node.
 */
export function foldNodes<R extends NodeRow>(
  rows: R[],
  { lang, wide = false, extra = () => '' }: { lang: Lang; wide?: boolean; extra?: (row: R) => string },
): Folded<R>[] {
  const groups =
    wide || rows.length <= MOST_ROWS
      ? rows.map((row) => [row])
      : [...Map.groupBy(rows, (row) => `${extra(row)}\n${rowKey(row)}`).values()];
  return groups.map((group) => ({ rows: group, label: labelOf(group, lang), reasons: wordsOf(group, lang) }));
}
