import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '../src');

/** Which folders each folder of src may import from, beside itself. `cli` wires, `kube` talks, the rest is pure. */
const MAY_IMPORT: Record<string, string[]> = {
  cli: [
    'kube',
    'model',
    'collect',
    'facts',
    'playbook',
    'diagnose',
    'schedule',
    'drain',
    'fit',
    'manifest',
    'render',
    'check',
  ],
  kube: ['model'],
  model: [],
  check: ['model'],
  collect: ['model'],
  facts: ['model', 'schedule'],
  playbook: ['model'],
  diagnose: ['model', 'facts', 'playbook'],
  schedule: ['model'],
  drain: ['model', 'schedule'],
  fit: ['model', 'schedule'],
  manifest: ['model'],
  render: ['model'],
};

/** Only these talk to the network or print, besides the folder that exists for it. */
const NETWORK = /(?:from |import\()'(?:node:https?|node:net|node:tls|@kubernetes\/client-node[^']*)'/;

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && file.includes('/'))
  .map((file) => ({ file, text: readFileSync(join(src, file), 'utf8') }));

const IMPORT = /(?:from\s+|import\()\s*['"`](\.[^'"`]*)['"`]/g;

const TYPES_ONLY = /^import type [^;]*;/gm;

const importsOf = ({ file, text }: { file: string; text: string }): string[] =>
  [...text.matchAll(IMPORT)].map((match) => relative(src, resolve(src, dirname(file), match[1] ?? '')));

const folderOf = (file: string): string => file.split('/')[0] ?? '';

test('every import follows the arrows of the layout', () => {
  const wrong = files.flatMap((entry) =>
    importsOf(entry)
      .filter((target) => !target.startsWith('..'))
      .filter((target) => folderOf(target) !== folderOf(entry.file))
      .filter((target) => !MAY_IMPORT[folderOf(entry.file)]?.includes(folderOf(target)))
      .map((target) => `${entry.file} → ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('facts know only each other’s definition', () => {
  const wrong = files
    .filter(({ file }) => file.startsWith('facts/') && file !== 'facts/define.ts')
    .flatMap((entry) =>
      importsOf(entry)
        .filter((target) => target.startsWith('facts/') && target !== 'facts/define.ts')
        .map((target) => `${entry.file} → ${target}`),
    );
  expect(wrong).toEqual([]);
});

test('no file imports itself through others', () => {
  const graph = new Map(
    files.map(({ file, text }) => [file, importsOf({ file, text: text.replaceAll(TYPES_ONLY, '') })]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (done.has(file) || path.includes(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  expect(cycles).toEqual([]);
});

test('only kube touches the network and only cli prints or reads the clock', () => {
  const code = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  const wrong = files.flatMap(({ file, text }) => [
    ...(NETWORK.test(code(text)) && folderOf(file) !== 'kube' ? [`${file} uses the network`] : []),
    ...(/\bconsole\.|process\.std(out|err)/.test(code(text)) && folderOf(file) !== 'cli' ? [`${file} prints`] : []),
    ...(/Date\.now\(\)|new Date\(\)/.test(code(text)) && !['cli', 'collect', 'kube'].includes(folderOf(file))
      ? [`${file} reads the clock`]
      : []),
  ]);
  expect(wrong).toEqual([]);
});

test('no source file is longer than 300 lines', () => {
  expect(files.filter(({ text }) => text.split('\n').length > 301).map(({ file }) => file)).toEqual([]);
});
