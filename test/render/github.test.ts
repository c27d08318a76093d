import { describe, expect, it } from 'vitest';
import type { Finding, Report } from '../../src/model/finding.ts';
import type { Lang } from '../../src/model/text.ts';
import { outputsOf, renderSummary } from '../../src/render/github.ts';
import { renderList } from '../../src/render/render.ts';
import { withoutCommands } from '../../src/render/workflow-command.ts';
import { filledWith, HAZARD, HOSTILE } from './hostile.ts';
import { allRecorded } from './recorded.ts';
import { crashLoop, healthy, imagePull, reports, unknown } from './reports.ts';

const LANGS: Lang[] = ['en', 'zh'];
const recorded = await allRecorded();

interface Command {
  name: string;
  properties: Record<string, string>;
  data: string;
}

const REGISTERED =
  'error warning notice debug group endgroup add-mask set-env set-output save-state add-path stop-commands echo'.split(
    ' ',
  );
const decode = (text: string): string =>
  text.replace(/%(0D|0A|3A|2C|25)/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** What the runner takes a line of the log for: `::name key=value::data` after white space, or `##[name]data` anywhere. */
function commandIn(line: string): Command | undefined {
  const [, info = '', data = ''] = /^\s*::(.*?)::(.*)$/s.exec(line) ?? /##\[([^\]]*)\](.*)$/s.exec(line) ?? [];
  const name = info.split(' ')[0] ?? '';
  if (!REGISTERED.includes(name)) return undefined;
  const pairs = info
    .slice(name.length + 1)
    .split(',')
    .filter(Boolean);
  const properties = pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), decode(pair.slice(pair.indexOf('=') + 1))]);
  return { name, properties: Object.fromEntries(properties) as Record<string, string>, data: decode(data) };
}

const github = (shown: Report | Report[], lang: Lang = 'en'): Promise<string> =>
  renderList([shown].flat(), 'github', { lang, color: true, width: 100 });
const commandsOf = (text: string): Command[] => text.split('\n').flatMap((line) => commandIn(line) ?? []);
const annotationsOf = (text: string): Command[] => commandsOf(text).filter(({ name }) => !name.endsWith('group'));
const namesOf = (text: string): string[] => commandsOf(text).map(({ name }) => name);

const LEVELS = { error: 'error', warning: 'warning', info: 'notice' };

describe('every recording', () => {
  it.each(LANGS)('is one group and an annotation for each root cause in %s', async (lang) => {
    for (const { name, report } of recorded) {
      const text = await github(report, lang);
      const names = namesOf(text);
      expect([name, names.slice(0, 2)]).toEqual([name, ['group', 'endgroup']]);
      const roots = report.findings.filter(({ explainedBy }) => !explainedBy);
      const annotations = annotationsOf(text);
      for (const { id, title } of roots) {
        const own = annotations.filter(
          ({ data, properties }) => data.includes(id) && properties['title']?.includes(title[lang].trim().slice(0, 20)),
        );
        expect([name, id, own.length > 0]).toEqual([name, id, true]);
      }
      expect(text).not.toMatch(HAZARD);
    }
  });
});

describe('an annotation', () => {
  it('names the file, line and column, the cause, and what to do', async () => {
    const [finding] = imagePull.findings as [Finding];
    const located = { ...finding, location: { file: 'deploy/a,b:c%.yaml', line: 17, column: 9 } };
    const [annotation] = annotationsOf(await github({ ...imagePull, findings: [located] }));
    expect(annotation?.name).toBe('error');
    expect(annotation?.properties).toEqual({
      file: 'deploy/a,b:c%.yaml',
      line: '17',
      col: '9',
      title: `ROOT CAUSE: ${finding.title.en}`,
    });
    expect(annotation?.data).toContain('crane ls registry.example.com/team-storefront/web');
    expect(annotation?.data.split('\n')[0]).toBe('pod/web-6d4cf56db6-9qk2z · image-pull/tag-not-found');
  });

  it('names no file when the manifest came from standard input', async () => {
    const [finding] = imagePull.findings as [Finding];
    const located = { ...finding, location: { file: '-', line: 17, column: 9 } };
    const [annotation] = annotationsOf(await github({ ...imagePull, findings: [located] }));
    expect(Object.keys(annotation?.properties ?? {})).toEqual(['title']);
    expect(annotation?.data).toContain('line 17 of standard input');
  });

  it.each(Object.entries(LEVELS))('of a finding of severity %s is a(n) %s', async (severity, name) => {
    const [finding] = imagePull.findings as [Finding];
    const report = { ...imagePull, notSeen: [], findings: [{ ...finding, severity: severity as Finding['severity'] }] };
    expect(annotationsOf(await github(report)).map((annotation) => annotation.name)).toEqual([name]);
  });

  it('beyond the tenth of a kind is counted, and the most important come first', async () => {
    const [finding] = imagePull.findings as [Finding];
    const many = (count: number): Report => ({
      ...imagePull,
      notSeen: [],
      findings: Array.from({ length: count }, (_, i) => ({
        ...finding,
        fingerprint: `f${i}`,
        title: { en: `cause ${i + 1}`, zh: `原因 ${i + 1}` },
      })),
    });
    expect(annotationsOf(await github(many(10)))).toHaveLength(10);
    const shown = annotationsOf(await github(many(14)));
    expect(shown).toHaveLength(10);
    expect(shown[0]?.properties['title']).toBe('ROOT CAUSE: cause 1');
    expect(shown[9]?.properties['title']).toContain('5 more');
    expect(shown[9]?.data).toContain('cause 14');
  });

  it('tells what check waited for in vain, and a verdict that nothing explains', async () => {
    const checked: Report['checked'] = [
      { kind: 'Deployment', namespace: 'shop', name: 'web', state: 'ready', seconds: 3 },
      {
        kind: 'Job',
        namespace: 'shop',
        name: 'seed',
        state: 'failed',
        note: { en: 'gave up', zh: '放弃' },
        seconds: 3,
      },
    ];
    const titles = async (report: Report) =>
      annotationsOf(await github(report)).map(({ properties }) => properties['title']);
    expect(await titles({ ...healthy, verdict: 'failing', checked })).toEqual(['job/seed is not ready']);
    const told = {
      ...crashLoop,
      notSeen: [],
      checked: checked.map((one) => ({ ...one, ...crashLoop.findings[0]?.target })),
    };
    expect(await titles(told)).toEqual([`ROOT CAUSE: ${crashLoop.findings[0]?.title.en}`]);
    expect(await titles({ ...unknown, unexplained: true })).toEqual([
      'shop/mail-0: verdict unknown',
      'NOT SEEN: shop/mail-0',
    ]);
    expect(await titles(healthy)).toEqual([]);
  });
});

describe('text from a cluster gives the runner no command', () => {
  const ATTACKS = [
    '::set-env name=NODE_OPTIONS::--require=/evil.js',
    '\n::error file=a.ts,line=1::owned',
    '  ::add-mask::a',
    '\u00a0\u3000::stop-commands::x',
    'harmless ##[set-env name=PATH]/evil',
    '::error::a%0A::warning::b',
    '\r\n::endgroup::\r\n::debug::x',
    ':::error::x',
    ...Object.values(HOSTILE),
  ];

  it.each(ATTACKS)('%j', async (attack) => {
    for (const report of Object.values(reports)) {
      for (const lang of LANGS) {
        const shown = filledWith(report, attack);
        const findings = shown.findings.map((finding) => ({
          ...finding,
          location: { file: attack, line: 1, column: 1 },
        }));
        const text = await github({ ...shown, findings }, lang);
        const plain = await github(
          { ...filledWith(report, 'harmless'), findings: filledWith(report, 'harmless').findings },
          lang,
        );
        expect(namesOf(text)).toEqual(namesOf(plain));
        expect(text).not.toMatch(HAZARD);
      }
    }
  });

  it('which they would if they were printed as they are', () => {
    const seen = ATTACKS.filter((attack) => attack.split('\n').some((line) => commandIn(line)));
    expect(seen).toHaveLength(7);
  });

  it('a plain text report in a log does not either', () => {
    for (const attack of ATTACKS)
      for (const line of withoutCommands(attack).split('\n')) expect(commandIn(line)).toBeUndefined();
    expect(withoutCommands('  time 10:02::03\n')).toBe('  time 10:02::03\n');
  });
});

describe('the summary of a step', () => {
  it('is the report in Markdown', () => {
    expect(renderSummary([crashLoop], 'en', 1e6)).toContain('## ✖ `shop/checkout-7d9c6b9f4d-x2kqp` · failing');
    expect(renderSummary([crashLoop, healthy], 'zh', 1e6)).toContain('## ✓ `shop/web-1` · 正常');
  });

  it('keeps whole sections within the size, and says that there was more', () => {
    const all = Object.values(reports);
    const whole = renderSummary(all, 'zh', 1e6);
    for (const most of [0, 50, 400, 3000, 6000]) {
      const cut = renderSummary(all, 'zh', most);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
      expect(cut).toMatch(/^$|请查看日志。\n$/);
      expect((cut.match(/^ *```/gm) ?? []).length % 2).toBe(0);
      expect(whole.startsWith(cut.replace(/\n其余内容.*\n$/, ''))).toBe(true);
    }
  });
});

it('outputs count the findings and give the worst verdict', () => {
  expect(outputsOf([healthy, crashLoop])).toEqual({ verdict: 'failing', findings: '2', errors: '1', warnings: '1' });
  expect(outputsOf([healthy])).toEqual({ verdict: 'healthy', findings: '0', errors: '0', warnings: '0' });
});
