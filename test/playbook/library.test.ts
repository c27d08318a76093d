import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assemble, merge, playbookFiles, readWordFiles } from '../../src/playbook/library.ts';

const file = (id: string, content: object) => ({ id, file: `${id}.yaml`, content });

test('a file is a cause of its folder, _playbook.yaml the symptom itself', () => {
  const { playbooks, symptoms } = assemble([file('crash-loop/_playbook', {}), file('crash-loop/out-of-memory', {})]);
  expect(symptoms.map(({ id }) => id)).toEqual(['crash-loop']);
  expect(playbooks.map(({ id, symptom }) => [id, symptom])).toEqual([['crash-loop/out-of-memory', 'crash-loop']]);
});

test('a folded line of Chinese shows no gap; spaces beside Latin words stay', () => {
  const title = { en: 'a b', zh: '剩 {free}。 共 {n} 个\n节点， 都满 of it' };
  expect(assemble([file('a/b', { title })]).playbooks[0]?.title).toEqual({
    en: 'a b',
    zh: '剩 {free}。共 {n} 个节点，都满 of it',
  });
});

test('a playbook of one’s own takes the place of the built-in one of the same id', () => {
  const own = assemble([file('a/b', { title: { en: 'mine', zh: '我的' } })]);
  const merged = merge(assemble([file('a/b', { title: { en: 'theirs', zh: '它的' } }), file('a/c', {})]), own);
  expect(merged.playbooks.map(({ id, title }) => [id, title?.en])).toEqual([
    ['a/b', 'mine'],
    ['a/c', undefined],
  ]);
});

test('a diagnosis reads no dictionary', async () => {
  const folder = join(import.meta.dirname, '../../playbooks');
  const files = await playbookFiles(folder);
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((path) => path.includes('_words'))).toEqual([]);
  expect((await readWordFiles(folder)).map(({ id }) => id)).toContain('exit-codes');
});

test('a folder without a dictionary has none', async () => {
  expect(await readWordFiles(import.meta.dirname)).toEqual([]);
});
