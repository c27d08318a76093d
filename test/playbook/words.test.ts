import { describe, expect, test } from 'vitest';
import { builtinKnowledge } from '../../src/playbook/builtin-knowledge.ts';
import type { Card } from '../../src/playbook/knowledge.ts';
import { lookUp } from '../../src/playbook/lookup.ts';
import known from './kubernetes-words.json' with { type: 'json' };
import topics from '../topics.json' with { type: 'json' };

const knowledge = await builtinKnowledge();

const wordOf = ({ of }: Card) => ('word' in of ? of.word : undefined);

/** The dictionary's entries that say what a word is: not a cause that merely mentions it. */
const entriesFor = (query: string) => lookUp(query, knowledge).cards.filter((card) => wordOf(card));

/** Whether an answer is about the word itself: one of its names, not a likeness. */
const names = (card: Card, query: string): boolean =>
  card.words.some((word) => word.toLowerCase() === query.toLowerCase());

describe('every word of Kubernetes has an entry', () => {
  test.each(Object.entries(known.words))('%s', (_file, words) => {
    const without = words.filter((word) => entriesFor(word).length === 0);
    expect(without).toEqual([]);
    const bare = words.filter((word) => !/^(Init|Signal|ExitCode):/.test(word));
    expect(bare.filter((word) => !entriesFor(word).some((card) => names(card, word)))).toEqual([]);
  });
});

test('every exit code has an entry, and those of a signal name it', () => {
  for (let code = 0; code <= 255; code++) {
    const [card] = entriesFor(`exit code ${code}`);
    expect(wordOf(card as Card)?.kind, `${code}`).toMatch(/^(exit-code|signal)$/);
    expect(entriesFor(`${code}`)[0]?.id).toBe(card?.id);
  }
});

const SIGNALS =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  );

test.each(SIGNALS.map((name, i) => [`SIG${name}`, i + 1] as const))('%s is signal %i', (name, number) => {
  const [byName] = entriesFor(name);
  expect(byName?.words).toContain(name);
  for (const query of [`signal ${number}`, `Signal:${number}`, `信号 ${number}`, `exit code ${128 + number}`]) {
    expect(entriesFor(query)[0]?.id, query).toBe(byName?.id);
  }
});

test('every entry says what to do in both languages, or that there is nothing to do', () => {
  const lacking = knowledge.all().flatMap((card) => {
    const word = wordOf(card);
    if (!word || word.normal) return [];
    const texts = [word.title, word.what, word.fix, ...(word.causes ?? [])];
    return texts.every((text) => text?.en && /\p{Script=Han}/u.test(text.zh)) && word.check?.length ? [] : [card.id];
  });
  expect(lacking).toEqual([]);
});

test('no name stands for two entries of one kind', () => {
  const seen = new Map<string, string>();
  const twice: string[] = [];
  for (const card of knowledge.all()) {
    const word = wordOf(card);
    for (const name of word?.words ?? []) {
      const key = `${word?.kind} ${name.toLowerCase()}`;
      if (seen.has(key)) twice.push(`${name}: ${seen.get(key)} and ${card.id}`);
      seen.set(key, card.id);
    }
  }
  expect(twice).toEqual([]);
});

/** Topics nothing is written about yet. This list only ever gets shorter. */
const OPEN: Record<string, string[]> = {};

test.each(Object.entries(topics))('topics of %s', (area, ids) => {
  const covered = new Set(knowledge.all().flatMap((card) => card.topics));
  expect(ids.filter((id) => !covered.has(id))).toEqual(OPEN[area] ?? []);
  for (const id of ids.filter((topic) => covered.has(topic))) {
    expect(lookUp(id, knowledge).cards.length, id).toBeGreaterThan(0);
  }
});

test('every topic an entry names exists', () => {
  const all = new Set(Object.values(topics).flat());
  const wrong = knowledge
    .all()
    .flatMap(({ id, topics: named }) => named.filter((topic) => !all.has(topic)).map((topic) => `${id}: ${topic}`));
  expect(wrong).toEqual([]);
});
