import type { Playbook, Symptom } from '../model/playbook.ts';
import type { Text } from '../model/text.ts';
import type { Word, WordArea, WordKind } from '../model/word.ts';
import type { Library } from './library.ts';
import { keysOfWord, plain } from './query.ts';

/** Where to read on: an entry by its id. */
export interface Link {
  id: string;
  title: Text;
}

/** What a question is compared with. */
export interface Names extends Link {
  sort: 'symptom' | 'playbook' | 'word';
  /** What sort of word. */
  kind?: WordKind;
  /** The heading it is listed under. */
  area: Text;
  words: string[];
  topics: string[];
  /** Regular expressions for the messages it is said in. */
  like: string[];
}

/** What is shown of it. */
interface Body {
  of: { symptom: Symptom } | { playbook: Playbook } | { word: Word };
  /** The causes of a symptom; what a word leads on to. */
  see: Link[];
}

/** One thing `explain` can show. */
export type Card = Names & Body;

/** Everything `explain` knows, the parts of it read when they are needed. */
export interface Knowledge {
  /** The cards of one key (query.ts). */
  exact(key: string): Card[];
  all(): Card[];
}

const EVERYDAY_AREA: Text = { en: 'Other', zh: '其他' };

function cardsOfLibrary({ playbooks, symptoms }: Library): Card[] {
  const titleOf = new Map(symptoms.map(({ id, title }) => [id, title]));
  const shared = { like: [] as string[] };
  const cause = (playbook: Playbook): Card => {
    const { id, title, words = [], topics = [], symptom } = playbook;
    return {
      ...shared,
      sort: 'playbook',
      id,
      title,
      words,
      topics,
      see: [],
      area: titleOf.get(symptom) ?? EVERYDAY_AREA,
      of: { playbook },
    };
  };
  const folders = [
    ...new Set([...symptoms.map(({ id }) => id), ...playbooks.map(({ symptom }) => symptom)]),
  ].toSorted();
  return folders.flatMap((folder) => {
    const causes = playbooks.filter((playbook) => playbook.symptom === folder);
    const see = causes.map(({ id, title }) => ({ id, title }));
    const own = symptoms
      .filter(({ id }) => id === folder)
      .map((symptom): Card => {
        const { id, title, words = [], topics = [] } = symptom;
        return { ...shared, sort: 'symptom', id, title, words, topics, see, area: title, of: { symptom } };
      });
    return [...own, ...causes.map(cause)];
  });
}

/** Everything there is to explain: each symptom, followed by its causes, then the dictionary. */
export function cardsOf(library: Library, areas: WordArea[]): Card[] {
  const playbooks = cardsOfLibrary(library);
  const words = areas.flatMap(({ title: area, words: entries }) =>
    entries.map((word): Card => {
      const { id, title, topics = [], like = [] } = word;
      return { sort: 'word', kind: word.kind, id, title, area, words: word.words, topics, like, see: [], of: { word } };
    }),
  );
  const titles = new Map([...playbooks, ...words].map(({ id, title }) => [id, title]));
  const linked = words.map((card) => {
    const see = 'word' in card.of ? (card.of.word.see ?? []) : [];
    return { ...card, see: see.flatMap((id) => ({ id, title: titles.get(id) ?? { en: '', zh: '' } })) };
  });
  return [...playbooks, ...linked];
}

/** The keys a card is named by. */
export const namesOf = ({ id, words }: Card): string[] => [
  plain(id),
  plain(id.split('/').at(-1) ?? ''),
  ...words.flatMap(keysOfWord),
];

/** The keys a card is found by: its names and its topics. */
export const keysOf = (card: Card): string[] => [...new Set([...namesOf(card), ...card.topics.map(plain)])];

function byKey(cards: Card[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  cards.forEach((card, i) => {
    for (const key of keysOf(card)) found.set(key, [...(found.get(key) ?? []), i]);
  });
  return found;
}

/** Knowledge held as it is. */
export function knowledgeOf(cards: Card[]): Knowledge {
  const index = byKey(cards);
  return {
    exact: (key) => (index.get(key) ?? []).flatMap((i) => cards[i] ?? []),
    all: () => cards,
  };
}

/** Where a card stands in packed knowledge: its first byte, counted from the first card, and its length. */
type Place = [at: number, length: number];

type Placed = Names & { place: Place };

const namesIn = ({ sort, kind, id, title, area, words, topics, like }: Card): Names => ({
  sort,
  ...(kind && { kind }),
  id,
  title,
  area,
  words,
  topics,
  like,
});

const HEAD = 40;

/**
 * Knowledge as one text: the lengths of the three parts that follow, padded; a line per key with the places of its cards; a line
 * per card; and the names of all with their places. A word is answered from the first two, a message from the last.
 */
export function pack(cards: Card[]): string {
  const lines = cards.map((card) => `${JSON.stringify(card)}\n`);
  let next = 0;
  const places = lines.map((line): Place => {
    const length = Buffer.byteLength(line);
    next += length;
    return [next - length, length];
  });
  const keys = [...byKey(cards)].map(([key, found]) => `${key}\t${found.map((i) => places[i]?.join('+')).join(',')}\n`);
  const names = cards.map((card, i): Placed => ({ ...namesIn(card), place: places[i] ?? [0, 0] }));
  const parts = [`\n${keys.join('')}`, lines.join(''), JSON.stringify(names)];
  return (
    parts
      .map((part) => Buffer.byteLength(part))
      .join(' ')
      .padEnd(HEAD) + parts.join('')
  );
}

/** Reads some bytes of packed knowledge. */
export type ReadBytes = (from: number, length: number) => Buffer;

/** Reads packed knowledge, and no more of it than it is asked for. */
export function unpack(read: ReadBytes): Knowledge {
  const [keysLength = 0, cardsLength = 0, namesLength = 0] = read(0, HEAD).toString().trim().split(' ').map(Number);
  const cardAt = ([at, length]: Place): Card => JSON.parse(read(HEAD + keysLength + at, length).toString()) as Card;
  const placed = ({ place, ...names }: Placed): Card => {
    let card: Card | undefined;
    const whole = (): Card => (card ??= cardAt(place));
    return {
      ...names,
      get of() {
        return whole().of;
      },
      get see() {
        return whole().see;
      },
    };
  };
  return {
    exact(key) {
      const keys = read(HEAD, keysLength);
      const found = keys.indexOf(`\n${key}\t`);
      if (found < 0) return [];
      const [, places = ''] = keys.toString('utf8', found + 1, keys.indexOf('\n', found + 1)).split('\t');
      return places.split(',').map((place) => cardAt(place.split('+').map(Number) as Place));
    },
    all: () => (JSON.parse(read(HEAD + keysLength + cardsLength, namesLength).toString()) as Placed[]).map(placed),
  };
}
