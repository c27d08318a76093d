import type { CheckedTarget, Report } from '../model/finding.ts';
import { age } from './age.ts';
import { shortRef } from './headline.ts';
import { INDENT, twoColumns, type Layout } from './layout.ts';
import { safe } from './safe.ts';
import type { Style } from './style.ts';
import type { Words } from './words.ts';

const MARK: Record<CheckedTarget['state'], [mark: string, style: Style]> = {
  ready: ['✓', 'green'],
  progressing: ['…', 'cyan'],
  failed: ['✖', 'red'],
};

/** How one target stood at the end of a check, in words: since when it is ready, or what it waits for. */
export function standingOf({ state, note, seconds }: CheckedTarget, words: Words, say: Layout['say']): string {
  return [words.checked[state](age(seconds)), note && say(note)].filter(Boolean).join(' · ');
}

/** A target of a check, with its namespace where there are several. */
export const checkedName = (target: CheckedTarget, report: Report): string =>
  target.namespace && !report.target.namespace ? `${safe(target.namespace)} ${shortRef(target)}` : shortRef(target);

/** A line for each target of a check. */
export function checkedLines(report: Report, layout: Layout): string[] {
  const { checked = [] } = report;
  if (checked.length === 0) return [];
  const { words, say } = layout;
  const rows = checked.map((target): [string, string] => [
    `${MARK[target.state][0]} ${checkedName(target, report)}`,
    standingOf(target, words, say),
  ]);
  return ['', ' '.repeat(INDENT) + layout.paint('bold', words.targets), ...twoColumns(rows, layout)];
}
