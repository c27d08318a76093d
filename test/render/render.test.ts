import { Ajv2020 } from 'ajv/dist/2020.js';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type {
  Confidence,
  Evidence,
  Finding,
  Permanence,
  Report,
  Risk,
  Severity,
  Verdict,
} from '../../src/model/finding.ts';
import type { ReadOutcome } from '../../src/model/snapshot.ts';
import type { Lang } from '../../src/model/text.ts';
import { render, type Format } from '../../src/render/render.ts';
import schema from '../../src/render/report.schema.json' with { type: 'json' };
import { filledWith, HAZARD, HOSTILE } from './hostile.ts';
import { crashLoop, reports } from './reports.ts';

const FORMATS: Format[] = ['text', 'json', 'yaml', 'markdown'];
const LANGS: Lang[] = ['en', 'zh'];
const all = Object.entries(reports);
const print = (report: Report, format: Format, lang: Lang = 'en'): Promise<string> =>
  render(report, format, { lang, color: false, width: 80 });

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
const errorsOf = (value: unknown): unknown => (validate(value) ? [] : validate.errors);

describe.each(FORMATS)('%s', (format) => {
  it('ends in one newline, and gives the same bytes for the same report', async () => {
    for (const [, report] of all) {
      const first = await print(report, format);
      expect(first).toMatch(/[^\n]\n$/);
      expect(await print(structuredClone(report), format)).toBe(first);
    }
  });

  it.each(Object.entries(HOSTILE))('lets nothing through of: %s', async (_name, hostile) => {
    for (const [, report] of all) {
      for (const lang of LANGS) expect(await print(filledWith(report, hostile), format, lang)).not.toMatch(HAZARD);
    }
  });

  it.each([
    ['a password in a URL', 'postgres://app:hunter2@db:5432/shop'],
    ['an environment variable', 'DB_PASSWORD=hunter2'],
    ['a bearer token', 'Authorization: Bearer hunter2hunter2hunter2'],
    ['a JWT', 'got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.hunter2hunter2'],
    ['basic auth', 'authorization: Basic dXNlcjpodW50ZXIy'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----'],
  ])('masks %s in every field', async (_name, secret) => {
    for (const [, report] of all) {
      const shown = await print(filledWith(report, secret), format);
      expect(shown).not.toMatch(/hunter2|dXNlcjpodW50ZXIy|eyJzdWIi/);
      expect(shown.replaceAll('\\', '')).toContain('***');
    }
  });
});

const titleIn = async (lang: Lang): Promise<string> =>
  (JSON.parse(await print(crashLoop, 'json', lang)) as { findings: { title: string }[] }).findings[0]?.title ?? '';

describe('JSON and YAML', () => {
  it.each(['crashLoop', 'imagePull', 'unknown'])('%s as a machine reads it', async (name) => {
    const report = reports[name] ?? crashLoop;
    await expect(await print(report, 'json')).toMatchFileSnapshot(`../golden/render/${name}.json`);
  });

  it('YAML holds the same object as JSON', async () => {
    for (const [, report] of all) {
      for (const lang of LANGS) {
        expect(load(await print(report, 'yaml', lang))).toEqual(JSON.parse(await print(report, 'json', lang)));
      }
    }
  });

  it('texts are in the language asked for', async () => {
    expect(await titleIn('zh')).toBe(crashLoop.findings[0]?.title.zh);
    expect(await titleIn('en')).toBe(crashLoop.findings[0]?.title.en);
  });
});

describe('report.schema.json', () => {
  it('describes every report, hostile ones included', async () => {
    for (const [name, report] of all) {
      for (const shown of [report, ...Object.values(HOSTILE).map((hostile) => filledWith(report, hostile))]) {
        expect([name, errorsOf(JSON.parse(await print(shown, 'json')))]).toEqual([name, []]);
      }
    }
  });

  it('knows every value the model allows, and no other', () => {
    // a value added to the model fails to compile here until it is named
    const finding = schema.$defs.finding.properties;
    const listed: [string[], string[]][] = [
      [
        schema.properties.verdict.enum,
        keys<Verdict>({ healthy: 1, progressing: 1, degraded: 1, failing: 1, unknown: 1 }),
      ],
      [finding.severity.enum, keys<Severity>({ error: 1, warning: 1, info: 1 })],
      [finding.confidence.enum, keys<Confidence>({ high: 1, medium: 1, low: 1 })],
      [finding.permanence.enum, keys<Permanence>({ permanent: 1, transient: 1, depends: 1 })],
      [finding.fixes.items.properties.risk.enum, keys<Risk>({ inspect: 1, safe: 1, restart: 1, destructive: 1 })],
      [schema.$defs.evidence.properties.kind.enum, keys<Evidence['kind']>({ field: 1, event: 1, log: 1, fact: 1 })],
      [schema.properties.server.properties.kind.enum, keys<Report['server']['kind']>({ live: 1, recording: 1 })],
      [
        schema.$defs.coverage.properties.outcome.enum,
        keys<ReadOutcome>({ read: 1, absent: 1, denied: 1, truncated: 1, failed: 1, 'not-recorded': 1 }),
      ],
    ];
    for (const [inSchema, inModel] of listed) expect(inSchema.toSorted()).toEqual(inModel.toSorted());
  });

  it('names every field of a finding, required exactly when the model requires it', () => {
    const required = keys<RequiredKeys<Finding>>({
      id: 1,
      fingerprint: 1,
      severity: 1,
      confidence: 1,
      permanence: 1,
      target: 1,
      title: 1,
      cause: 1,
      fix: 1,
      evidence: 1,
      ruledOut: 1,
      fixes: 1,
      explains: 1,
      topics: 1,
    });
    expect(schema.$defs.finding.required.toSorted()).toEqual(required.toSorted());
    expect(Object.keys(schema.$defs.finding.properties).toSorted()).toEqual(
      [
        ...required,
        ...keys<Exclude<keyof Finding, RequiredKeys<Finding>>>({
          affected: 1,
          container: 1,
          explainedBy: 1,
          firstSeen: 1,
          lastSeen: 1,
          location: 1,
          owner: 1,
          targets: 1,
        }),
      ].toSorted(),
    );
  });

  it.each([
    ['an unknown field', { extra: true }],
    ['an unknown verdict', { verdict: 'fine' }],
    ['a text in two languages', { note: { en: 'a', zh: 'b' } }],
    ['another version', { apiVersion: 'k8sdoctor/v2' }],
  ])('refuses %s', async (_name, change) => {
    const value = JSON.parse(await print(crashLoop, 'json')) as object;
    expect(errorsOf({ ...value, ...change })).not.toEqual([]);
  });
});

type RequiredKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];

function keys<T extends string>(record: Record<T, 1>): string[] {
  return Object.keys(record);
}
