import { expect, test } from 'vitest';
import { duration, fill, fillCommand, fillPattern } from '../../src/playbook/fill.ts';

test('fields, lists and filters are said in each language', () => {
  const text = { en: '{n} {n|plural:node:nodes}: {nodes}, {ran|duration}', zh: '{n} 个节点：{nodes}，{ran|duration}' };
  expect(fill(text, { n: 2, nodes: ['w1', 'w2'], ran: 125 })).toEqual({
    en: '2 nodes: w1, w2, 2 min 5 s',
    zh: '2 个节点：w1、w2，2 分 5 秒',
  });
});

test('what is not known is said so, never as null', () => {
  expect(fill({ en: '{a} {b} {c|duration} {l}', zh: '{a} {l}' }, { a: null, l: [] })).toEqual({
    en: 'unknown unknown unknown none',
    zh: '未知 无',
  });
  expect(fill({ en: '{a|or:its node}', zh: '{a|or:所在节点}' }, { a: null })).toEqual({
    en: 'its node',
    zh: '所在节点',
  });
});

test('words for what holds, and only then', () => {
  const text = { en: 'It ended.{unread|if: Its log was not read.}', zh: '已退出。{unread|if:未读取日志。}' };
  expect(fill(text, { unread: true })).toEqual({ en: 'It ended. Its log was not read.', zh: '已退出。未读取日志。' });
  for (const unread of [false, null, undefined]) expect(fill(text, { unread }).en).toBe('It ended.');
});

test('a part in double brackets is only said when all of its fields are there', () => {
  const text = {
    en: 'It is full.[[ Also: {others}.]][[ {a} of {b}.]]',
    zh: '已满。[[另外：{others}。]][[{b} 中的 {a}。]]',
  };
  expect(fill(text, { others: [], a: 0, b: 2 })).toEqual({ en: 'It is full. 0 of 2.', zh: '已满。2 中的 0。' });
  expect(fill(text, { others: ['x'], a: null, b: 2 }).en).toBe('It is full. Also: x.');
  expect(fill({ en: '{a}', zh: '' }, { a: '[[{b}]]' }).en).toBe('[[{b}]]');
});

test('a value that looks like a placeholder is not filled again', () => {
  expect(fill({ en: '{a}', zh: '{a}' }, { a: '{b}', b: 'secret' }).en).toBe('{b}');
});

test.each([
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [3661, '1 h 1 min'],
  [90_000, '1 d 1 h'],
])('%d seconds are %s', (seconds, words) => expect(duration(seconds, 'en')).toBe(words));

test.each(['x; rm -rf ~', '--all', '$(id)', "a'b", 'a b', '', null])(
  'a command is not offered with the name %j in it',
  (pod) => {
    expect(fillCommand('kubectl delete pod {pod}', { pod })).toBeUndefined();
  },
);

test('a command with ordinary names is filled', () => {
  expect(
    fillCommand('kubectl set image {owner} {c}={image}', {
      owner: 'deployment/web',
      c: 'app',
      image: 'r.example:5000/a/b:1.0',
    }),
  ).toBe('kubectl set image deployment/web app=r.example:5000/a/b:1.0');
});

test('what a cluster puts into a pattern stands for itself', () => {
  const hostile = 'r.io/a[b(c*:1|.+\\';
  expect(fillPattern('"{image}', { image: hostile }).test(`Pulling image "${hostile}"`)).toBe(true);
  expect(fillPattern('^{image}$', { image: '.*' }).test('anything')).toBe(false);
});

test('a value that ends a sentence needs no second full stop', () => {
  const text = { en: 'It says: {answer}. Then {answer}', zh: '回答：{answer}。' };
  expect(fill(text, { answer: 'NOAUTH required.' })).toEqual({
    en: 'It says: NOAUTH required. Then NOAUTH required.',
    zh: '回答：NOAUTH required。',
  });
});
