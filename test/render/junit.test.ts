import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type TestCase, type TestSuite, type TestSuites } from 'junit2json';
import { memoryPages, validateXML } from 'xmllint-wasm';
import { describe, expect, it } from 'vitest';
import { exitCodeFor, type FailOn } from '../../src/cli/exit-codes.ts';
import type { Report } from '../../src/model/finding.ts';
import type { Lang } from '../../src/model/text.ts';
import { renderJunit } from '../../src/render/junit.ts';
import { filledWith, HAZARD, HOSTILE } from './hostile.ts';
import { allRecorded } from './recorded.ts';
import { crashLoop, healthy, reports, twoRoots, unknown } from './reports.ts';

const LANGS: Lang[] = ['en', 'zh'];
const recorded = await allRecorded();
/** The schema of Jenkins' xUnit plugin, which GitLab names as its format too; as pytest ships it for its own tests. */
const schema = readFileSync(join(import.meta.dirname, 'junit-10.xsd'), 'utf8');

const junit = (shown: Report | Report[], lang: Lang = 'en', failOn: FailOn = 'error'): string =>
  renderJunit([shown].flat(), { lang, failOn });

async function schemaErrors(texts: string[]): Promise<string[]> {
  const xml = texts.map((contents, i) => ({ fileName: `${i}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema, maxMemoryPages: 512 * memoryPages.MiB });
  return errors.map(({ rawMessage }) => rawMessage);
}

async function read(text: string): Promise<{ suites: TestSuite[]; cases: TestCase[]; whole: TestSuites }> {
  const whole = ((await parse(text)) ?? {}) as TestSuites;
  const suites = whole.testsuite ?? [];
  return { whole, suites, cases: suites.flatMap(({ testcase = [] }) => testcase) };
}

const named = (cases: TestCase[], name: string): TestCase | undefined => cases.find((one) => one.name === name);

describe('every recording', () => {
  it.each(LANGS)('is valid by the schema in %s', async (lang) => {
    expect(await schemaErrors(recorded.map(({ report }) => junit(report, lang)))).toEqual([]);
  });

  it('would not be valid with an element or an attribute the schema lacks', async () => {
    const text = junit(crashLoop);
    expect(await schemaErrors([text.replace('<testcase ', '<testcase file="web.yaml" ')])).not.toEqual([]);
    expect(await schemaErrors([text.replaceAll('system-out', 'note').replaceAll('skipped', 'note')])).not.toEqual([]);
  });

  it.each<FailOn>(['error', 'warning', 'info', 'never'])(
    'fails exactly when the exit code does: --fail-on %s',
    async (failOn) => {
      const wrong: string[] = [];
      for (const { name, report } of recorded) {
        const { whole, suites, cases } = await read(junit(report, 'en', failOn));
        const failed = cases.filter(({ failure, error }) => failure ?? error).length;
        expect([name, whole.tests, (whole.failures ?? 0) + (whole.errors ?? 0)]).toEqual([name, cases.length, failed]);
        expect(suites.reduce((sum, { tests = 0 }) => sum + tests, 0)).toBe(cases.length);
        if (failed > 0 !== exitCodeFor(report, failOn) > 0) wrong.push(name);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('names every case once, and every root cause', async () => {
    for (const { name, report } of recorded) {
      const { suites, cases } = await read(junit(report));
      const names = suites.flatMap((suite) =>
        (suite.testcase ?? []).map((one) => [suite.name, one.classname, one.name].join('\n')),
      );
      expect([name, new Set(names).size]).toEqual([name, names.length]);
      expect(cases.length).toBeGreaterThan(0);
      for (const { id, explainedBy } of report.findings.filter((finding) => !finding.explainedBy))
        expect([explainedBy, cases.some((one) => one.name?.startsWith(id))]).toEqual([undefined, true]);
    }
  });
});

describe('hostile values', () => {
  const hostile = [
    ...Object.values(HOSTILE),
    ']]>&<a b="c">\'',
    '\ufffe\uffff\x01\ud800',
    '</failure><testcase name="x"/>',
  ];

  it('leave the file valid', async () => {
    const all = Object.values(reports).flatMap((report) => hostile.map((value) => junit(filledWith(report, value))));
    expect(await schemaErrors(all)).toEqual([]);
    for (const text of all) expect(text).not.toMatch(HAZARD);
  });

  it('add no case', async () => {
    const { cases } = await read(junit(filledWith(crashLoop, '</failure></testcase><testcase name="x"/>')));
    expect(cases).toHaveLength((await read(junit(crashLoop))).cases.length);
  });
});

describe('what a CI system shows', () => {
  it('a root cause is a failure with its title, and all one needs to go on', async () => {
    const { cases } = await read(junit(crashLoop));
    const [failure] = named(cases, 'crash-loop/liveness-too-early [app]')?.failure ?? [];
    expect(failure?.type).toBe('crash-loop/liveness-too-early');
    expect(failure?.message).toBe(crashLoop.findings[0]?.title.en);
    expect(failure?.inner).toContain('listening on :8080');
    expect(failure?.inner).toContain('kubectl logs -n shop checkout-7d9c6b9f4d-x2kqp -c app --previous');
    expect(failure?.inner).toContain('app waits up to 5 min between restarts');
    const chinese = await read(junit(crashLoop, 'zh'));
    expect(chinese.cases[0]?.failure?.[0]?.message).toBe(crashLoop.findings[0]?.title.zh);
  });

  it('the names of cases stay the same when a workload makes new pods', async () => {
    const ofPod = (name: string): Report => ({
      ...crashLoop,
      findings: crashLoop.findings.map((finding) => ({
        ...finding,
        target: { ...finding.target, name },
        owner: { kind: 'Deployment', namespace: 'shop', name: 'checkout' },
      })),
    });
    const keys = async (report: Report) => (await read(junit(report))).cases.map((one) => [one.classname, one.name]);
    expect(await keys(ofPod('checkout-1'))).toEqual(await keys(ofPod('checkout-2')));
  });

  it('a consequence is told with its cause, and makes it fail when it is the worse', async () => {
    const { cases } = await read(junit(twoRoots));
    expect(cases.filter(({ name }) => name?.startsWith('node-down/'))).toHaveLength(1);
    const [root, ...below] = twoRoots.findings;
    const mild = { ...twoRoots, findings: root ? [{ ...root, severity: 'info' as const }, ...below] : [] };
    const shown = named((await read(junit(mild, 'en', 'warning'))).cases, 'node-down/not-ready [app]');
    expect(shown?.failure).toHaveLength(1);
    expect((await read(junit(mild, 'en', 'error'))).cases[0]?.failure).toBeUndefined();
  });

  it('a healthy target passes; what nobody could judge or see is skipped', async () => {
    expect((await read(junit(healthy))).whole).toMatchObject({ tests: 1, failures: 0, errors: 0 });
    const { suites, cases } = await read(junit(unknown));
    expect(suites[0]).toMatchObject({ name: 'shop', tests: 4, failures: 0, skipped: 4 });
    expect(named(cases, 'verdict')?.skipped?.[0]?.message).toContain('nothing seen explains it');
  });

  it.each([
    ['error', unknown.notSeen],
    ['failure', []],
  ] as const)('a target that is wrong for a reason nobody sees is a(n) %s', async (kind, notSeen) => {
    const { cases } = await read(junit({ ...unknown, unexplained: true, notSeen: [...notSeen] }));
    expect(named(cases, 'verdict')?.[kind]).toHaveLength(1);
  });

  it('what check waited for passes or fails, with the time it took', async () => {
    const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };
    const note = { en: '2 of 5 updated', zh: '已更新 2/5' };
    const checked: Report['checked'] = [
      { ...web, state: 'ready', seconds: 1234.5 },
      { ...web, name: 'db', state: 'progressing', note, seconds: 300 },
      { kind: 'CustomResourceDefinition', namespace: '', name: 'a.example.com', state: 'failed', seconds: 0 },
    ];
    const text = junit({ ...healthy, verdict: 'failing', checked });
    expect(await schemaErrors([text])).toEqual([]);
    const { suites, cases } = await read(text);
    expect(suites.map(({ name }) => name)).toEqual(['cluster', 'shop']);
    expect(cases.map(({ classname, failure }) => [classname, failure?.[0]?.type])).toEqual([
      ['cluster.customresourcedefinition/a_example_com', 'failed'],
      ['shop.deployment/web', undefined],
      ['shop.deployment/db', 'progressing'],
    ]);
    expect(text).toContain('name="ready" classname="shop.deployment/web" time="1234.5"');
  });

  it('a check that ran out of time fails whatever --fail-on says, and so does one that found nothing to check', async () => {
    const late = { kind: 'Deployment', namespace: 'shop', name: 'web', state: 'progressing' as const, seconds: 300 };
    const gone = { ...late, state: 'failed' as const };
    const failures = async (checked: Report['checked'], failOn: FailOn): Promise<number | undefined> =>
      (await read(junit({ ...healthy, verdict: 'progressing', ...(checked && { checked }) }, 'en', failOn))).whole
        .failures;
    expect(await failures([late], 'never')).toBe(1);
    expect(await failures([gone], 'never')).toBe(0);
    expect(await failures([gone], 'error')).toBe(1);
    expect(await failures([], 'never')).toBe(1);
    expect(await failures(undefined, 'error')).toBe(0);
  });

  it('what an ignore file took out is skipped, with the reason', async () => {
    const ignored = [
      {
        fingerprint: 'f9',
        id: 'crash-loop/application-error',
        severity: 'error' as const,
        target: { kind: 'Pod', namespace: 'shop', name: 'old-0' },
        title: 'old fails',
        reason: 'goes away in May',
      },
    ];
    const { cases } = await read(junit({ ...healthy, filtered: { ignored } }));
    expect(named(cases, 'crash-loop/application-error')?.skipped?.[0]?.message).toBe('goes away in May');
  });

  it('several clusters have suites of their own', async () => {
    const other = { ...healthy, server: { kind: 'live' as const, location: 'https://b', context: 'staging' } };
    const { suites } = await read(junit([crashLoop, other]));
    expect(suites.map(({ name }) => name)).toEqual(['prod/shop', 'staging/shop']);
  });
});
