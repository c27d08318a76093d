import type { Lang, Text } from '../model/text.ts';
import { formatBytes } from '../model/quantity.ts';

/** A placeholder: `{field}` or `{field|filter}`; filters take arguments after colons. */
const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9]*)(?:\|([a-z]+)((?::[^}:]*)*))?\}/g;

const UNITS: Record<Lang, [day: string, hour: string, minute: string, second: string]> = {
  en: [' d', ' h', ' min', ' s'],
  zh: [' 天', ' 小时', ' 分', ' 秒'],
};

/** Seconds as people say them, two units at most: `2 min 5 s`, `3 小时 10 分`. */
export function duration(seconds: number, lang: Lang): string {
  const whole = Math.max(0, Math.round(seconds));
  const [day, hour, minute, second] = UNITS[lang];
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), day],
    [Math.floor((whole % 86_400) / 3600), hour],
    [Math.floor((whole % 3600) / 60), minute],
    [whole % 60, second],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return `0${second}`;
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join(' ');
}

const UNKNOWN: Record<Lang, string> = { en: 'unknown', zh: '未知' };

function say(value: unknown, lang: Lang): string {
  if (value === null || value === undefined || value === '') return UNKNOWN[lang];
  if (Array.isArray(value)) {
    return value.length === 0
      ? { en: 'none', zh: '无' }[lang]
      : value.map((v) => say(v, lang)).join(lang === 'zh' ? '、' : ', ');
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Not known, or nothing at all: what `or` has words for. */
const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

const filters: Record<string, (value: unknown, args: string[], lang: Lang) => string> = {
  duration: (value, _args, lang) => (typeof value === 'number' ? duration(value, lang) : UNKNOWN[lang]),
  bytes: (value, _args, lang) => (typeof value === 'number' ? formatBytes(value) : UNKNOWN[lang]),
  plural: (value, [one = '', many = '']) => (Number(Array.isArray(value) ? value.length : value) === 1 ? one : many),
  count: (value) => String(Array.isArray(value) ? value.length : 0),
  if: (value, [words = '']) => (value === true ? words : ''),
  or: (value, [words = ''], lang) => (isNothing(value) ? words : say(value, lang)),
};

/** The names of the filters a placeholder may use. */
export const filterNames = Object.keys(filters);

/** A value that ends a sentence by itself, before the template's own full stop. */
const STOPPED = /[.。]+$/;

/** Fills the placeholders of a text from a row, in one language; null is said as "unknown". `quote` is done to each value. */
export function fillIn(template: string, row: object, lang: Lang, quote = (value: string): string => value): string {
  const fields = row as Record<string, unknown>;
  return template
    .replace(PLACEHOLDER, (whole, field: string, filter: string | undefined, args: string | undefined, at: number) => {
      const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
      const apply = filter ? filters[filter] : undefined;
      const said = apply ? apply(value, (args ?? '').split(':').slice(1), lang) : say(value, lang);
      return quote(/[.。]/.test(template[at + whole.length] ?? '') ? said.replace(STOPPED, '') : said);
    })
    .trim();
}

/** A pattern with its placeholders filled: what a cluster puts into it stands for itself, whatever signs are in it. */
export const fillPattern = (template: string, row: object): RegExp =>
  new RegExp(
    fillIn(template, row, 'en', (value) => value.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)),
    'i',
  );

/** A part of a text that is only said when every field in it is known and not empty: `[[ Other refusals: {others}.]]`. */
const OPTIONAL = /\[\[([^[\]]*)\]\]/g;

const sayable = (template: string, row: object): string =>
  template.replace(OPTIONAL, (_whole, part: string) => {
    const fields = row as Record<string, unknown>;
    return placeholders(part).some(({ field }) => isNothing(fields[field])) ? '' : part;
  });

/** Fills a text in both languages. */
export const fill = (text: Text, row: object): Text => ({
  en: fillIn(sayable(text.en, row), row, 'en'),
  zh: fillIn(sayable(text.zh, row), row, 'zh'),
});

/** The placeholders of a template, for linting. */
export const placeholders = (template: string): { field: string; filter: string | undefined }[] =>
  [...template.matchAll(PLACEHOLDER)].map((match) => ({ field: match[1] ?? '', filter: match[2] }));

/** What may stand in a command without quotes; no object the API server accepted has a name outside of it. */
const PLAIN_WORD = /^[A-Za-z0-9_./:@%+=,][A-Za-z0-9_./:@%+=,-]*$/;

/**
 * A command with its placeholders filled; undefined when a value is not known or is no plain word: a hostile name from a
 * recording must never become part of what a person pastes into a shell.
 */
export function fillCommand(template: string, row: object): string | undefined {
  const fields = row as Record<string, unknown>;
  const values = placeholders(template).map(({ field }) => (Object.hasOwn(fields, field) ? fields[field] : undefined));
  return values.every((value) => PLAIN_WORD.test(Array.isArray(value) ? value.join('') : String(value ?? '')))
    ? fillIn(template, row, 'en')
    : undefined;
}
