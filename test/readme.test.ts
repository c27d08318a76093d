import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../src/cli/commands.ts';
import { access } from '../src/collect/access.ts';
import { builtinKnowledge } from '../src/playbook/builtin-knowledge.ts';
import { builtinLibrary } from '../src/playbook/builtin.ts';
import manifest from '../package.json' with { type: 'json' };
import { renderFitText } from '../src/render/fit-text.ts';
import { cli } from './e2e/cli.ts';
import { deployment, fitIn, running, three } from './fit/cluster.ts';

const file = join(import.meta.dirname, '../README.md');
const library = await builtinLibrary();
const CASE = 'crash-loop/liveness-too-early';

/** The recorded session the README opens with, as the program prints it. */
async function session(): Promise<string> {
  const { stdout } = await cli(['demo', CASE, '--lang', 'en']);
  return ['```', `$ k8sdoctor demo ${CASE}`, stdout.trimEnd(), '```'].join('\n');
}

/** A deployment that does not fit whole, on a small cluster. */
function fitSession(): string {
  const fit = fitIn([...three, running('db-0', 'w1', '1500m')], deployment(12, '500m'));
  const [shown = ''] = renderFitText({ ...fit, notes: [] }, { lang: 'en', color: false, width: 80 }).split('\n\n\n');
  return ['```', '$ k8sdoctor fit -f web.yaml --replicas 12', shown.trimEnd(), '```'].join('\n');
}

const commandTable = (): string =>
  [
    '| command | does |',
    '|---|---|',
    ...commands.map(({ usage, text }) => `| \`k8sdoctor ${usage}\` | ${text.en} |`),
  ].join('\n');

const symptomTable = (): string => {
  const rows = library.symptoms.map(({ id, title }) => {
    const causes = library.playbooks.filter(({ symptom, when }) => symptom === id && when).length;
    return `| \`${id}\` | ${title.en} · ${title.zh} | ${causes} |`;
  });
  return ['| symptom | what it is | causes |', '|---|---|---|', ...rows].join('\n');
};

/** A word as Markdown code within a table. */
const code = (word: string): string => `\`${word.replaceAll('|', '\\|')}\``;

async function wordTable(): Promise<string> {
  const words = (await builtinKnowledge())
    .all()
    .flatMap(({ area, of }) => ('word' in of ? [{ area, names: of.word.words }] : []));
  const rows = [...Map.groupBy(words, ({ area }) => `${area.en} · ${area.zh}`)].map(([area, entries]) => {
    const names = entries.flatMap(({ names: all }) => all.filter((name) => !/\p{Script=Han}/u.test(name)));
    return `| ${area} | ${names.map(code).join(' ')} |`;
  });
  return ['| area | words |', '|---|---|', ...rows].join('\n');
}

const rightsTable = (): string =>
  [
    '| resource | verbs | what for |',
    '|---|---|---|',
    ...access.pod.map(({ of, names, verbs, why }) => {
      const only = names ? ` (only ${names.join(', ')})` : '';
      return `| ${of.join(', ')}${only} | ${verbs.join(', ')} | ${why.en} |`;
    }),
  ].join('\n');

const sections: [name: string, make: () => string | Promise<string>][] = [
  ['session', session],
  ['fit', fitSession],
  ['commands', commandTable],
  ['symptoms', symptomTable],
  ['rights', rightsTable],
  ['words', wordTable],
];

/** With UPDATE_README=1 the sections are written instead of compared. */
test.each(sections)('the README’s %s are what the program says', async (name, make) => {
  const readme = readFileSync(file, 'utf8');
  const pattern = new RegExp(`(<!-- ${name} -->\\n)([\\s\\S]*?)(<!-- /${name} -->)`);
  const wanted = `${await make()}\n`;
  if (process.env['UPDATE_README']) {
    writeFileSync(
      file,
      readme.replace(pattern, (_all, open: string, _old, close: string) => open + wanted + close),
    );
  }
  expect(pattern.exec(readFileSync(file, 'utf8'))?.[2]).toBe(wanted);
});

test('every npm script the README names exists', () => {
  const named = [...readFileSync(file, 'utf8').matchAll(/npm run ([a-z][\w:-]*)/g)].map((match) => match[1] ?? '');
  expect(named.filter((name) => !Object.hasOwn(manifest.scripts, name))).toEqual([]);
});
