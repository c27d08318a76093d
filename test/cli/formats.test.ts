import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli } from '../e2e/cli.ts';
import { crashing } from '../hostile/cases.ts';

let folder: string;
let dump: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-formats-'));
  dump = join(folder, 'dump.json');
  await writeFile(dump, JSON.stringify(crashing()));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const pod = (format: string, env: Record<string, string> = {}, more: string[] = []) =>
  cli(['pod', 'web-1', '--from', dump, '-o', format, ...more], env);

describe('formats for CI', () => {
  test.each([
    ['junit', '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites '],
    ['sarif', '{\n  "$schema": "https://json.schemastore.org/sarif-2.1.0.json"'],
    ['github', '::group::✖ shop/web-1\n'],
  ])('-o %s, with the exit code of every other format', async (format, start) => {
    const { code, stdout, stderr } = await pod(format);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout.startsWith(start)).toBe(true);
    expect((await pod(format, {}, ['--fail-on', 'never'])).code).toBe(0);
    expect((await pod(format, {}, ['-q'])).stdout).toBe('');
  });

  test('junit fails what --fail-on says', async () => {
    expect((await pod('junit')).stdout).toContain('<failure ');
    expect((await pod('junit', {}, ['--fail-on', 'never'])).stdout).not.toContain('<failure ');
  });

  test('sarif describes its rules from the playbooks, and says which version wrote it', async () => {
    const { runs } = JSON.parse((await pod('sarif')).stdout) as {
      runs: { tool: { driver: { version: string; rules: { help?: unknown }[] } } }[];
    };
    expect(runs[0]?.tool.driver.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(runs[0]?.tool.driver.rules[0]?.help).toBeDefined();
  });

  test('a result that is no report has none of them', async () => {
    const { code, stderr } = await cli(['fit', '-f', 'x.yaml', '-o', 'junit']);
    expect(code).toBe(2);
    expect(stderr).toContain('junit');
  });
});

describe('in a step of GitHub Actions', () => {
  test('github leaves the summary and the outputs, after what is there', async () => {
    const [summary, output] = [join(folder, 'summary.md'), join(folder, 'output')];
    await writeFile(summary, 'before\n');
    await writeFile(output, 'kept=1\n');
    await pod('github', { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output });
    expect(await readFile(summary, 'utf8')).toMatch(/^before\n## ✖ `shop\/web-1` · failing\n/);
    expect(await readFile(output, 'utf8')).toMatch(/^kept=1\nverdict=failing\nfindings=1\nerrors=1\nwarnings=0\n$/);
  });

  test('a summary that is full already is left as it is', async () => {
    const summary = join(folder, 'full.md');
    const full = 'x'.repeat(1024 * 1024 - 10);
    await writeFile(summary, full);
    expect((await pod('github', { GITHUB_STEP_SUMMARY: summary })).code).toBe(1);
    expect(await readFile(summary, 'utf8')).toBe(full);
  });

  test('other formats leave nothing', async () => {
    const summary = join(folder, 'none.md');
    await pod('text', { GITHUB_STEP_SUMMARY: summary, GITHUB_ACTIONS: 'true' });
    await expect(readFile(summary)).rejects.toThrow('ENOENT');
  });

  test('a file that cannot be written is one clear line', async () => {
    const { code, stderr } = await pod('github', { GITHUB_OUTPUT: join(folder, 'no', 'such') });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: .*no\/such: cannot be written \(ENOENT\)\nhint: .*GITHUB_OUTPUT/);
  });

  test('a log line in a text report is no command', async () => {
    const path = join(folder, 'attack.json');
    const waiting = { reason: 'CrashLoopBackOff', message: 'x\n::error::owned\n##[add-mask]a' };
    await writeFile(path, JSON.stringify(crashing({ containerStatus: { state: { waiting } } })));
    const { stdout } = await cli(['pod', 'web-1', '--from', path], { GITHUB_ACTIONS: 'true' });
    expect(stdout).not.toMatch(/^\s*::|##\[/m);
    expect((await cli(['pod', 'web-1', '--from', path, '-o', 'json'], { GITHUB_ACTIONS: 'true' })).code).toBe(1);
  });
});
