import type { Playbook } from '../model/playbook.ts';
import type { Lang } from '../model/text.ts';
import type { Threshold } from './outline.ts';

/** The formats any result can be printed in. */
export type PlainFormat = 'text' | 'wide' | 'json' | 'yaml' | 'markdown';

/** The formats that CI systems read, for reports alone. */
export type CiFormat = 'junit' | 'sarif' | 'github';

/** The formats a report can be printed in. */
export type Format = PlainFormat | CiFormat;

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
  /** JUnit: from which severity on a finding is a failure; `error` when absent. */
  failOn?: Threshold;
  /** SARIF: the program's version, and what its rules are described by. */
  version?: string;
  playbooks?: Playbook[];
}
