import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { builtinLibrary } from './playbook/builtin.ts';
import { refuse, lintFiles } from './playbook/lint.ts';
import { readPlaybookFiles } from './playbook/library.ts';

const root = join(import.meta.dirname, '..');

/** client-node's 998 generated files have no side effects; saying so leaves out all that reading a kubeconfig does not use. */
const withoutSideEffects: Plugin = {
  name: 'client-node-has-no-side-effects',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /./ }, async ({ path, resolveDir, kind, pluginData, importer }) => {
      const ours =
        path.startsWith('@kubernetes/') || (path.startsWith('.') && importer.includes('@kubernetes/client-node'));
      if (!ours || pluginData === withoutSideEffects) return undefined;
      return {
        ...(await resolve(path, { resolveDir, kind, importer, pluginData: withoutSideEffects })),
        sideEffects: false,
      };
    });
  },
};

/** Puts the parsed playbooks into the program: reading some hundred YAML files at each start would be felt. */
const withPlaybooks: Plugin = {
  name: 'builtin-playbooks',
  setup({ onLoad }) {
    onLoad({ filter: /src\/playbook\/builtin\.ts$/ }, async () => {
      refuse(await lintFiles(await readPlaybookFiles(join(root, 'playbooks')), { playbooks: [], symptoms: [] }));
      const text = JSON.stringify(JSON.stringify(await builtinLibrary()));
      return { loader: 'ts', contents: `export const builtinLibrary = async () => JSON.parse(${text});` };
    });
  },
};

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
 * Builds the program without its packages: `k8sdoctor.mjs` and the chunks it loads on demand. One file for all would be
 * compiled whole at each start, which alone takes four times as long as a bare Node does. `demo` needs `fixtures/` beside it.
 */
export async function buildProgram(outdir: string): Promise<string> {
  await build({
    entryPoints: { k8sdoctor: join(root, 'src/cli/main.ts') },
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    minify: true,
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
    banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
    plugins: [withPlaybooks, withFacts, withoutSideEffects],
  });
  const program = join(outdir, 'k8sdoctor.mjs');
  await writeFile(program, `#!/usr/bin/env node\n${await readFile(program, 'utf8')}`);
  await chmod(program, 0o755);
  return program;
}

if (import.meta.main) {
  await rm(join(root, 'dist'), { recursive: true, force: true });
  await buildProgram(join(root, 'dist'));
}
