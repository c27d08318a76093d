import { DoctorError } from '../../model/error.ts';
import { builtinKnowledge } from '../../playbook/builtin-knowledge.ts';
import type { Card, Knowledge } from '../../playbook/knowledge.ts';
import { lookUp, suggestions, type Answer } from '../../playbook/lookup.ts';
import { keysOfWord } from '../../playbook/query.ts';
import { renderExplain, template } from '../../render/explain.ts';
import { painter } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import type { Context, Handler } from '../commands.ts';
import { EXIT } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { useColor, widthOf } from '../output.ts';

/** What a card is asked for by: a word's own name, otherwise its id. */
const nameOf = ({ id, sort, words }: Card): string => (sort === 'word' ? (words[0] ?? id) : id);

/** The cards as a list, those of an area under its heading. */
function listed(cards: Card[], flags: Flags, { lang, io }: Context): string {
  const paint = painter(useColor(flags, io));
  const areas = Map.groupBy(cards, ({ area }) => area[lang]);
  return [...areas]
    .map(([area, entries]) => {
      const symptom = entries.find(({ sort }) => sort === 'symptom');
      const heading = symptom ? `${symptom.id} · ${template(area)}` : template(area);
      const rows = entries
        .filter((card) => card !== symptom)
        .map((card) => [`  ${nameOf(card)}`, template(card.title[lang])]);
      return `${paint('bold', heading)}\n${renderTable(rows, { width: widthOf(io) })}`;
    })
    .join('\n');
}

/** The name among a word's names that was asked for, if any; of `exit code 3..123` the number that was meant. */
function askedBy(words: string[], [key = '']: string[]): { name?: string } {
  const name = words.find((word) => keysOfWord(word).includes(key));
  const [number = ''] = /\d+$/.exec(key) ?? [];
  return name === undefined ? {} : { name: name.replace(/\d+\.\.\d+$/, number) };
}

function shown({ cards, also, keys }: Answer, flags: Flags, { lang, io }: Context): string {
  const look = { lang, color: useColor(flags, io), width: widthOf(io), verbose: flags.verbose ?? false };
  return cards
    .map(({ of, see, words }, i) => {
      const more = i === cards.length - 1 ? also : [];
      if ('symptom' in of) return renderExplain(of.symptom, { ...look, causes: see, see: more });
      return 'word' in of
        ? renderExplain(of.word, { ...look, see: [...see, ...more], ...askedBy(words, keys) })
        : renderExplain(of.playbook, { ...look, see: more });
    })
    .join('\n');
}

function nothing(query: string, knowledge: Knowledge): DoctorError {
  const near = suggestions(query, knowledge);
  return new DoctorError(
    'usage',
    { en: `nothing known about "${query}"`, zh: `没有关于“${query}”的条目` },
    {
      hint: near.length
        ? {
            en: `did you mean ${near.join(', ')}? all entries: k8sdoctor explain`,
            zh: `是否想查：${near.join('、')}？全部条目：k8sdoctor explain`,
          }
        : { en: 'all entries: k8sdoctor explain', zh: '全部条目：k8sdoctor explain' },
    },
  );
}

const MANY = 3;

/** `k8sdoctor explain [WORD…]`: offline knowledge; without a word, the list of everything. */
export const explain: Handler = async (words, flags, context) => {
  const knowledge = await builtinKnowledge();
  const query = words.join(' ').trim();
  const answer = query ? lookUp(query, knowledge) : { cards: knowledge.all(), also: [], keys: [] };
  if (answer.cards.length === 0) throw nothing(query, knowledge);
  const text =
    !query || answer.cards.length > MANY ? listed(answer.cards, flags, context) : shown(answer, flags, context);
  if (!flags.quiet) context.io.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return EXIT.clean;
};
