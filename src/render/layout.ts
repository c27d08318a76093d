import { columns, join, largest, longestPiece, shorten, wrap } from './width.ts';
import type { Text } from '../model/text.ts';
import { safeProse } from './safe.ts';
import { painter, type Paint } from './style.ts';
import { wordsIn, type Words } from './words.ts';
import type { RenderOptions } from './options.ts';

/** What every section of a text report is laid out with. */
export interface Layout {
  words: Words;
  paint: Paint;
  /** Columns to use, between 40 and 120: longer lines are hard to read. */
  width: number;
  verbose: boolean;
  lang: RenderOptions['lang'];
  /** A text in the language asked for, as one safe paragraph. */
  say(text: Text): string;
  /** Columns of the headings that stand beside their text. */
  label: number;
}

/** Indent of headings, and of what stands below a heading. */
export const INDENT = 2;
export const BODY = 4;

/** Prose longer than this holds a message from the cluster that would bury the rest: it is shown without its middle. */
const LONGEST_PROSE = 1200;

/** The layout for a terminal. */
export function layoutFor({ lang, color, width, verbose = false }: RenderOptions): Layout {
  const words = wordsIn(lang);
  const headings = [
    words.rootCause,
    words.also,
    words.ruledOut,
    words.notSeen,
    words.notChecked,
    words.warning,
    words.note,
  ];
  return {
    words,
    paint: painter(color),
    width: Math.min(120, Math.max(40, Number.isFinite(width) ? Math.floor(width) : 80)),
    verbose,
    lang,
    say: (text) => (verbose ? safeProse(text[lang]) : shorten(safeProse(text[lang]), LONGEST_PROSE)),
    label: Math.max(...headings.map(columns)) + 2,
  };
}

/** Lines moved to the right. */
export const indent = (lines: string[], by: number): string[] =>
  lines.map((line) => (line ? ' '.repeat(by) + line : line));

/** A paragraph at an indent. */
export const paragraph = (text: string, by: number, { width }: Layout): string[] => indent(wrap(text, width - by), by);

/** A heading with lines beside it, the further ones below the first. */
export const beside = (heading: string, lines: string[], { paint, label }: Layout): string[] =>
  lines.map(
    (line, i) =>
      ' '.repeat(INDENT) +
      (i === 0 ? paint('bold', heading) + ' '.repeat(label - columns(heading)) : ' '.repeat(label)) +
      line,
  );

/** A heading with short items joined by dots beside it. */
export const besideJoined = (heading: string, items: string[], layout: Layout): string[] =>
  items.length === 0 ? [] : beside(heading, join(items, ' · ', layout.width - INDENT - layout.label), layout);

/** The width of the first column: what most rows need, less than half the room unless the second cells are short. */
function firstColumn(rows: [string, string][], room: number): number {
  const most = Math.max(Math.floor(room * 0.45), room - 2 - largest(rows.map(([, second]) => columns(second))));
  return Math.max(8, largest(rows.map(([first]) => columns(first)).filter((size) => size <= most)));
}

/**
 * Two columns, the second wrapped under itself. A first cell too long for its column, or a second with a word that only fits a
 * whole line, gets a line of its own, and when many need that, all do; a word longer than a line is cut.
 */
export function twoColumns(rows: [string, string][], layout: Layout): string[] {
  const room = layout.width - BODY;
  const first = firstColumn(rows, room);
  const second = room - first - 2;
  const fits = ([key, value]: [string, string]): boolean => columns(key) <= first && longestPiece(value) <= second;
  const stackAll = rows.filter((row) => !fits(row)).length * 3 >= rows.length;
  let above: string | undefined;
  return rows.flatMap((row) => {
    const [key, value] = row;
    const shown = key === above ? '' : key;
    above = key;
    if (!stackAll && fits(row)) {
      const blank = ' '.repeat(first);
      const cell = (i: number): string => (i === 0 ? layout.paint('dim', shown) + blank.slice(columns(shown)) : blank);
      return wrap(value, second).map((line, i) => `${' '.repeat(BODY)}${cell(i)}  ${line}`);
    }
    const head = shown ? wrap(shown, room, { cut: true }).map((line) => layout.paint('dim', line)) : [];
    return [...indent(head, BODY), ...indent(wrap(value, room - INDENT, { cut: true }), BODY + INDENT)];
  });
}
