import { expect, test } from 'vitest';
import { join } from 'node:path';
import { builtinLibrary } from '../../src/playbook/builtin.ts';
import { readWordFiles } from '../../src/playbook/library.ts';
import { lintWords } from '../../src/playbook/lint.ts';

const none = { playbooks: [], symptoms: [] };
const good = {
  words: ['FailedMount', '挂载失败'],
  title: { en: 'a volume could not be mounted', zh: '卷挂载失败' },
  what: { en: 'The kubelet tries again.', zh: 'kubelet 会重试。' },
  causes: [{ en: 'the object is missing', zh: '对象不存在' }],
  check: ['kubectl describe pod <pod>'],
  fix: { en: 'Create it.', zh: '创建它。' },
};

const problems = (...entries: object[]): string[] =>
  lintWords(
    [
      {
        id: 'events',
        file: 'events.yaml',
        content: { title: { en: 'Events', zh: '事件' }, kind: 'event', entries },
      },
    ],
    none,
  ).map(({ file, problem }) => `${file}: ${problem}`);

test('the dictionary that ships is sound', async () => {
  const files = await readWordFiles(join(import.meta.dirname, '../../playbooks'));
  expect(files.length).toBeGreaterThan(5);
  expect(lintWords(files, await builtinLibrary())).toEqual([]);
});

test('a sound entry passes, and so does one that says that nothing is wrong', () => {
  const { causes: _causes, check: _check, fix: _fix, ...rest } = good;
  expect(problems(good, { ...rest, words: ['Pulled'], normal: true })).toEqual([]);
});

test.each([
  ['no remedy', { ...good, fix: undefined }, /required property 'fix'/],
  ['no causes', { ...good, causes: [] }, /entries\.0\.causes/],
  ['one language only', { ...good, title: { en: 'x' } }, /required property 'zh'/],
  ['English in place of Chinese', { ...good, fix: { en: 'Create it.', zh: 'Create it.' } }, /zh is not Chinese/],
  ['an unknown field', { ...good, cause: 'x' }, /additional properties \(cause\)/],
  ['a broken pattern', { ...good, like: ['(unclosed'] }, /events\/failed-mount: .*regular expression/i],
  ['a link to nowhere', { ...good, see: ['mount/gone'] }, /leads to mount\/gone, which does not exist/],
])('an entry with %s is refused', (_what, entry, complaint) => {
  expect(problems(JSON.parse(JSON.stringify(entry)) as object).join('\n')).toMatch(complaint);
});

test('two entries of one name are told, a link between two entries is fine', () => {
  expect(problems(good, good)).toEqual(['events.yaml: two entries are called events/failed-mount']);
  expect(problems(good, { ...good, words: ['FailedMapVolume'], see: ['events/failed-mount'] })).toEqual([]);
});
