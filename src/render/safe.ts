import { redactText } from '../model/redact.ts';

/**
 * Characters a terminal acts on or a reader cannot see: C0 and C1 controls, DEL, bidirectional overrides and isolates
 * (https://trojansource.codes), zero-width and other format characters, line separators, tags, lone surrogates.
 */
// eslint-disable-next-line no-control-regex
const HAZARD = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u3164\uffa0\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;

/** More marks on one letter than any script needs: they would paint over the lines above. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

const escape = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
};

const NEWLINE = /\r\n|[\r\u2028\u2029]/g;

/** Nothing to do: most texts, and the patterns above are slow to compile. */
const HARMLESS = /^[\n -~]*$/;

/** Text whose control and invisible characters are shown escaped, and nothing else: for what is safe already but for the markup around it. */
export const show = (text: string): string =>
  HARMLESS.test(text)
    ? text
    : text
        .replace(PILED_MARKS, '$1')
        .replace(HAZARD, (character) =>
          character === '\n' ? character : character === '\t' ? ' ' : escape(character),
        );

/** Text whose secrets are masked and whose control and invisible characters are shown escaped (`\x1b`, `\u202e`). Newlines stay. */
export const safeLines = (text: string): string => show(redactText(text).replace(/\r\n/g, '\n'));

/** A value from a cluster, safe to print on one line: as `safeLines`, and a line break is shown as `⏎`. */
export const safe = (value: string): string =>
  show(redactText(value).replace(NEWLINE, '\n').trimEnd()).replaceAll('\n', ' ⏎ ');

/** Prose, safe to print as one paragraph: as `safeLines`, and any white space is one blank. */
export const safeProse = (text: string): string =>
  show(redactText(text).replace(NEWLINE, '\n')).replace(/\s+/g, ' ').trim();

const ASCII = /^[ -~]*$/;

/** A word of a playbook or the dictionary on one line: they hold no secrets to mask, but a file of one's own may hold anything. */
export const known = (text: string): string =>
  ASCII.test(text) ? text : show(text.replace(NEWLINE, '\n').trimEnd()).replaceAll('\n', ' ⏎ ');

/** Prose of a playbook or the dictionary as one paragraph. */
export const knownProse = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return ASCII.test(line) ? line : show(line);
};
