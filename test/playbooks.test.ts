import { join } from 'node:path';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fixtureProblems } from '../src/cli/check-fixtures.ts';
import { readFixtures } from '../src/cli/fixture.ts';
import { builtinLibrary } from '../src/playbook/builtin.ts';
import { readPlaybookFiles } from '../src/playbook/library.ts';
import { lintFiles } from '../src/playbook/lint.ts';

const root = join(import.meta.dirname, '..');
const [library, fixtures] = await Promise.all([builtinLibrary(), readFixtures(join(root, 'fixtures'))]);
const detecting = library.playbooks.filter(({ when }) => when);

test('every playbook file follows the schema, compiles, and says the same in both languages', async () => {
  expect(await lintFiles(await readPlaybookFiles(join(root, 'playbooks')), { playbooks: [], symptoms: [] })).toEqual(
    [],
  );
});

describe('fixtures', () => {
  test.each([...fixtures.values()].map((fixture) => [fixture.id, fixture] as const))('%s', async (_id, fixture) => {
    expect(await fixtureProblems(fixture, fixtures, library)).toEqual([]);
  });
});

test('every playbook has a fixture with a case that fires and a near miss that stays silent', () => {
  const lacking = detecting.filter(({ id }) => {
    const fixture = fixtures.get(id);
    return !fixture || fixture.found.length === 0 || fixture.clear.length === 0;
  });
  expect(lacking.map(({ id }) => id)).toEqual([]);
});

test('every fixture of a symptom belongs to a playbook', () => {
  const symptoms = new Set(library.symptoms.map(({ id }) => id));
  const ids = new Set(detecting.map(({ id }) => id));
  const orphans = [...fixtures.values()].filter(
    ({ id, found }) => symptoms.has(id.split('/')[0] ?? '') && found.length > 0 && !ids.has(id),
  );
  expect(orphans.map(({ id }) => id)).toEqual([]);
});

test('every fact is used by a playbook, and every symptom with causes is described', () => {
  const facts = readdirSync(join(root, 'src/facts'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.includes('/') && file.endsWith('.ts'))
    .map((file) => file.replace(/\.ts$/, ''));
  const used = new Set(detecting.map(({ fact }) => fact));
  expect(facts.filter((fact) => !used.has(fact))).toEqual([]);
  const described = new Set(library.symptoms.map(({ id }) => id));
  expect(
    [...new Set(library.playbooks.map(({ symptom }) => symptom))].filter((symptom) => !described.has(symptom)),
  ).toEqual([]);
});
