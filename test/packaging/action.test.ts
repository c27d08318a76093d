import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { commandNamed } from '../../src/cli/commands.ts';
import { commonFlags } from '../../src/cli/flags.ts';
import { folder } from '../folder.ts';
import { kubeconfig, serve } from '../kube/server.ts';

const root = join(import.meta.dirname, '../..');

interface Step {
  id?: string;
  run?: string;
  env?: Record<string, string>;
}
interface Action {
  inputs: Record<string, { default: string }>;
  runs: { steps: Step[] };
}

const action = load(readFileSync(join(root, 'action.yml'), 'utf8')) as Action;
const step = action.runs.steps.find(({ id }) => id === 'run');

/** Runs the step that runs k8sdoctor as a GitHub runner would, with the program of this checkout. */
async function runStep(inputs: Record<string, string>, server: string) {
  const temp = folder();
  mkdirSync(join(temp, 'dist'));
  const main = pathToFileURL(join(root, 'src/cli/main.ts')).href;
  writeFileSync(join(temp, 'dist/k8sdoctor.mjs'), `await import(${JSON.stringify(main)});\n`);
  const values = Object.entries(step?.env ?? {}).map(([name, value]) => {
    const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1] ?? '';
    return [name, inputs[input] ?? action.inputs[input]?.default];
  });
  const env = {
    ...Object.fromEntries(values),
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    HOME: temp,
    KUBECONFIG: kubeconfig(server),
    LANG: 'C',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_PATH: temp,
    GITHUB_OUTPUT: join(temp, 'output'),
    GITHUB_STEP_SUMMARY: join(temp, 'summary'),
    GITHUB_WORKSPACE: temp,
    RUNNER_TEMP: temp,
  };
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? ''], { cwd: temp, env });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  const left = (name: string): string => (existsSync(join(temp, name)) ? readFileSync(join(temp, name), 'utf8') : '');
  return { code, stdout, stderr, output: left('output'), summary: left('summary'), temp };
}

/** A cluster of one Deployment that is ready, or for ever on its way. */
const clusterOf = (available: number) =>
  serve(({ path, query }, response) => {
    if (query.get('watch') === '1') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      return undefined;
    }
    const web = {
      metadata: { name: 'web', namespace: 'shop', generation: 1 },
      spec: { replicas: 1, selector: { matchLabels: { app: 'web' } } },
      status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: available },
    };
    if (path.endsWith('/deployments/web')) return web;
    return { kind: 'List', metadata: { resourceVersion: '1' }, items: path.endsWith('/deployments') ? [web] : [] };
  });

test('every input of the action reaches its script, and every variable is an input', () => {
  const used = Object.values(step?.env ?? {}).map((value) => /inputs\.([\w-]+)/.exec(value)?.[1]);
  expect(used.toSorted()).toEqual(Object.keys(action.inputs).toSorted());
  for (const name of Object.keys(step?.env ?? {})) expect(step?.run).toContain(`$${name}`);
});

test('a target that is ready: exit code 0, summary, outputs, no snapshot', async () => {
  const { url } = await clusterOf(1);
  const { code, stdout, stderr, output, summary, temp } = await runStep(
    { targets: 'deployment/web\ndeployment/web', namespace: 'shop', args: '--stable-for 0' },
    url,
  );
  expect(code, stdout + stderr).toBe(0);
  expect(output).toContain('exit-code=0');
  expect(output).toContain('verdict=healthy');
  expect(output).not.toContain('snapshot=');
  expect(summary).toContain('deployment/web');
  expect(existsSync(join(temp, 'k8sdoctor-snapshot'))).toBe(false);
});

test('a manifest that is not: the exit code is passed on, and the snapshot is where the next step looks', async () => {
  const { url } = await clusterOf(0);
  const manifest = join(folder(), 'with blank.yaml');
  writeFileSync(manifest, 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\n');
  const { code, stderr, output, temp } = await runStep({ filename: manifest, timeout: '0' }, url);
  expect(code, stderr).toBe(4);
  expect(output).toContain('exit-code=4');
  expect(output).toContain(`snapshot=${join(temp, 'k8sdoctor-snapshot')}`);
  expect(existsSync(join(temp, 'k8sdoctor-snapshot/snapshot.json'))).toBe(true);
});

test('another command gets none of what is only for check', async () => {
  const { url } = await clusterOf(1);
  const { code, stderr } = await runStep({ command: 'explain', args: 'CrashLoopBackOff --nonsense' }, url);
  expect(code).toBe(2);
  expect(stderr).not.toContain('--timeout');
});

const section = /## kind and CI\n([\s\S]*?)\n## /.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? '';

test('every command line of the README’s section on CI is one that the program takes', () => {
  const lines = [...section.matchAll(/(?:^|[|&] |npx )k8sdoctor (\w+) ([^|>#\n]*)/gm)].map(
    ([, name = '', rest = '']) => ({
      name,
      words: rest.trim().split(/\s+/),
    }),
  );
  expect(lines.length).toBeGreaterThan(4);
  for (const { name, words } of lines) {
    const command = commandNamed(name);
    const known = [...(command?.flags ?? []), ...commonFlags].flatMap(({ flags }) => flags.split(/[ ,<]+/));
    const unknown = words.filter((word) => /^-./.test(word) && !known.includes(word.split('=')[0] ?? ''));
    expect(unknown, `k8sdoctor ${name} ${words.join(' ')}`).toEqual([]);
  }
});

test('the workflows of the README are YAML, and give the action no input that it lacks', () => {
  const blocks = [...section.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => load(block));
  expect(blocks).toHaveLength(2);
  const steps = (blocks[0] as { jobs: { e2e: { steps: { uses?: string; with?: object }[] } } }).jobs.e2e.steps;
  const ours = steps.find(({ uses }) => uses?.includes('k8sdoctor'));
  expect(Object.keys(ours?.with ?? {}).filter((name) => !Object.hasOwn(action.inputs, name))).toEqual([]);
});
