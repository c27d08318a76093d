import { expect, test } from 'vitest';
import { runCase } from './case.ts';
import { engineProblems } from './engine.ts';
import { jsonProblems, problemsOf, runProblems } from './invariants.ts';
import { fileOf, grown, recipeFor, seedlings } from './material.ts';
import { bareSecret, MARK, secretText } from './secrets.ts';
import { Random } from '../random.ts';

const all = await seedlings();
const byName = new Map(all.map(({ name, material }) => [name, material]));

/** The same cases at every run; `node test/fuzz/main.ts --minutes 10` goes further. */
const FIRST = 20_260_000;
const CASES = 200;
const AT_ONCE = 50;

test.each(Array.from({ length: CASES / AT_ONCE }, (_, i) => FIRST + i * AT_ONCE))(
  'damaged recordings from seed %i on give a sensible report or one clear line',
  { timeout: 120_000 },
  async (from) => {
    for (let seed = from; seed < from + AT_ONCE; seed++) {
      const failure = await runCase(seed, all, byName);
      expect(failure?.problems ?? [], `seed ${seed}: ${JSON.stringify(failure?.recipe)}`).toEqual([]);
    }
  },
);

test('the same seed is the same case', () => {
  for (let seed = 1; seed < 20; seed++) {
    const [a, b] = [recipeFor(seed, all), recipeFor(seed, all)];
    expect(fileOf(a, grown(a, byName)).equals(fileOf(b, grown(b, byName)))).toBe(true);
  }
});

test('most cases still hold pods to diagnose, and many a secret and escapes', () => {
  const files = Array.from({ length: 200 }, (_, i) => recipeFor(i, all)).map((recipe) =>
    fileOf(recipe, grown(recipe, byName)),
  );
  const share = (what: (file: Buffer) => boolean): number => files.filter(what).length / files.length;
  expect(share((file) => file.includes('Pod'))).toBeGreaterThan(0.8);
  expect(share((file) => file.includes(MARK))).toBeGreaterThan(0.3);
  expect(share((file) => /\\u001b|\\x1b|\x1b/i.test(file.toString('utf8')))).toBeGreaterThan(0.2); // eslint-disable-line no-control-regex
});

test('what must never happen would be seen', async () => {
  const random = new Random(1);
  expect(problemsOf(`x ${bareSecret(random)}`, 'text')).toHaveLength(1);
  expect(problemsOf('x\u001b[2J', 'text')).toHaveLength(1);
  expect(problemsOf('Error: x\n    at run (file:///a/b.ts:3:1)', 'text')).toHaveLength(1);
  expect(jsonProblems('{"kind":"Report"}', 'json').length).toBeGreaterThan(0);
  expect(runProblems({ code: 1, stdout: 'x', stderr: '' }, 'run')).toEqual([]);
  expect(runProblems({ code: 7, stdout: '', stderr: 'a\nb\nc\n' }, 'run')).toHaveLength(2);
  expect(runProblems({ code: 2, stdout: '', stderr: '' }, 'run')).toHaveLength(1);
  expect(secretText(random)).toContain(MARK);
  expect(await engineProblems(Buffer.from('{"kind":"Pod"'), 1)).toEqual([]);
});
