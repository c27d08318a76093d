import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildProgram } from '../src/build.ts';
import manifest from '../package.json' with { type: 'json' };
import { cli } from './e2e/cli.ts';

let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-build-'));
  program = await buildProgram(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the built program outside of the checkout, where no package can be found. */
const run = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd: folder, env: { PATH: '' } }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });

test('the built program needs no packages beside it', async () => {
  expect(await run('--version')).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
});

test('it says what the source says', async () => {
  for (const args of [
    ['explain', 'OOMKilled'],
    ['explain', 'image-pull', '--lang', 'zh'],
    ['playbook', 'list'],
  ]) {
    expect((await run(...args)).stdout).toBe((await cli(args)).stdout);
  }
});

test('errors from any of its files are one line with the right exit code', async () => {
  const { code, stdout, stderr } = await run('pod', 'web-1', '--from', 'nowhere.json');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^error: .*nowhere\.json/);
  expect(stderr).not.toContain('    at ');
  const missing = await run('pod', 'web-1', '--playbooks', 'nowhere');
  expect(missing.code).toBe(2);
});

test('it carries source maps and can be executed', async () => {
  const text = await readFile(program, 'utf8');
  expect(text.startsWith('#!/usr/bin/env node\n')).toBe(true);
  expect(text).toContain('//# sourceMappingURL=k8sdoctor.mjs.map');
});
