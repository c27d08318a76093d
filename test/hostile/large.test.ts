import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from '../e2e/cli.ts';
import { runProblems } from '../fuzz/invariants.ts';
import { folder } from '../folder.ts';
import { file, kubeconfig, send, serve } from '../kube/server.ts';
import { crashing, eventOf, logSection, recording } from './cases.ts';

const MIB = 1024 ** 2;
const LAST = 'fatal: no quorum';
const line = `${'x'.repeat(200)} password=hunter2secret \u001b[31mred\u001b[0m\n`;
/** 50 MB of log, the reason in the last line. */
const huge = (): string => `${line.repeat(Math.ceil((50 * MIB) / line.length))}${LAST}\n`;

const main = join(import.meta.dirname, '../../src/cli/main.ts');

/** Runs the program with a small heap, so that what must not be held whole is not; gives the peak of its memory, too. */
function bounded(args: string[], heapMiB: number): { code: number; stdout: string; stderr: string; mib: number } {
  const peak = `process.on('exit', () => require('fs').writeSync(3, String(process.resourceUsage().maxRSS)))`;
  const hook = file('peak.cjs', peak);
  const { status, stdout, stderr, output } = spawnSync(
    process.execPath,
    [`--max-old-space-size=${heapMiB}`, '--require', hook, main, ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      encoding: 'utf8',
      maxBuffer: 64 * MIB,
      env: { PATH: process.env['PATH'] ?? '' },
    },
  );
  return { code: status ?? -1, stdout, stderr, mib: Number(output[3]) / 1024 };
}

test('a recorded log of 50 MB is read to its end, in bounded memory', { timeout: 120_000 }, () => {
  const path = file('x.json', logSection(huge()) + recording([crashing()]));
  const ran = bounded(['pod', 'web-1', '--from', path, '-v'], 400);
  expect(runProblems(ran, 'huge log')).toEqual([]);
  expect(ran.code).toBe(1);
  expect(ran.stdout).toContain(LAST);
  expect(ran.stdout).not.toContain('hunter2secret');
  expect(ran.mib).toBeLessThan(600);
});

test('a log file of 50 MB in one line', { timeout: 120_000 }, () => {
  const path = file('x.json', logSection(`${'a='.repeat(25 * MIB)} ${LAST}`) + recording([crashing()]));
  const ran = bounded(['pod', 'web-1', '--from', path], 400);
  expect(runProblems(ran, 'one line')).toEqual([]);
  expect(ran.code).toBe(1);
  expect(ran.stdout.length).toBeLessThan(20_000);
});

test(
  'a server is asked for no more than the end of a log, and one that sends 50 MB all the same is borne',
  { timeout: 60_000 },
  async () => {
    const text = huge();
    const { url, seen } = await serve(({ path }, response) => {
      if (path.endsWith('/log')) {
        send(response, 200, text);
        return undefined;
      }
      return path.endsWith('/pods/web-1') ? crashing() : { metadata: {}, items: [] };
    });
    const outcome = await cli(['pod', 'web-1', '-n', 'shop', '--kubeconfig', kubeconfig(url)]);
    expect(runProblems(outcome, 'live log')).toEqual([]);
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toContain(LAST);
    const [log] = seen.filter(({ path }) => path.endsWith('/log'));
    expect(Number(log?.query.get('limitBytes'))).toBeLessThanOrEqual(MIB);
    expect(Number(log?.query.get('tailLines'))).toBeLessThanOrEqual(1000);
  },
);

test('a log that never ends does not keep the run', { timeout: 60_000 }, async () => {
  const { url } = await serve(({ path }, response) => {
    if (!path.endsWith('/log')) return path.endsWith('/pods/web-1') ? crashing() : { metadata: {}, items: [] };
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write('first line\n');
    return undefined;
  });
  const { code, stdout } = await cli([
    'pod',
    'web-1',
    '-n',
    'shop',
    '--kubeconfig',
    kubeconfig(url),
    '--request-timeout',
    '1s',
    '-o',
    'json',
  ]);
  expect(code).toBe(1);
  const { coverage } = JSON.parse(stdout) as { coverage: { subject: string; outcome: string }[] };
  expect(coverage.filter(({ subject }) => subject === 'logs').map(({ outcome }) => outcome)).toContain('failed');
});

/** Many events about one pod, the telling one among them. */
const events = (count: number): object[] =>
  Array.from({ length: count }, (_, i) =>
    eventOf(i === 0 ? 'BackOff' : `Noise${i % 50}`, `${'m'.repeat(300)} ${i}`, {
      metadata: { name: `e${i}`, namespace: 'shop', uid: `e${i}` },
    }),
  );

test('5,000 events of one pod, recorded: the same verdict as with one, in bounded memory', { timeout: 60_000 }, () => {
  const few = bounded(
    ['pod', 'web-1', '--from', file('x.json', recording([crashing(), ...events(1)])), '-o', 'json'],
    200,
  );
  const many = bounded(
    ['pod', 'web-1', '--from', file('x.json', recording([crashing(), ...events(5000)])), '-o', 'json'],
    200,
  );
  expect(runProblems(many, 'events')).toEqual([]);
  const ids = ({ stdout }: { stdout: string }) =>
    (JSON.parse(stdout) as { findings: { id: string }[] }).findings.map(({ id }) => id);
  expect(ids(many)).toEqual(ids(few));
  expect(many.mib).toBeLessThan(300);
});

test('5,000 events of one pod, live, in pages', { timeout: 60_000 }, async () => {
  const all = events(5000);
  const { url, seen } = await serve(({ path, query }) => {
    if (path.endsWith('/pods/web-1')) return crashing();
    if (!path.endsWith('/events')) return { metadata: {}, items: [] };
    const from = Number(query.get('continue') ?? 0);
    const limit = Number(query.get('limit'));
    return {
      metadata: { ...(from + limit < all.length && { continue: `${from + limit}` }) },
      items: all.slice(from, from + limit),
    };
  });
  const outcome = await cli(['pod', 'web-1', '-n', 'shop', '--kubeconfig', kubeconfig(url)]);
  expect(runProblems(outcome, 'events')).toEqual([]);
  expect(outcome.code).toBe(1);
  expect(seen.filter(({ path }) => path.endsWith('/events'))).toHaveLength(10);
});

test('2,000 small files in folders', { timeout: 60_000 }, async () => {
  const { mkdirSync, writeFileSync } = await import('node:fs');
  const root = folder();
  for (let i = 0; i < 100; i++) {
    mkdirSync(join(root, `ns${i}`));
    for (let j = 0; j < 20; j++)
      writeFileSync(
        join(root, `ns${i}`, `${j}.json`),
        JSON.stringify(crashing({ metadata: { name: `p${j}`, namespace: `ns${i}`, uid: `${i}-${j}` } })),
      );
  }
  const outcome = await cli(['pod', 'p3', '-n', 'ns7', '--from', root]);
  expect(runProblems(outcome, 'folder')).toEqual([]);
  expect(outcome.code).toBe(1);
});
