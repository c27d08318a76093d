import { DoctorError } from '../../model/error.ts';
import { builtinLibrary } from '../../playbook/builtin.ts';
import { entries, lookUp, suggestions, type Entry } from '../../playbook/lookup.ts';
import { renderExplain, template } from '../../render/explain.ts';
import { renderTable } from '../../render/table.ts';
import type { Context, Handler } from '../commands.ts';
import { EXIT } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { useColor, widthOf } from '../output.ts';

function rows(list: Entry[], { lang }: Context): string[][] {
  return list.map((entry) =>
    'symptom' in entry
      ? [entry.symptom.id, entry.symptom.title[lang]]
      : [`  ${entry.playbook.id}`, template(entry.playbook.title[lang])],
  );
}

const shown = (entry: Entry, flags: Flags, { lang, io }: Context): string => {
  const options = { lang, color: useColor(flags, io), width: widthOf(io) };
  return 'symptom' in entry
    ? renderExplain(entry.symptom, { ...options, causes: entry.causes })
    : renderExplain(entry.playbook, options);
};

const MANY = 3;

/** `k8sdoctor explain [WORD…]`: offline knowledge; without a word, the list of everything. */
export const explain: Handler = async (words, flags, context) => {
  const library = await builtinLibrary();
  const word = words.join(' ');
  const found = word ? lookUp(word, library) : entries(library);
  if (found.length === 0) {
    const near = suggestions(word, library);
    throw new DoctorError(
      'usage',
      { en: `nothing known about "${word}"`, zh: `没有关于“${word}”的条目` },
      {
        hint: near.length
          ? {
              en: `near: ${near.join(', ')}; all: k8sdoctor explain`,
              zh: `相近的有：${near.join('、')}；全部条目：k8sdoctor explain`,
            }
          : { en: 'all entries: k8sdoctor explain', zh: '全部条目：k8sdoctor explain' },
      },
    );
  }
  const list = !word || found.length > MANY;
  const text = list
    ? renderTable(rows(found, context), { width: widthOf(context.io) })
    : found.map((entry) => shown(entry, flags, context)).join('\n');
  if (!flags.quiet) context.io.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return EXIT.clean;
};
