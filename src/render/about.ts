import type { Report } from '../model/finding.ts';
import { INDENT, twoColumns, type Layout } from './layout.ts';

/** What is to be known of a node, a namespace and the like at a glance, with an empty line above. */
export function aboutLines({ about = [] }: Report, layout: Layout): string[] {
  if (about.length === 0) return [];
  const { say, words, paint } = layout;
  const rows = about.map(({ label, value }): [string, string] => [say(label), say(value)]);
  return ['', ' '.repeat(INDENT) + paint('bold', words.atAGlance), ...twoColumns(rows, layout)];
}
