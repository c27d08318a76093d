import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder } from '../folder.ts';
import { file, page, serve } from '../kube/server.ts';

const main = join(import.meta.dirname, '../../src/cli/main.ts');
const has = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;
const terminal = process.platform === 'linux' && has('script', '--version');
/** Why a shell cannot be tried here, as a part of the test's name. */
const missing = (shell: string): string | undefined =>
  !has(shell, '--version')
    ? `${shell} is not installed`
    : terminal
      ? undefined
      : 'the program script (util-linux) is not installed';

/** A folder with `k8sdoctor` in it: asked to complete it does, for anything else it says what it was called with. */
function programs(): string {
  const bin = folder();
  const text = `#!/bin/sh
case "$1" in __complete|completion) exec '${process.execPath}' '${main}' "$@" ;; esac
printf RAN; for word; do printf '<%s>' "$word"; done; echo .
`;
  for (const name of ['k8sdoctor', 'kubectl-k8sdoctor']) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

interface Setting {
  env: Record<string, string>;
}

async function setting(names: string[], contexts: string[] = ['c']): Promise<Setting> {
  const { url } = await serve(() => page(names));
  const home = folder();
  mkdirSync(join(home, 'dumps'));
  const config = file(
    'config',
    JSON.stringify({
      'current-context': contexts[0],
      contexts: contexts.map((name) => ({ name, context: { cluster: 'k' } })),
      clusters: [{ name: 'k', cluster: { server: url } }],
    }),
  );
  return {
    env: {
      PATH: `${programs()}${delimiter}${process.env['PATH'] ?? ''}`,
      HOME: home,
      ZDOTDIR: home,
      KUBECONFIG: config,
      TERM: 'xterm',
      LANG: 'C.UTF-8',
    },
  };
}

/** Types into a shell on a terminal and gives what was run, RAN<word><word>; zsh takes the slash of a folder away again. */
function typed(command: string, env: Record<string, string>, keys: string): Promise<string[]> {
  return new Promise((resolve) => {
    const child = spawn('script', ['-qec', command, '/dev/null'], { env, cwd: env['HOME'] ?? '/' });
    let said = '';
    child.stdout.on('data', (data: Buffer) => (said += data.toString()));
    child.on('close', () => resolve(said.match(/RAN(?:<[^<>]*>)+(?=\.)/g)?.map((ran) => ran.replace('/>', '>')) ?? []));
    child.stdin.write(keys);
  });
}

const SHELLS: [shell: string, start: (env: Record<string, string>) => string][] = [
  [
    'bash',
    ({ HOME = '' }) => {
      writeFileSync(join(HOME, 'rc'), 'source <(k8sdoctor completion bash)\n');
      return `bash --noprofile --rcfile '${HOME}/rc' -i`;
    },
  ],
  [
    'zsh',
    ({ HOME = '' }) => {
      writeFileSync(join(HOME, '.zshrc'), 'autoload -U compinit; compinit -u -D\nsource <(k8sdoctor completion zsh)\n');
      return 'zsh -d -i';
    },
  ],
];

/** A shell that cannot be tried here says why in its place among the tests. */
const titled = (shell: string, why: string | undefined): string => (why ? `${shell} (left out: ${why})` : shell);

describe.each(SHELLS.map(([shell, start]) => ({ title: titled(shell, missing(shell)), why: missing(shell), start })))(
  '$title',
  ({ why, start }) => {
    test.skipIf(why)('completes commands, flags, choices, names and folders', { timeout: 60_000 }, async () => {
      const { env } = await setting(['web-1', 'db-0']);
      const lines = [
        'k8sdoctor expl\tcrash-loop/aborte\t',
        'k8sdoctor pod we\t --outp\tjs\t',
        'k8sdoctor -n db\tpod --output=ma\t --only image-pull/tag-n\t',
        'kubectl-k8sdoctor po/w\t --from dum\t',
      ];
      expect(await typed(start(env), env, `${lines.join('\n')}\nexit\n`)).toEqual([
        'RAN<explain><crash-loop/aborted>',
        'RAN<pod><web-1><--output><json>',
        'RAN<-n><db-0><pod><--output=markdown><--only><image-pull/tag-not-found>',
        'RAN<po/web-1><--from><dumps>',
      ]);
    });

    test.skipIf(why)(
      'a name with blanks, colons or $() stays one word and is never evaluated',
      { timeout: 60_000 },
      async () => {
        const names = ['arn:aws:eks:eu:1:cluster/x', 'my ctx', '$(k8sdoctor EVIL)'];
        const { env } = await setting(['web-1'], names);
        const lines = [
          'k8sdoctor --context arn:aws:e\t',
          'k8sdoctor --context m\t',
          "k8sdoctor --context '$'\t",
          'k8sdoctor --context \\$\t',
        ];
        const ran = await typed(start(env), env, `${lines.join('\n')}\nexit\n`);
        expect(ran.slice(0, 2)).toEqual(['RAN<--context><arn:aws:eks:eu:1:cluster/x>', 'RAN<--context><my ctx>']);
        expect(ran.join('\n')).not.toContain('<EVIL>');
        expect(ran.at(-1)).toBe('RAN<--context><$(k8sdoctor EVIL)>');
      },
    );
  },
);

const noFish = has('fish', '--version') ? undefined : 'fish is not installed';

describe.each([titled('fish', noFish)])('%s', () => {
  test.skipIf(noFish)('completes commands, flags, choices and names', { timeout: 60_000 }, async () => {
    const { env } = await setting(['web-1', 'db-0'], ['my ctx', 'arn:aws:eks:x']);
    const ask = (line: string): Promise<string[]> =>
      new Promise((resolve) => {
        const child = spawn(
          'fish',
          ['--no-config', '-c', `k8sdoctor completion fish | source; complete -C '${line}'`],
          { env, cwd: env['HOME'] },
        );
        let said = '';
        child.stdout.on('data', (data: Buffer) => (said += data.toString()));
        child.on('close', () =>
          resolve(
            said
              .split('\n')
              .filter(Boolean)
              .map((entry) => entry.split('\t')[0] ?? ''),
          ),
        );
      });
    expect(await ask('k8sdoctor expl')).toEqual(['explain']);
    expect(await ask('k8sdoctor pod w')).toEqual(['web-1']);
    expect(await ask('kubectl-k8sdoctor pod --output=js')).toEqual(['--output=json']);
    expect(await ask('k8sdoctor --context ')).toEqual(['arn:aws:eks:x', 'my ctx']);
    expect(await ask('k8sdoctor pod --from dum')).toEqual(['dumps/']);
    expect(await ask('k8sdoctor pod --playbooks ')).toEqual(['dumps/']);
  });
});

test('the program kubectl calls for its plugin hands the words on', async () => {
  const { env } = await setting(['web-1']);
  const script = spawnSync('k8sdoctor', ['completion', 'kubectl'], { env, encoding: 'utf8' }).stdout;
  const path = file('kubectl_complete-k8sdoctor', script);
  chmodSync(path, 0o755);
  const child = spawn(path, ['pod', ''], { env });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  expect(said).toBe('web-1\n:4\n');
});
