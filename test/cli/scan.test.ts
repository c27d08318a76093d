import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { watchScan } from '../../src/cli/scan-watch.ts';
import { scanEach, scannerFor, type Scanner } from '../../src/cli/scan.ts';
import { scanChoiceOf, type ScanFlags } from '../../src/cli/scan-flags.ts';
import { DoctorError } from '../../src/model/error.ts';
import type { Report } from '../../src/model/finding.ts';
import { renderList } from '../../src/render/render.ts';
import { cli } from '../e2e/cli.ts';

let folder: string;
const home = process.cwd();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-scan-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const podOf = (name: string, status: object, namespace = 'shop') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, uid: `uid-${name}`, creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { nodeName: 'w1', containers: [{ name: 'app', image: `registry.example/${name}:1` }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], ...status },
});

const well = (name: string, namespace?: string) =>
  podOf(
    name,
    { containerStatuses: [{ name: 'app', ready: true, restartCount: 0, state: { running: {} } }] },
    namespace,
  );

const crashing = (name: string, namespace?: string) =>
  podOf(
    name,
    {
      conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:01:00Z' }],
      containerStatuses: [
        {
          name: 'app',
          ready: false,
          restartCount: 4,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: {
            terminated: { exitCode: 3, startedAt: '2026-01-01T00:02:00Z', finishedAt: '2026-01-01T00:02:01Z' },
          },
        },
      ],
    },
    namespace,
  );

let files = 0;
async function recording(...items: object[]): Promise<string> {
  const path = join(folder, `cluster-${files++}.json`);
  await writeFile(path, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  return path;
}

const CRASH = 'crash-loop/application-error';

interface Json {
  verdict: string;
  findings: { id: string; fingerprint: string; target: { name: string }; severity: string }[];
  filtered?: {
    known?: number;
    gone?: { id: string }[];
    ignored?: { id: string; reason: string }[];
    expired?: unknown[];
  };
}

async function scan(...argv: string[]): Promise<{ code: number; report: Json; stderr: string }> {
  const { code, stdout, stderr } = await cli(['scan', ...argv, '-o', 'json', '--lang', 'en']);
  return { code, stderr, report: (stdout ? JSON.parse(stdout) : {}) as Json };
}

const targets = ({ findings }: Json): string[] =>
  findings.filter(({ severity }) => severity === 'error').map(({ target }) => target.name);

describe('scan of a recording', () => {
  test('tells every namespace in it, or the one asked for, with the exit codes of every diagnosis', async () => {
    const path = await recording(crashing('a'), well('b'), crashing('c', 'other'));
    const whole = await scan('--from', path);
    expect([whole.code, targets(whole.report).toSorted()]).toEqual([1, ['a', 'c']]);
    expect(targets((await scan('--from', path, '-n', 'other')).report)).toEqual(['c']);
    expect((await scan('--from', path, '--fail-on', 'never')).code).toBe(0);
    expect((await scan('--from', path, '--skip', 'crash-loop')).report.findings).toEqual([]);
    expect((await scan('--from', await recording(well('b')))).code).toBe(0);
    expect((await cli(['scan', '--from', path, '-q'])).stdout).toBe('');
  });

  test.each([
    [['-A', '-n', 'shop'], '-A'],
    [['--max-logs', 'many'], '--max-logs'],
    [['--interval', '1s', '--watch'], '--interval'],
    [['--contexts', ','], '--contexts'],
    [['--contexts', 'a,b', '--context', 'a'], '--contexts'],
    [['--contexts', 'a,b', '--from', 'x.json'], '--contexts'],
    [['--watch', '--from', 'x.json'], '--watch'],
    [['--only-new', '/does/not/exist.json'], '/does/not/exist.json'],
    [['--ignore-file', '/does/not/exist.yaml'], '/does/not/exist.yaml'],
  ])('refuses %j in one line that names %s', async (argv, named) => {
    for (const lang of ['en', 'zh']) {
      const { code, stdout, stderr } = await cli(['scan', ...argv, '--lang', lang]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr.split('\n')[0]).toContain(named);
    }
  });
});

describe('a baseline', () => {
  test('hides what is known, tells what is new and what is gone, and goes by cause and not by pod', async () => {
    const file = join(folder, 'baseline.json');
    const before = await scan('--from', await recording(crashing('a'), crashing('b')), '--save-baseline', file);
    expect(before.code).toBe(1);
    expect((await readdir(folder)).filter((name) => name.includes('.tmp'))).toEqual([]);
    const same = await scan('--from', await recording(crashing('a'), crashing('b')), '--only-new', file);
    expect(same).toMatchObject({
      code: 0,
      report: { verdict: 'healthy', findings: [], filtered: { known: 2, gone: [] } },
    });
    const after = await scan('--from', await recording(crashing('a'), crashing('c'), well('b')), '--only-new', file);
    expect([after.code, targets(after.report)]).toEqual([1, ['c']]);
    expect(after.report.filtered).toMatchObject({ known: 1, gone: [{ id: CRASH, target: { name: 'b' } }] });
    const { stdout } = await cli([
      'scan',
      '--from',
      await recording(crashing('a')),
      '--only-new',
      file,
      '--lang',
      'en',
    ]);
    expect(stdout).toContain('nothing new');
    expect(stdout).toMatch(/1 cause of the baseline is still there, hidden/);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`1 cause of the baseline is gone: ${CRASH} (pod/b)`);
  });

  test('may be the JSON report of an earlier scan', async () => {
    const { stdout } = await cli(['scan', '--from', await recording(crashing('a')), '-o', 'json']);
    const file = join(folder, 'report.json');
    await writeFile(file, stdout);
    expect((await scan('--from', await recording(crashing('a')), '--only-new', file)).report.findings).toEqual([]);
  });

  test.each([
    ['no JSON', '{'],
    ['another file', '{"apiVersion":"v1","kind":"List","items":[]}'],
    ['a list', '[]'],
    ['null', 'null'],
  ])('that is %s is refused in one line', async (_name, content) => {
    const file = join(folder, 'wrong.json');
    await writeFile(file, content);
    const { code, stderr } = await cli([
      'scan',
      '--from',
      await recording(well('a')),
      '--only-new',
      file,
      '--lang',
      'en',
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: .*wrong\.json: not a baseline.*\nhint: .*--save-baseline/);
  });

  test('that cannot be written is told, and nothing half stays behind', async () => {
    const file = join(folder, 'no-such-folder', 'baseline.json');
    const { code, stderr } = await cli(['scan', '--from', await recording(well('a')), '--save-baseline', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('no-such-folder');
  });
});

describe('an ignore file', () => {
  const ignoreFile = async (content: string): Promise<string> => {
    const path = join(folder, `ignore-${files++}.yaml`);
    await writeFile(path, content);
    return path;
  };

  test.each([
    ['an id', `{ id: ${CRASH}, reason: known }`, []],
    ['a pattern', '{ id: crash-loop/*, reason: known }', []],
    ['a namespace', '{ id: crash-loop/*, namespace: oth*, reason: known }', ['a']],
    ['a target', '{ id: crash-loop/*, target: pod/a, reason: known }', ['c']],
    ['what is not found', '{ id: image-pull/*, reason: known }', ['a', 'c']],
    ['a day to come', `{ id: ${CRASH}, expires: 2999-01-01, reason: known }`, []],
    ['a day gone by', `{ id: ${CRASH}, expires: 2020-01-01, reason: known }`, ['a', 'c']],
  ])('with %s hides just that, with its reason', async (_name, entry, left) => {
    const path = await ignoreFile(`ignore:\n  - ${entry}\n`);
    const from = await recording(crashing('a'), crashing('c', 'other'));
    const { report, code } = await scan('--from', from, '--ignore-file', path);
    expect(targets(report).toSorted()).toEqual(left);
    expect(code).toBe(left.length > 0 ? 1 : 0);
    expect(report.filtered?.ignored?.map(({ reason }) => reason)).toEqual(Array(2 - left.length).fill('known'));
    expect(report.filtered?.expired?.length).toBe(entry.includes('2020') ? 1 : 0);
  });

  test('with a fingerprint hides one of two, and says so with the reason', async () => {
    const from = await recording(crashing('a'), crashing('b'));
    const { report } = await scan('--from', from);
    const path = await ignoreFile(
      `ignore:\n  - fingerprint: ${report.findings[0]?.fingerprint}\n    reason: until the release\n`,
    );
    const { stdout } = await cli(['scan', '--from', from, '--ignore-file', path, '--lang', 'en']);
    expect(stdout).toMatch(/1 ignored: crash-loop\/application-error \(until the release\)/);
    expect(stdout).toContain('1 error');
  });

  test('lies in the working folder by default, and an expired entry is told in words', async () => {
    const place = join(folder, 'place');
    await mkdir(place);
    await writeFile(
      join(place, '.k8sdoctor-ignore.yaml'),
      `ignore:\n  - { id: ${CRASH}, reason: soon repaired, expires: 2020-06-30 }\n`,
    );
    const from = await recording(crashing('a'));
    process.chdir(place);
    try {
      const { stdout, code } = await cli(['scan', '--from', from, '--lang', 'en']);
      expect(code).toBe(1);
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
        `ignore entry ${CRASH} expired on 2020-06-30 and no longer applies (soon repaired)`,
      );
    } finally {
      process.chdir(home);
    }
  });

  test.each([
    ['{', 'not YAML'],
    ['ignore: 3', 'ignore: must be array'],
    ['- id: x', 'must be object'],
    ['ignore:\n  - { id: x }', "entry 1: must have required property 'reason'"],
    ['ignore:\n  - { id: x, reason: y }\n  - { reason: y }', 'entry 2: must have an id or a fingerprint'],
    ['ignore:\n  - { id: x, reason: y, until: 3 }', '(until)'],
    ['ignore:\n  - { id: x, reason: y, expires: soon }', 'entry 1 expires'],
    ['ignore:\n  - { id: x, reason: y, expires: "2026-13-45" }', 'entry 1 expires: there is no day 2026-13-45'],
  ])('%j is refused in one line: %s', async (content, words) => {
    const path = await ignoreFile(content);
    const { code, stderr } = await cli([
      'scan',
      '--from',
      await recording(well('a')),
      '--ignore-file',
      path,
      '--lang',
      'en',
    ]);
    expect(code).toBe(2);
    expect(stderr.split('\n')[0]).toContain(words);
    expect(stderr.split('\n')[0]).toContain(path);
  });
});

/** A scanner whose scans give these reports one after the other; an error is thrown. */
async function scripted(
  flags: ScanFlags,
  reports: (Report | Error)[],
): Promise<{ scanner: Scanner; said: { out: string; err: string } }> {
  const said = { out: '', err: '' };
  const io = {
    stdout: { write: (text: string) => (said.out += text) },
    stderr: { write: (text: string) => (said.err += text) },
    stdin: (async function* () {})(),
    env: {},
  };
  const from = await recording(well('a'));
  const scanner = await scannerFor({ ...flags, from }, scanChoiceOf(flags), { lang: 'en', io });
  const queue = reports.values();
  const diagnoseScan = (): Promise<Report> => {
    const { value } = queue.next();
    return value instanceof Error ? Promise.reject(value) : Promise.resolve(value as Report);
  };
  return { scanner: { ...scanner, engine: { ...scanner.engine, diagnoseScan } }, said };
}

const times = (count: number) => {
  let left = count;
  return (): Promise<boolean> => Promise.resolve(left-- > 0);
};

async function reportOf(...items: object[]): Promise<Report> {
  const { scanner } = await scripted({}, []);
  const { toSnapshot } = await import('../../src/collect/build.ts');
  const { loadRecording } = await import('../../src/collect/load.ts');
  const { diagnoseScan } = await import('../../src/diagnose/scan.ts');
  return diagnoseScan(toSnapshot(await loadRecording(await recording(...items))), {}, scanner.playbooks);
}

const lost = new DoctorError('unreachable', { en: 'no connection to the API server', zh: '连不上' });

describe('--watch', () => {
  test('tells the whole once and then only what is new, changed or gone', async () => {
    const [one, two, none] = [
      await reportOf(crashing('a')),
      await reportOf(crashing('a'), crashing('b')),
      await reportOf(well('a')),
    ];
    const { scanner, said } = await scripted({ watch: true }, [one, one, two, two, none, none]);
    expect(await watchScan(scanner, (report) => report, times(5))).toBe(130);
    const [first = '', ...changes] = said.out.split(/(?=\n\d\d:\d\d:\d\d )/);
    expect(first).toContain('1 error');
    expect(changes.map((change) => /(NEW|CHANGED|GONE)/.exec(change)?.[1])).toEqual(['NEW', 'GONE', 'GONE']);
    expect(changes[0]).toContain('pod/b');
  });

  test('as JSON is a line for each change, those that are there at first as new ones', async () => {
    const { scanner, said } = await scripted({ watch: true, output: 'json' }, [
      await reportOf(crashing('a')),
      await reportOf(well('a')),
    ]);
    await watchScan(scanner, (report) => report, times(1));
    const lines = said.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; change: string; finding: { id: string } });
    expect(lines.map(({ kind, change, finding }) => [kind, change, finding.id])).toEqual([
      ['Change', 'new', CRASH],
      ['Change', 'gone', CRASH],
    ]);
  });

  test('outlives a server that is away for a while, and says so once', async () => {
    const report = await reportOf(crashing('a'));
    const { scanner, said } = await scripted({ watch: true }, [report, lost, lost, report]);
    await watchScan(scanner, (each) => each, times(3));
    expect(said.err.trim().split('\n')).toEqual(['no connection to the API server']);
    expect(said.out).not.toContain('GONE');
  });
});

describe('--contexts', () => {
  test('one cluster that cannot be reached costs the others nothing, and is told', async () => {
    const { scanner } = await scripted({ contexts: 'a,b' }, [await reportOf(crashing('a')), lost]);
    const reports = await scanEach(scanner); // the first answer may be that of either
    const gone = reports.find(({ verdict }) => verdict === 'unknown');
    expect(reports.map(({ verdict }) => verdict).toSorted()).toEqual(['failing', 'unknown']);
    expect(gone).toMatchObject({ target: { kind: 'Cluster' }, note: { en: 'no connection to the API server' } });
    expect(['a', 'b']).toContain(gone?.target.name);
  });

  test('the same cause on several clusters is told once, with the clusters named', async () => {
    const [one, two] = [await reportOf(crashing('a'), crashing('b')), await reportOf(crashing('a'))];
    const named = (report: Report, context: string): Report => ({
      ...report,
      target: { ...report.target, name: context },
      server: { ...report.server, context },
    });
    const text = await renderList([named(one, 'north'), named(two, 'south')], 'text', {
      lang: 'en',
      color: false,
      width: 100,
    });
    expect(text.match(/pod\/a in shop/g)).toHaveLength(1);
    expect(text.match(/pod\/b in shop/g)).toHaveLength(1);
    expect(text).toContain('on north, south');
    expect(text).toMatch(/cluster north .* 2 errors/);
    expect(text).toMatch(/cluster south .* 1 error\n {2}1 cause told above/);
  });

  test('clusters that no kubeconfig knows are each told, in a list', async () => {
    const kubeconfig = join(folder, 'kubeconfig.yaml');
    await writeFile(
      kubeconfig,
      JSON.stringify({ apiVersion: 'v1', kind: 'Config', contexts: [], clusters: [], users: [] }),
    );
    const { code, stdout } = await cli(['scan', '--contexts', 'x,y', '--kubeconfig', kubeconfig, '-o', 'json']);
    expect(code).toBe(3);
    const list = JSON.parse(stdout) as { kind: string; items: Json[] };
    expect([list.kind, list.items.map(({ verdict }) => verdict)]).toEqual(['ReportList', ['unknown', 'unknown']]);
  });
});

test('a baseline holds what a person can read', async () => {
  const file = join(folder, 'readable.json');
  await scan('--from', await recording(crashing('a')), '--save-baseline', file);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    apiVersion: 'k8sdoctor/v1',
    kind: 'Baseline',
    findings: [{ id: CRASH, severity: 'error', target: { kind: 'Pod', namespace: 'shop', name: 'a' } }],
  });
});
