import { dirname, join, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { DoctorError } from '../../model/error.ts';
import { builtinLibrary } from '../../playbook/builtin.ts';
import { assemble, merge, readPlaybookFiles, readWordFiles } from '../../playbook/library.ts';
import { renderTable } from '../../render/table.ts';
import { fixtureProblems } from '../check-fixtures.ts';
import type { Context, Handler } from '../commands.ts';
import { EXIT } from '../exit-codes.ts';
import { packageRoot, readFixtures } from '../fixture.ts';
import { widthOf } from '../output.ts';
import { explain } from './explain.ts';

const builtinFolder = (): string => join(packageRoot(), 'playbooks');

const list: Action = async (_target, { lang, io }, flags) => {
  const { playbooks } = await builtinLibrary();
  const rows =
    'facts' in flags ? await factRows() : playbooks.map(({ id, severity, title }) => [id, severity ?? '', title[lang]]);
  io.stdout.write(renderTable(rows, { width: widthOf(io) }));
  return EXIT.clean;
};

async function factRows(): Promise<string[][]> {
  const { playbooks } = await builtinLibrary();
  const users = Map.groupBy(
    playbooks.filter(({ fact }) => fact),
    ({ fact }) => fact ?? '',
  );
  return [...users].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([fact, used]) => [fact, `${used.length}`]);
}

const lint: Action = async (target, { lang, io }) => {
  const folder = resolve(target ?? builtinFolder());
  const files = await readPlaybookFiles(folder);
  const words = await readWordFiles(folder);
  const { lintFiles, lintWords } = await import('../../playbook/lint.ts');
  const builtin = await builtinLibrary();
  const complaints = [...(await lintFiles(files, builtin)), ...lintWords(words, merge(builtin, assemble(files)))];
  for (const { file, problem } of complaints) io.stdout.write(`${file}: ${problem}\n`);
  io.stdout.write(
    {
      en: `${files.length + words.length} files, ${complaints.length} problems\n`,
      zh: `${files.length + words.length} 个文件，${complaints.length} 个问题\n`,
    }[lang],
  );
  return complaints.length > 0 ? EXIT.findings : EXIT.clean;
};

/** A folder of playbooks has its fixtures beside it, in `fixtures`. */
function fixturesBeside(folder: string): string {
  const beside = join(dirname(folder), 'fixtures');
  if (existsSync(beside)) return beside;
  throw new DoctorError(
    'input',
    { en: `no fixtures for ${folder}`, zh: `找不到 ${folder} 对应的 fixtures` },
    {
      hint: {
        en: `put them in ${beside}, at the same path as their playbooks`,
        zh: `请放在 ${beside} 下，路径与 playbook 相同`,
      },
    },
  );
}

const test: Action = async (target, { lang, io }) => {
  const folder = resolve(target ?? builtinFolder());
  const builtin = await builtinLibrary();
  const own = assemble(await readPlaybookFiles(folder));
  const library = folder === builtinFolder() ? builtin : merge(builtin, own);
  const fixtures = await readFixtures(fixturesBeside(folder));
  let failed = 0;
  for (const fixture of fixtures.values()) {
    const problems = await fixtureProblems(fixture, fixtures, library);
    failed += problems.length > 0 ? 1 : 0;
    io.stdout.write(
      `${problems.length > 0 ? '✖' : '✓'} ${fixture.id}\n${problems.map((problem) => `    ${problem}\n`).join('')}`,
    );
  }
  const without = own.playbooks.filter(({ id, when }) => when && !fixtures.has(id));
  for (const { id } of without) {
    io.stdout.write({ en: `✖ ${id}: has no fixture\n`, zh: `✖ ${id}：没有 fixture\n` }[lang]);
  }
  const good = fixtures.size - failed;
  io.stdout.write(
    {
      en: `${good} passed, ${failed + without.length} failed\n`,
      zh: `通过 ${good}，失败 ${failed + without.length}\n`,
    }[lang],
  );
  return failed + without.length > 0 ? EXIT.findings : EXIT.clean;
};

const show: Action = async (target, context, flags) => {
  if (!target)
    throw new DoctorError('usage', { en: 'which playbook? give its id', zh: '要查看哪个 playbook？请给出编号' });
  return explain([target], flags, context);
};

type Action = (target: string | undefined, context: Context, flags: Parameters<Handler>[1]) => Promise<number>;

const actions: Record<string, Action> = { list, show, lint, test };

/** `k8sdoctor playbook list | show | lint | test [DIR]`. */
export const playbook: Handler = async ([name = 'list', target], flags, context) => {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action) {
    throw new DoctorError(
      'usage',
      { en: `unknown action: ${name}`, zh: `未知操作：${name}` },
      { hint: { en: 'there are list, show, lint and test', zh: '可用的有 list、show、lint、test' } },
    );
  }
  return action(target, context, flags);
};
