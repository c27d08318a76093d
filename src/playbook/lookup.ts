import { nearest } from '../model/near.ts';
import { keysOf, namesOf, type Card, type Knowledge, type Link } from './knowledge.ts';
import { recogniser } from './message.ts';
import { keysOfQuery, parts, plain } from './query.ts';

/** What a question leads to: entries to show in full, or, when they are many, to list; and what else goes with them. */
export interface Answer {
  cards: Card[];
  also: Link[];
  /** The name that was looked up (query.ts). */
  keys: string[];
}

const CHINESE = /\p{Script=Han}/u;

const linkOf = ({ id, title }: Card): Link => ({ id, title });

const isWord = ({ sort }: Card): boolean => sort === 'word';
const isSymptom = ({ sort }: Card): boolean => sort === 'symptom';

/** Of the entries that bear a name, those that say most about it; the others are what to read next. */
function ranked(found: Card[], query: string, key: string): Omit<Answer, 'keys'> {
  const named = found.filter((card) => namesOf(card).includes(key)); // the others name it as their topic
  const tiers = [
    found.filter((card) => card.id === query && !isSymptom(card)), // `node` is a symptom's id, and asks for what a node is
    ...[named, found].flatMap((cards) => [cards.filter(isWord), cards.filter(isSymptom), cards]),
  ];
  const shown = tiers.find((cards) => cards.length > 0) ?? [];
  if (shown === tiers[0]) return { cards: shown, also: [] };
  const known = new Set(shown.flatMap(({ id, see }) => [id, ...see.map((link) => link.id)]));
  return {
    cards: shown,
    also: [...named, ...found]
      .filter(isFirst)
      .filter(({ id }) => !known.has(id))
      .map(linkOf),
  };
}

const isFirst = (card: Card, i: number, cards: Card[]): boolean => cards.indexOf(card) === i;

function exactly(query: string, knowledge: Knowledge): Answer | undefined {
  for (const key of keysOfQuery(query)) {
    const found = knowledge.exact(key);
    if (found.length > 0) return { ...ranked(found, query.trim(), key), keys: [key] };
  }
  return undefined;
}

const MOST_ALSO = 5;

function inMessage(query: string, all: Card[]): Answer | undefined {
  const recognised = recogniser(query);
  const found = all
    .map((card) => ({ card, score: recognised(card) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || Number(isWord(b.card)) - Number(isWord(a.card)));
  const best = found[0];
  if (!best) return undefined;
  const known = new Set([best.card.id, ...best.card.see.map(({ id }) => id)]);
  const also = found.slice(1).filter(({ card }) => !known.has(card.id));
  return { cards: [best.card], also: also.slice(0, MOST_ALSO).map(({ card }) => linkOf(card)), keys: [] };
}

const SHORTEST_PART = 3;

/** The entries one of whose names contains the word. */
function partly(query: string, all: Card[]): Card[] {
  const wanted = plain(query);
  if (wanted.length < (CHINESE.test(wanted) ? 2 : SHORTEST_PART)) return [];
  return all.filter((card) => keysOf(card).some((key) => key.includes(wanted)));
}

/** The entries that share most of the question's words, the best first. */
function roughly(query: string, all: Card[]): Card[] {
  const wanted = [...parts(query)];
  if (wanted.length === 0 || /^[\w.:/-]+$/.test(query)) return []; // a single word is misspelt rather than described
  const scored = all.map((card) => {
    const { title, words, topics } = card;
    const own = parts([title.en, title.zh, ...words, ...topics].join(' '));
    const numbersFit = wanted.every((part) => !/\d/.test(part) || own.has(part));
    return { card, score: numbersFit ? wanted.filter((part) => own.has(part)).length / wanted.length : 0 };
  });
  const best = Math.max(...scored.map(({ score }) => score));
  return best < ENOUGH ? [] : scored.filter(({ score }) => score === best).map(({ card }) => card);
}

/** So much of a question must be found in an entry's names and title. */
const ENOUGH = 0.6;

/** What a word, a message or a question means; no entries when nothing is known about it. */
export function lookUp(query: string, knowledge: Knowledge): Answer {
  const exact = exactly(query, knowledge);
  if (exact) return exact;
  const all = knowledge.all();
  const message = inMessage(query, all);
  if (message) return message;
  const cards = [() => partly(query, all), () => roughly(query, all)].reduce<Card[]>(
    (found, next) => (found.length > 0 ? found : next()),
    [],
  );
  return { cards, also: [], keys: [] };
}

/** A Chinese question is near to what shares a character with it; spelling tells only of Latin words. */
const isKin = (name: string, query: string): boolean =>
  CHINESE.test(query)
    ? [...query].some((letter) => CHINESE.test(letter) && name.includes(letter))
    : query.length >= SHORTEST_PART && name.length >= SHORTEST_PART;

/** Words near a word that nothing was found for. */
export function suggestions(query: string, knowledge: Knowledge): string[] {
  const wanted = plain(query);
  const all = knowledge.all();
  const names = [...all.flatMap(({ words }) => words), ...all.flatMap(({ id, topics }) => [id, ...topics])];
  const kin = names.filter((name) => isKin(name, query) && plain(name).length * 2 >= wanted.length);
  const nameOf = new Map(kin.toReversed().map((name) => [plain(name), name])); // of two spellings the first, a word's own
  return nearest(wanted, nameOf.keys()).map((key) => nameOf.get(key) ?? key);
}
