import { readdirSync, realpathSync } from 'node:fs';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { newEnvironment } from './playbook/cel-library.ts';
import { assembleWords } from './playbook/dictionary.ts';
import { cardsOf, pack } from './playbook/knowledge.ts';
import { refuse, lintFiles, lintWords } from './playbook/lint.ts';
import { assemble, readPlaybookFiles, readWordFiles, type Library } from './playbook/library.ts';
import { packLibrary } from './playbook/packed.ts';
import { translate } from './playbook/translate.ts';

const root = join(import.meta.dirname, '..');

/**
 * client-node's configuration imports two functions from the index of its 998 generated files; the two that define them are
 * enough.
 */
const withoutGeneratedClient: Plugin = {
  name: 'client-node-configuration-only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/gen\/index\.js$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, 'gen'),
      namespace: 'generated-client',
    }));
    onLoad({ filter: /./, namespace: 'generated-client' }, ({ path }) => ({
      resolveDir: path,
      contents: "export * from './configuration.js'; export * from './servers.js';",
    }));
  },
};

/** One export of a module of Node, dropped by the bundler when nobody imports it. */
const exportOf = (name: string, key: string): string =>
  name.endsWith('/promises') // no start needs any of these: each is loaded with its first call
    ? `export const ${key} = (...given) => process.getBuiltinModule('${name}').${key}(...given);`
    : `export const ${key} = /* @__PURE__ */ ((all) => all.${key})(all);`;

function exportsOf(name: string): string {
  const keys = Object.keys(process.getBuiltinModule(name) ?? {}).filter(
    (key) => /^[a-z]\w+$/i.test(key) && key !== 'default',
  );
  const all = `const all = /* @__PURE__ */ process.getBuiltinModule('${name}'); export default all;`;
  return [all, ...keys.map((key) => exportOf(name, key))].join('\n');
}

/**
 * Node's own modules, asked for by name instead of imported: an ES import of one touches every export it has, and among those
 * of http, process and others some load a good part of Node (fetch alone takes 25 ms).
 */
const builtinsOnDemand: Plugin = {
  name: 'builtins-on-demand',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:|^[a-z_/]+$/ }, ({ path, importer, kind }) => {
      const name = path.replace(/^node:/, '');
      if (!isBuiltin(name) || importer.endsWith('/cli/main.ts')) return undefined;
      return { path: name, namespace: kind === 'require-call' ? 'required-builtin' : 'builtin', sideEffects: false };
    });
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: exportsOf(path) }));
    onLoad({ filter: /./, namespace: 'required-builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/** What commander starts other programs with: it never does so here, and loading it takes 4 ms. */
const childProcessOnCall: Plugin = {
  name: 'child-process-on-call',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: 'child_process', namespace: 'on-call' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'on-call' }, ({ path }) => ({
      contents: `export default { spawn: (...given) => process.getBuiltinModule('${path}').spawn(...given) };`,
    }));
  },
};

/** The playbooks, parsed and checked, in one file (packed.ts): reading some hundred YAML files at each start would be felt. */
const PLAYBOOKS = 'playbooks.txt';

/** What `explain` knows, with an index: it reads no more of it than the entries it shows. */
const KNOWLEDGE = 'explain.txt';

/** Lets the program read those files. */
const withPlaybooks: Plugin = {
  name: 'builtin-playbooks',
  setup({ onLoad }) {
    onLoad({ filter: /src\/playbook\/builtin-knowledge\.ts$/ }, () => ({
      loader: 'ts',
      resolveDir: join(root, 'src/playbook'),
      contents: `import { openSync, readSync } from 'node:fs';
        import { unpack } from './knowledge.ts';
        export const builtinKnowledge = async () => {
          const file = openSync(import.meta.dirname + '/${KNOWLEDGE}');
          return unpack((from, length) => {
            const bytes = Buffer.allocUnsafe(length);
            return bytes.subarray(0, readSync(file, bytes, 0, length, from));
          });
        };`,
    }));
    onLoad({ filter: /src\/playbook\/builtin\.ts$/ }, () => ({
      loader: 'ts',
      resolveDir: join(root, 'src/playbook'),
      contents: `import { readFileSync } from 'node:fs';
        import { unpackLibrary } from './packed.ts';
        export const builtinLibrary = async () => unpackLibrary(readFileSync(import.meta.dirname + '/${PLAYBOOKS}'));`,
    }));
  },
};

/** Every CEL condition of a library. */
const conditionsOf = ({ playbooks }: Library): string[] =>
  playbooks.flatMap(({ when, refutedBy, fixes = [] }) => [
    ...(when ? [when] : []),
    ...(refutedBy ? [refutedBy.when] : []),
    ...fixes.flatMap((fix) => fix.when ?? []),
  ]);

/** Puts the conditions into the program as functions, and the CEL library into a file of its own for all others. */
const withConditions: Plugin = {
  name: 'conditions',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /src\/playbook\/translated\.ts$/ }, async () => {
      const conditions = [...new Set(conditionsOf(assemble(await readPlaybookFiles(join(root, 'playbooks')))))];
      const environment = newEnvironment();
      const rows = conditions.flatMap((condition) => {
        const code = translate(condition, environment);
        return code ? [`${JSON.stringify(condition)}: (row) => ${code}`] : [];
      });
      const contents = `import * as c from './cel.ts';\nexport const translated = { __proto__: null, ${rows.join(',\n')} };`;
      return { loader: 'js', resolveDir: join(root, 'src/playbook'), contents };
    });
    onResolve({ filter: /\/cel-library\.ts$/ }, ({ importer }) =>
      importer.endsWith('condition.ts') ? { path: 'cel-library', namespace: 'on-demand' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'on-demand' }, ({ path }) => ({
      contents: `export const newEnvironment = () => require('./${path}.mjs').newEnvironment();`,
    }));
  },
};

async function writePlaybooks(outdir: string): Promise<void> {
  const files = await readPlaybookFiles(join(root, 'playbooks'));
  const words = await readWordFiles(join(root, 'playbooks'));
  const library = assemble(files);
  refuse([...(await lintFiles(files, { playbooks: [], symptoms: [] })), ...lintWords(words, library)]);
  await writeFile(join(outdir, PLAYBOOKS), packLibrary(library));
  await writeFile(join(outdir, KNOWLEDGE), pack(cardsOf(library, assembleWords(words))));
}

/** Puts every fact into the program: a file each would be looked for, one after the other, at each start. */
const withFacts: Plugin = {
  name: 'facts',
  setup({ onLoad }) {
    onLoad({ filter: /src\/diagnose\/fact-files\.ts$/ }, async () => {
      const folder = join(root, 'src/facts');
      const files = (await readdir(folder, { recursive: true })).filter((file) => /[\\/].*\.ts$/.test(file)).toSorted();
      const imports = files.map((file, i) => `import fact${i} from ${JSON.stringify(join(folder, file))};`);
      const rows = files.map(
        (file, i) => `${JSON.stringify(file.replaceAll('\\', '/').replace(/\.ts$/, ''))}: fact${i}`,
      );
      const table = `const facts = { __proto__: null, ${rows.join(', ')} };`;
      const lookUp = 'export const importFact = async (subject, name) => ({ default: facts[`${subject}/${name}`] });';
      return { loader: 'ts', resolveDir: folder, contents: [...imports, table, lookUp].join('\n') };
    });
  },
};

/**
 * Writes what is not ASCII as `\\u…`, which the bundler leaves out in regular expressions: a single such character doubles the
 * size of a whole file in memory, and the time to read it.
 */
const inAscii: Plugin = {
  name: 'ascii',
  setup({ onLoad }) {
    const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => ({
      loader: 'ts',
      contents: (await readFile(path, 'utf8')).replaceAll(/[^\0-\x7f]/g, escape),
    }));
  },
};

/**
 * The files of the program, by what is imported dynamically: each is loaded only when it is needed, and holds all it needs but
 * the others. One file for everything would be compiled whole at each start, which takes four times as long as a bare Node;
 * many small ones would be looked for one after the other.
 */
const FILES: Record<string, string> = {
  k8sdoctor: 'src/cli/main.ts',
  run: 'src/cli/run.ts',
  ...Object.fromEntries(
    readdirSync(join(root, 'src/cli/commands')).map((file) => [file.replace(/\.ts$/, ''), `src/cli/commands/${file}`]),
  ),
  'cel-library': 'src/playbook/cel-library.ts',
  engine: 'src/cli/engine.ts',
  load: 'src/collect/load.ts',
  'render-yaml': 'src/render/yaml.ts',
  'render-markdown': 'src/render/markdown.ts',
  'js-yaml': 'node_modules/js-yaml/dist/js-yaml.mjs',
  lint: 'src/playbook/lint.ts',
  ora: 'node_modules/ora/index.js',
  'client-node': 'node_modules/@kubernetes/client-node/dist/config.js',
};

/** A dynamic import of one of the files stays an import; any other becomes part of the file it stands in. */
const inFiles: Plugin = {
  name: 'files',
  setup({ onResolve, resolve }) {
    const nameOf = new Map(Object.entries(FILES).map(([name, file]) => [realpathSync(join(root, file)), name])); // node_modules may be a link
    onResolve({ filter: /./ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
      if (kind !== 'dynamic-import' || pluginData) return undefined; // asked by a plugin, this one included
      const target = await resolve(path, { kind, resolveDir, importer, pluginData: inFiles });
      const name = nameOf.get(target.path);
      return name ? { path: `./${name}.mjs`, external: true } : undefined;
    });
  },
};

/** Builds the program, packages included, into a folder and gives its path. `demo` needs `fixtures/` beside that folder. */
export async function buildProgram(outdir: string): Promise<string> {
  await build({
    entryPoints: Object.fromEntries(Object.entries(FILES).map(([name, file]) => [name, join(root, file)])),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    external: ['./cel-library.mjs'],
    target: 'node22',
    format: 'esm',
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
    banner: {
      js: "const require=(file)=>process.getBuiltinModule('module').createRequire(import.meta.url)(file);",
    },
    plugins: [
      inFiles,
      childProcessOnCall,
      builtinsOnDemand,
      withPlaybooks,
      withConditions,
      withFacts,
      withoutGeneratedClient,
      inAscii,
    ],
  });
  await writePlaybooks(outdir);
  const program = join(outdir, 'k8sdoctor.mjs');
  await writeFile(program, `#!/usr/bin/env node\n${await readFile(program, 'utf8')}`);
  await chmod(program, 0o755);
  return program;
}

if (import.meta.main) {
  await rm(join(root, 'dist'), { recursive: true, force: true });
  await buildProgram(join(root, 'dist'));
}
