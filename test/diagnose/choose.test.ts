import { expect, test } from 'vitest';
import { choose, leftOutBy } from '../../src/diagnose/choose.ts';
import { DoctorError } from '../../src/model/error.ts';
import type { Playbook } from '../../src/model/playbook.ts';

const text = { en: 'x', zh: '某' };
const playbook = (id: string, more: object = {}): Playbook => ({
  id,
  symptom: id.split('/')[0] ?? '',
  fact: 'container/crash',
  when: 'true',
  title: text,
  cause: text,
  ...more,
});
const knowledge: Playbook = { id: 'crash-loop/lore', symptom: 'crash-loop', title: text, cause: text };
const all = [
  playbook('crash-loop/liveness-failing'),
  playbook('crash-loop/liveness-too-early'),
  playbook('crash-loop/out-of-memory'),
  playbook('pending/untolerated-taint'),
  knowledge,
];
const ids = (only: string[], skip: string[] = []): string[] => choose(all, { only, skip }).map(({ id }) => id);

test.each([
  [['crash-loop'], ['crash-loop/liveness-failing', 'crash-loop/liveness-too-early', 'crash-loop/out-of-memory']],
  [['crash-loop/'], ['crash-loop/liveness-failing', 'crash-loop/liveness-too-early', 'crash-loop/out-of-memory']],
  [['crash-loop/*'], ['crash-loop/liveness-failing', 'crash-loop/liveness-too-early', 'crash-loop/out-of-memory']],
  [['crash-loop/liveness-*'], ['crash-loop/liveness-failing', 'crash-loop/liveness-too-early']],
  [['*memory'], ['crash-loop/out-of-memory']],
  [['*-*-*'], ['crash-loop/liveness-failing', 'crash-loop/liveness-too-early', 'crash-loop/out-of-memory']],
  [['crash-loop/out-of-memory,pending'], ['crash-loop/out-of-memory', 'pending/untolerated-taint']],
  [
    ['pending', 'crash-loop/out-of-memory'],
    ['crash-loop/out-of-memory', 'pending/untolerated-taint'],
  ],
])('--only %j', (only, wanted) => {
  expect(ids(only)).toEqual(wanted);
});

test('--skip takes the same words, and wins over --only', () => {
  expect(ids([], ['crash-loop/l*', 'pending'])).toEqual(['crash-loop/out-of-memory']);
  expect(ids(['crash-loop'], ['crash-loop/l*'])).toEqual(['crash-loop/out-of-memory']);
});

const errorOf = (choice: { only?: string[]; skip?: string[] }): DoctorError => {
  try {
    choose(all, choice);
  } catch (error) {
    if (error instanceof DoctorError) return error;
  }
  throw new Error('expected a DoctorError');
};

test.each([
  [{ only: ['crash-lop'] }, '--only crash-lop', 'crash-loop'],
  [{ only: ['pending', 'crash-loop/out-of-memry'] }, '--only crash-loop/out-of-memry', 'crash-loop/out-of-memory'],
  [{ skip: ['untolerated-taint'] }, '--skip untolerated-taint', 'pending'],
  [{ skip: ['pending/x*'] }, '--skip pending/x*', 'pending'],
  [{ only: ['crash-loop/lore'] }, '--only crash-loop/lore', 'crash-loop'],
  [{ only: ['constructor'] }, '--only constructor', 'crash-loop, pending'],
])('%j names the word and what it may mean', (choice, word, near) => {
  const { code, text: said, hint } = errorOf(choice);
  expect(code).toBe('usage');
  expect(said.en).toContain(word);
  expect(said.zh).toContain(word);
  expect(hint?.en).toContain(near);
});

test('nothing left to check is an error, not a clean bill', () => {
  expect(errorOf({ only: ['pending'], skip: ['pending/*'] }).text.en).toContain('nothing to check');
});

test('a pattern of many stars takes no time', () => {
  expect(errorOf({ only: [`${'*a'.repeat(5000)}!`] }).code).toBe('usage');
});

test('what is left out is counted; nothing left out is nothing to say', () => {
  expect(leftOutBy(all, { only: ['pending'], skip: [] })).toEqual({ causes: 3, of: 4, only: ['pending'], skip: [] });
  expect(leftOutBy(all, {})).toBeUndefined();
  expect(leftOutBy(all, { only: ['*'] })).toBeUndefined();
});
