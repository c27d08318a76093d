import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Cluster } from '../../src/model/cluster.ts';
import { complete, readFixtures, snapshotOf } from '../../src/cli/fixture.ts';
import { loadFact } from '../../src/diagnose/facts.ts';
import * as c from '../../src/playbook/cel.ts';
import { newEnvironment } from '../../src/playbook/cel-library.ts';
import { assemble, readPlaybookFiles } from '../../src/playbook/library.ts';
import { translate } from '../../src/playbook/translate.ts';

const root = join(import.meta.dirname, '../..');
const environment = newEnvironment();

type Outcome = boolean | 'error' | 'no bool';

function outcome(run: () => unknown): Outcome {
  try {
    const value = run();
    return typeof value === 'boolean' ? value : 'no bool';
  } catch {
    return 'error';
  }
}

const byLibrary = (expression: string, row: object): Outcome =>
  outcome(() => environment.parse(expression)({ row }) as unknown);

function translated(expression: string): ((row: object) => unknown) | undefined {
  const code = translate(expression, environment);
  // eslint-disable-next-line no-new-func
  return code === undefined ? undefined : (new Function('c', `return (row) => ${code}`)(c) as (row: object) => unknown);
}

const values = [null, true, false, 0, 1, 1.5, -1, 'a', 'A b', '', [], ['a', 'b'], ['a', 1], { a: 1 }, [null]];

test.each([
  'row.a == 1',
  'row.a == "a"',
  'row.a != null',
  'row.a == ["a", "b"]',
  'row.a > 1',
  'row.a <= row.b',
  'row.a in ["a", "A b"]',
  'row.a in [1, 2]',
  '"a" in row.a',
  'row.a && row.b',
  'row.a || row.b',
  '!row.a',
  'row.a == 1 && row.b == 1',
  'row.missing == 1 && row.a == 1',
  'row.a == 1 || row.missing',
  'row.a ? row.b : row.missing',
  'has(row.a) && !has(row.missing)',
  'has(row.a.a)',
  'row.a.a == 1',
  'row.a["a"] == 1',
  'row.a.size() > 0',
  'size(row.a) == 1',
  'row.a.contains("a") || row.a.startsWith("A") || row.a.endsWith("b")',
  "row.a.lowerAscii().matches('^a' + ' b')",
  'row.a == -1',
  'row.a + "b" == "ab"',
  'row.a.exists(x, x == "a" || row.b == 1)',
  'row.a.all(x, x.contains("a") || row.b.exists(y, y == x))',
  'row.a + 1.0 > row.b',
  '2.0 * row.a - 0.5 == row.b',
  '"x" + row.a.lowerAscii() + row.b == "xaa"',
  'row.a',
])('%s gives what the CEL library gives, for values of every type', (expression) => {
  const own = translated(expression);
  if (!own) throw new Error('not translated');
  for (const a of values) {
    for (const b of values) {
      const row = { a, b };
      expect(
        outcome(() => own(row)),
        JSON.stringify(row),
      ).toBe(byLibrary(expression, row));
    }
  }
});

test.each([
  'row.a + 1 == 2',
  'row.l.map(x, x) == [1]',
  'row.a in ["a", 1]',
  'row.a + row.b == "ab"',
  'timestamp(row.a) > timestamp(row.b)',
])('%s is left to the library', (expression) => {
  expect(translate(expression, environment)).toBeUndefined();
});

test('every condition that ships is translated, and says of every recorded row what the CEL library says', async () => {
  const { playbooks } = assemble(await readPlaybookFiles(join(root, 'playbooks')));
  const fixtures = await readFixtures(join(root, 'fixtures'));
  const clusters = [...fixtures.values()].flatMap(({ found, clear }) =>
    [...found, ...clear].map((recording) => new Cluster(snapshotOf(complete(recording, fixtures)))),
  );
  const byFact = Map.groupBy(
    playbooks.filter(({ fact }) => fact),
    ({ fact = '' }) => fact,
  );
  let compared = 0;
  for (const [id, ofFact] of byFact) {
    const fact = await loadFact(id);
    const rows = clusters.flatMap((cluster) => fact.derive(cluster));
    const conditions = new Set(
      ofFact.flatMap(({ when, refutedBy, fixes = [] }) => [when, refutedBy?.when, ...fixes.map((fix) => fix.when)]),
    );
    for (const condition of conditions) {
      if (!condition) continue;
      const own = translated(condition);
      expect(own, `${condition} is not translated`).toBeDefined();
      for (const row of rows) {
        expect(
          outcome(() => own?.(row)),
          condition,
        ).toBe(byLibrary(condition, row));
        compared += 1;
      }
    }
  }
  expect(compared).toBeGreaterThan(1000);
});
