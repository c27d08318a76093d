import { chmod, mkdir, rm } from 'node:fs/promises';
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

/** Builds the one-file program; it needs `fixtures/` beside it for `demo` and nothing else. */
export async function buildProgram(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(root, 'src/cli/main.ts')],
    outfile,
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
    banner: {
      js: "#!/usr/bin/env node\nimport{createRequire as __r}from'node:module';const require=__r(import.meta.url);",
    },
    plugins: [withPlaybooks, withoutSideEffects],
  });
  await chmod(outfile, 0o755);
}

if (import.meta.main) {
  await rm(join(root, 'dist'), { recursive: true, force: true });
  await mkdir(join(root, 'dist'));
  await buildProgram(join(root, 'dist/k8sdoctor.mjs'));
}
