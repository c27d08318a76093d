import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadRecording } from '../../src/collect/load.ts';
import { snapshotFiles } from '../../src/collect/save.ts';
import { tar } from '../../src/collect/tar.ts';
import { jsonProblems, runProblems } from './invariants.ts';
import type { Random } from '../random.ts';

const main = join(import.meta.dirname, '../../src/cli/main.ts');
/** No case takes longer than this, on however busy a machine. */
const LONGEST_MS = 60_000;

/** Runs the program as a person would; a run that does not end is killed and has the code -1. */
export function program(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env },
      timeout: LONGEST_MS,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (data: string) => (stdout += data));
    child.stderr.setEncoding('utf8').on('data', (data: string) => (stderr += data));
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

/** The file as it is, or what a snapshot of it holds as .tgz; either may be called anything. */
async function recordingFor(file: Buffer, random: Random): Promise<{ name: string; data: Buffer }> {
  if (random.chance(0.5)) return { name: random.pick(['x.json', 'x.yaml', 'x.txt', 'x']), data: file };
  const collected = await loadRecording('-', () => Promise.resolve(file)).catch(() => undefined);
  if (!collected) return { name: 'x.yaml', data: file };
  const archive = gzipSync(tar(snapshotFiles(collected)));
  return { name: 'x.tgz', data: random.chance(0.3) ? archive.subarray(0, random.below(archive.length)) : archive };
}

/** What is wrong with how the program as a whole takes a file. */
export async function programProblems(file: Buffer, random: Random): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-fuzz-'));
  try {
    const { name, data } = await recordingFor(file, random);
    const path = join(folder, name);
    await writeFile(path, data);
    const format = random.pick(['text', 'json', 'yaml', 'markdown']);
    const args = ['pod', '--all', '--from', path, '-o', format, '--lang', random.pick(['en', 'zh'])];
    const ran = await program(args);
    const saving = random.chance(0.2)
      ? await program(['snapshot', '--from', path, '-o', join(folder, 'saved.tgz')])
      : undefined;
    return [
      ...runProblems(ran, `k8sdoctor ${args.slice(0, 2).join(' ')} -o ${format}`),
      ...(format === 'json' && ran.stdout ? jsonProblems(ran.stdout, 'json of the program') : []),
      ...(saving ? runProblems(saving, 'k8sdoctor snapshot') : []),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
