import type { EvidenceSpec, FixSpec, Playbook, Symptom } from '../model/playbook.ts';
import type { Text } from '../model/text.ts';
import type { Word } from '../model/word.ts';
import { BODY, indent, INDENT, layoutFor, paragraph, type Layout } from './layout.ts';
import type { RenderOptions } from './options.ts';
import { known, knownProse } from './safe.ts';
import { RISK_STYLE } from './style.ts';
import { columns, join, pad, wrap } from './width.ts';

interface Link {
  id: string;
  title: Text;
}

/** What `renderExplain` needs beside the look: the causes filed under a symptom, and what to read next. */
export interface ExplainOptions extends RenderOptions {
  causes?: Link[];
  see?: Link[];
  /** By which of its names a word was asked for. */
  name?: string;
}

/** The placeholders of playbook/fill.ts. */
const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9]*)(?:\|([a-z]+)((?::[^}:]*)*))?\}/g;

/** The marks around an optional part. */
const OPTIONAL = /\[\[|\]\]/g;

/** A template as a reader takes it: `{container}` is shown as `<container>`, a plural in its general form, optional parts said. */
export const template = (text: string): string =>
  text.replace(OPTIONAL, '').replace(PLACEHOLDER, (_whole, field: string, filter?: string, args?: string) => {
    const [, , many] = (args ?? '').split(':');
    return filter === 'plural' && many !== undefined ? many : `<${field}>`;
  });

function section(heading: string, lines: string[], { paint }: Layout): string[] {
  return lines.length === 0 ? [] : ['', ' '.repeat(INDENT) + paint('bold', heading), ...lines];
}

const prose = (text: { en: string; zh: string } | undefined, layout: Layout): string[] => {
  const words = text ? template(knownProse(text[layout.lang])) : '';
  return words ? paragraph(words, BODY, layout) : [];
};

/** Lines with a number before the first, the further ones below it. */
function numbered(items: string[], layout: Layout): string[] {
  const size = `${items.length} `.length;
  return items.flatMap((item, i) =>
    wrap(item, layout.width - BODY - size).map(
      (line, n) => ' '.repeat(BODY) + (n === 0 ? pad(`${i + 1}`, size) : ' '.repeat(size)) + line,
    ),
  );
}

function placeOf(spec: EvidenceSpec, { words }: Layout): string {
  const object = 'object' in spec && spec.object ? `${template(known(spec.object))} ` : '';
  if ('path' in spec) return object + template(known(spec.path));
  if ('event' in spec) {
    const matches = spec.matches === undefined ? undefined : template(known(spec.matches));
    return object + words.explain.event(template(known(spec.event)), matches);
  }
  return 'log' in spec ? words.explain.log(known(spec.log)) : template(known(spec.source));
}

/** Commands with their risk; a command is never broken. */
function commands(fixes: FixSpec[], layout: Layout): string[] {
  const { words, paint, width, lang } = layout;
  const size = Math.max(0, ...fixes.map(({ risk }) => columns(words.risk[risk])));
  return fixes.flatMap(({ risk, command, note }) => {
    const label = paint(RISK_STYLE[risk], words.risk[risk]) + ' '.repeat(size - columns(words.risk[risk]));
    const line = template(known(command)).trim();
    const column = BODY + size + 2;
    const remark = note
      ? wrap(template(knownProse(note[lang])), width - column).map((words_) => paint('dim', words_))
      : [];
    if (column + columns(line) <= width) return [`${' '.repeat(BODY)}${label}  ${line}`, ...indent(remark, column)];
    return [`${' '.repeat(BODY)}${label}`, ' '.repeat(BODY + INDENT) + line, ...indent(remark, BODY + INDENT)];
  });
}

function links(entries: Link[], layout: Layout): string[] {
  return entries.flatMap(({ id, title }) => [
    ' '.repeat(BODY) + layout.paint('cyan', known(id)),
    ...paragraph(template(knownProse(title[layout.lang])), BODY + INDENT, layout),
  ]);
}

function symptom(entry: Symptom, causes: Link[], layout: Layout): string[] {
  const { explain } = layout.words;
  const checks = entry.checks.map((check) => template(knownProse(check[layout.lang])));
  const more = causes.length > 0 ? [' '.repeat(BODY) + layout.paint('dim', explain.moreWith)] : [];
  return [
    ...section(explain.what, prose(entry.what, layout), layout),
    ...section(explain.checks, numbered(checks, layout), layout),
    ...section(explain.causes, [...links(causes, layout), ...more], layout),
  ];
}

function playbook(entry: Playbook, layout: Layout): string[] {
  const { explain } = layout.words;
  const fixes = entry.fixes ?? [];
  const places = [...new Set((entry.evidence ?? []).map((spec) => placeOf(spec, layout)))];
  const looks = fixes.filter(({ risk }) => risk === 'inspect');
  const changes = fixes.filter(({ risk }) => risk !== 'inspect');
  return [
    ...section(explain.cause, prose(entry.cause, layout), layout),
    ...section(explain.why, prose(entry.why, layout), layout),
    ...section(
      explain.checks,
      [...places.flatMap((place) => paragraph(place, BODY, layout)), ...commands(looks, layout)],
      layout,
    ),
    ...section(explain.fix, [...prose(entry.fix, layout), ...commands(changes, layout)], layout),
  ];
}

function word(entry: Word, layout: Layout): string[] {
  const { words, lang } = layout;
  const { explain } = words;
  const causes = (entry.causes ?? []).map((cause) => knownProse(cause[lang]));
  const checks = (entry.check ?? []).flatMap((check) =>
    typeof check === 'string' ? [' '.repeat(BODY) + known(check)] : paragraph(knownProse(check[lang]), BODY, layout),
  );
  const normal = entry.normal && !entry.fix && entry.kind !== 'topic' ? paragraph(explain.normal, BODY, layout) : [];
  return [
    ...section(explain.what, prose(entry.what, layout), layout),
    ...section(explain.usual, numbered(causes, layout), layout),
    ...section(explain.checks, checks, layout),
    ...section(explain.fix, [...prose(entry.fix, layout), ...normal], layout),
  ];
}

/** The sections of an entry, whichever it is. */
function body(entry: Playbook | Symptom | Word, causes: Link[], layout: Layout): string[] {
  if ('kind' in entry) return word(entry, layout);
  return 'checks' in entry ? symptom(entry, causes, layout) : playbook(entry, layout);
}

const list = (heading: string, words: string[] | undefined, layout: Layout): string[] =>
  section(heading, words?.length ? indent(join(words.map(known), ' · ', layout.width - BODY), BODY) : [], layout);

const MOST_LINKS = 12;

/** One entry of the knowledge for `k8sdoctor explain`: a cause, a word, or a symptom with the causes filed under it. */
export function renderExplain(entry: Playbook | Symptom | Word, options: ExplainOptions): string {
  const layout = layoutFor(options);
  const { words, paint } = layout;
  const headline = template(knownProse(entry.title[layout.lang]));
  const title = 'kind' in entry ? `${known(options.name ?? entry.words[0] ?? '')}${words.colon}${headline}` : headline;
  const see = options.see ?? [];
  const left = layout.verbose ? 0 : see.length - MOST_LINKS;
  const more = left > 0 ? [' '.repeat(BODY) + paint('dim', words.more(left))] : [];
  const lines = [
    ...wrap(title, layout.width).map((line) => paint('bold', line)),
    paint('dim', known(entry.id) + ('kind' in entry ? ` · ${words.explain.kind[entry.kind]}` : '')),
    ...body(entry, options.causes ?? [], layout),
    ...section(words.explain.see, [...links(left > 0 ? see.slice(0, MOST_LINKS) : see, layout), ...more], layout),
    ...list(words.explain.words, entry.words, layout),
    ...list(words.explain.topics, entry.topics, layout),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
