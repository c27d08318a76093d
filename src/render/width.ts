/** East Asian wide and fullwidth characters (Unicode 17, EastAsianWidth.txt), and emoji shown as pictures. */
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u4dbf\u4dc0-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18df2}\u{1aff0}-\u{1b2fb}\u{1d300}-\u{1d376}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]|(?![\u{1f1e6}-\u{1f1ff}])\p{Emoji_Presentation}/u;
const ZERO = /[\p{Mn}\p{Me}]/u;
/** ASCII and the signs of our own layout, one column each: for the rest two patterns are needed that are slow to compile. */
const PLAIN = /^[\x20-\x7e·…✖✓→⏎×’–—]*$/;

/** How many columns of a terminal a text without control characters takes. */
export function columns(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let sum = 0;
  for (const character of text) {
    if (WIDE.test(character)) sum += 2;
    else if (!ZERO.test(character)) sum += 1;
  }
  return sum;
}

/** The largest of any number of numbers, 0 of none; spread arguments of Math.max are limited by the stack. */
export const largest = (numbers: number[]): number => numbers.reduce((most, number) => Math.max(most, number), 0);

/** A text with blanks behind it, up to a number of columns. */
export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columns(text)));

/** What must not begin a line (closing punctuation) and what must not end one (opening punctuation): kinsoku. */
const NOT_FIRST = /^[，。、；：！？）」』】》〉〕｝”’…—～·％,.;:!?)\]}%⏎]/u;
const NOT_LAST = /[（「『【《〈〔｛“‘([{#$]$/u;

interface Piece {
  text: string;
  /** Whether a blank stands before it. */
  spaced: boolean;
}

/** The pieces no line break may split: words, paths, and single wide characters with the punctuation that belongs to them. */
function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  for (const word of text.split(' ')) {
    let spaced = true;
    for (const run of splitWide(word)) {
      const last = found.at(-1);
      if (last && !spaced && (NOT_FIRST.test(run) || NOT_LAST.test(last.text))) last.text += run;
      else found.push({ text: run, spaced });
      spaced = false;
    }
  }
  return found;
}

/** Runs of narrow characters, and each wide one alone. */
function splitWide(word: string): string[] {
  if (PLAIN.test(word)) return word ? [word] : [];
  const runs: string[] = [];
  let narrow = '';
  for (const character of word) {
    if (WIDE.test(character)) {
      if (narrow) runs.push(narrow);
      runs.push(character);
      narrow = '';
    } else narrow += character;
  }
  if (narrow) runs.push(narrow);
  return runs;
}

/** Where a long word may be cut so that both halves can still be read: behind these. */
const SEAM = /[/,;&?]/;

/** A piece cut into parts of at most `width` columns, at a seam in the second half of each where there is one. */
function chop(text: string, width: number): string[] {
  const parts: string[] = [];
  let part = '';
  let used = 0;
  for (const character of text) {
    const size = columns(character);
    if (used + size > width && used > 0) {
      let seam = part.length;
      while (seam > part.length / 2 && !SEAM.test(part[seam - 1] ?? '')) seam--;
      if (seam <= part.length / 2) seam = part.length;
      parts.push(part.slice(0, seam));
      part = part.slice(seam);
      used = columns(part);
    }
    part += character;
    used += size;
  }
  return [...parts, part];
}

/** How `wrap` treats its text. */
export interface WrapOptions {
  /** Cut what is longer than a whole line; otherwise such a word gets a line of its own and stays whole, for copying. */
  cut?: boolean;
}

/**
 * Breaks a text into lines of at most `width` columns: between words, between Chinese characters, never inside a word or path
 * and never so that a line begins with closing punctuation.
 */
export function wrap(text: string, width: number, { cut = false }: WrapOptions = {}): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const piece of pieces(text)) {
    const parts = cut && columns(piece.text) > width ? chop(piece.text, width) : [piece.text];
    for (const [i, part] of parts.entries()) {
      const size = columns(part);
      const gap = i === 0 && piece.spaced && used > 0 ? 1 : 0;
      if (used > 0 && (i > 0 || used + gap + size > width)) {
        lines.push(line);
        line = part;
        used = size;
      } else {
        line += ' '.repeat(gap) + part;
        used += gap + size;
      }
    }
  }
  if (line || lines.length === 0) lines.push(line);
  return lines;
}

/** The columns of the longest part that `wrap` would keep whole. */
export const longestPiece = (text: string): number => largest(pieces(text).map((piece) => columns(piece.text)));

/** Whole items joined by a separator into lines of at most `width` columns; an item is only broken when it fills a line. */
export function join(items: string[], separator: string, width: number): string[] {
  const lines: string[] = [];
  const end = separator.trimEnd();
  const room = width - columns(end);
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && columns(last + separator + item) <= room)
      lines[lines.length - 1] = last + separator + item;
    else {
      if (last !== undefined) lines[lines.length - 1] = last + end;
      lines.push(...wrap(item, room));
    }
  }
  return lines;
}

/** A text of at most about `limit` characters: whole words of its middle are left out, for the reason often stands at the end. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const characters = [...text];
  if (characters.length <= limit) return text;
  const tail = Math.floor(limit * 0.45);
  const head = characters.slice(0, limit - tail).join('');
  const end = characters.slice(-tail).join('');
  const lastBlank = head.lastIndexOf(' ');
  const firstBlank = end.indexOf(' ');
  return `${lastBlank > head.length / 2 ? head.slice(0, lastBlank) : head} … ${firstBlank >= 0 && firstBlank < end.length / 2 ? end.slice(firstBlank + 1) : end}`;
}
