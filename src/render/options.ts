import type { Lang } from '../model/text.ts';

/** The formats a report can be printed in. */
export type Format = 'text' | 'wide' | 'json' | 'yaml' | 'markdown';

/** How a report is to look. */
export interface RenderOptions {
  lang: Lang;
  /** Colour as a second signal; nothing is said by colour alone. */
  color: boolean;
  /** Columns of the terminal; below 40 counts as 40, above 120 as 120. */
  width: number;
  /** Show what is otherwise cut short: long values, every consequence, the coverage ledger. */
  verbose?: boolean;
  /** A row for every node, however many there are. */
  wide?: boolean;
}
