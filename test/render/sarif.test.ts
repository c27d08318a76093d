import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Finding, Report } from '../../src/model/finding.ts';
import type { Lang } from '../../src/model/text.ts';
import { builtinLibrary } from '../../src/playbook/builtin.ts';
import { renderSarif } from '../../src/render/sarif.ts';
import { filledWith, HAZARD, HOSTILE } from './hostile.ts';
import { allRecorded } from './recorded.ts';
import { crashLoop, healthy, imagePull, reports, twoRoots } from './reports.ts';

const LANGS: Lang[] = ['en', 'zh'];
const [{ playbooks }, recorded] = await Promise.all([builtinLibrary(), allRecorded()]);

/** The OASIS schema as Microsoft's @microsoft/jest-sarif carries it; draft 4, of which it uses nothing that later drafts read otherwise. */
const {
  $schema: _draft,
  id: _id,
  ...schema
} = JSON.parse(readFileSync(join(import.meta.dirname, 'sarif-2.1.0.schema.json'), 'utf8')) as Record<string, unknown>;
const isUri = (text: string, base?: string): boolean => URL.canParse(text, base) && !/[\s<>"{}|\\^`]/.test(text);
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  unicodeRegExp: false, // one of its patterns is none under the u flag
  formats: {
    uri: (text: string) => isUri(text),
    'uri-reference': (text: string) => isUri(text, 'https://example.com/'),
    'date-time': (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text),
  },
});
const validate = ajv.compile(schema);

interface Physical {
  artifactLocation: { uri: string };
  region: { startLine: number; startColumn?: number };
}
interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: { physicalLocation: Physical; logicalLocations: { fullyQualifiedName: string }[] }[];
  relatedLocations?: { message: { text: string }; physicalLocation: Physical }[];
  partialFingerprints: Record<string, string>;
}
interface Rule {
  id: string;
  shortDescription: { text: string };
  fullDescription: { text: string };
  help?: { text: string; markdown: string };
  properties: { tags: string[]; precision: string };
}
interface Log {
  runs: {
    tool: { driver: { rules: Rule[] } };
    automationDetails: { id: string };
    invocations: { toolExecutionNotifications: unknown[] }[];
    results: Result[];
  }[];
}

const sarif = (shown: Report | Report[], lang: Lang = 'en'): string =>
  renderSarif([shown].flat(), { lang, version: '1.2.3', playbooks });
const read = (shown: Report, lang: Lang = 'en'): { rules: Rule[]; results: Result[] } => {
  const [run] = (JSON.parse(sarif(shown, lang)) as Log).runs;
  return { rules: run?.tool.driver.rules ?? [], results: run?.results ?? [] };
};
const errorsOf = (text: string): unknown => (validate(JSON.parse(text)) ? [] : validate.errors);
const withLocation = (report: Report, location: Finding['location']): Report => ({
  ...report,
  findings: report.findings.map((finding) => ({ ...finding, ...(location && { location }) })),
});

describe('every recording', () => {
  it.each(LANGS)('is valid by the schema in %s', (lang) => {
    for (const { name, report } of recorded) expect([name, errorsOf(sarif(report, lang))]).toEqual([name, []]);
  });

  it('has a result for each finding, of the rule of its cause', () => {
    for (const { report } of recorded) {
      const { rules, results } = read(report);
      expect(results.map(({ ruleId }) => ruleId)).toEqual(report.findings.map(({ id }) => id));
      for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex]?.id).toBe(ruleId);
    }
  });

  it.each(LANGS)('has rules and results within what GitHub takes, and no placeholder left in %s', (lang) => {
    for (const { report } of recorded) {
      const { rules, results } = read(report, lang);
      for (const { help, ...rule } of rules) {
        expect(rule.shortDescription.text.length).toBeLessThanOrEqual(1024);
        expect(rule.fullDescription.text.length).toBeLessThanOrEqual(1024);
        expect(rule.properties.tags.length).toBeLessThanOrEqual(20);
        expect([rule.shortDescription.text, rule.fullDescription.text, help?.text, help?.markdown].join()).not.toMatch(
          /\{[a-z]\w*[|}]|\[\[|\]\]/i,
        );
      }
      for (const { locations } of results) expect(locations[0]?.physicalLocation.region.startLine).toBeGreaterThan(0);
    }
  });

  it('would not be valid with a level, a property or a version the schema lacks', () => {
    for (const [from, to] of [
      ['"level": "error"', '"level": "fatal"'],
      ['"ruleIndex"', '"index"'],
      ['"version": "2.1.0"', '"version": "2.2.0"'],
    ] as const)
      expect(errorsOf(sarif(crashLoop).replace(from, to))).not.toEqual([]);
  });
});

/** What a viewer shows as a message, with its links. */
function messagesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(messagesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) =>
    (key === 'text' || key === 'markdown') && typeof inside === 'string' ? [inside] : messagesIn(inside),
  );
}

describe('hostile values', () => {
  it.each(Object.entries({ ...HOSTILE, link: '[click](https://evil.example)', path: '../../etc/passwd' }))(
    '%s',
    (_name, hostile) => {
      for (const report of Object.values(reports)) {
        const at = withLocation(filledWith(report, hostile), { file: hostile, line: 1, column: 1 });
        for (const shown of [filledWith(report, hostile), at]) {
          const { takenAt: _, ...rest } = shown;
          const text = sarif({ ...rest, takenAt: report.takenAt });
          expect(text.replaceAll('\n', '')).not.toMatch(HAZARD);
          for (const message of messagesIn(JSON.parse(text))) expect(message).not.toContain('](https://evil');
          expect(errorsOf(text)).toEqual([]);
        }
      }
    },
  );
});

describe('what code scanning shows', () => {
  it('the line of the manifest', () => {
    const [result] = read(withLocation(crashLoop, { file: './deploy/my web.yaml', line: 17, column: 9 })).results;
    expect(result?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'deploy/my%20web.yaml' },
      region: { startLine: 17, startColumn: 9 },
    });
  });

  it('a manifest outside of the repository by its whole path', () => {
    const [result] = read(withLocation(crashLoop, { file: '/tmp/a b.yaml', line: 1, column: 1 })).results;
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('file:///tmp/a%20b.yaml');
  });

  it('without a manifest, or with one from standard input, the object at a path of its own', () => {
    const owner = { kind: 'Deployment', namespace: 'shop', name: 'checkout' };
    const owned = { ...crashLoop, findings: crashLoop.findings.map((finding) => ({ ...finding, owner })) };
    for (const report of [owned, withLocation(owned, { file: '-', line: 3, column: 1 })]) {
      const [location] = read(report).results[0]?.locations ?? [];
      expect(location?.physicalLocation.artifactLocation.uri).toBe('cluster/shop/deployment/checkout');
      expect(location?.logicalLocations[0]?.fullyQualifiedName).toBe('shop/Deployment/checkout');
    }
    expect(read(twoRoots).results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('cluster/_/node/w3');
    expect(read(withLocation(crashLoop, { file: '-', line: 3, column: 1 })).results[0]?.message.text).toContain(
      'line 3 of standard input',
    );
  });

  it('severities, proof, commands and what identifies an alert over runs', () => {
    const { results } = read(crashLoop);
    expect(results.map(({ level }) => level)).toEqual(['error', 'warning']);
    expect(results[0]?.message.text).toContain('kubectl logs -n shop checkout-7d9c6b9f4d-x2kqp -c app --previous');
    expect(results[0]?.relatedLocations?.map(({ message }) => message.text)).toContain(
      'log (previous): 10:02:01 INFO  listening on :8080',
    );
    expect(results[0]?.partialFingerprints).toEqual({ primaryLocationLineHash: 'f1:1', 'k8sdoctor/v1': 'f1' });
  });

  it('a rule is described by its playbook, in the language asked for', () => {
    const playbook = playbooks.find(({ id }) => id === 'image-pull/tag-not-found');
    const [rule] = read(imagePull).rules;
    expect(rule?.properties).toMatchObject({
      precision: 'medium',
      tags: ['kubernetes', 'image-pull', 'image-not-found'],
    });
    expect(rule?.help?.markdown).toContain('**WHAT HAPPENS**');
    expect(read(imagePull, 'zh').rules[0]?.shortDescription.text).toBe(
      playbook?.title.zh.replaceAll(/\{(\w+)\}/g, '<$1>'),
    );
  });

  it('what an ignore file took out is suppressed, with the reason', () => {
    const target = { kind: 'Pod', namespace: 'shop', name: 'old-0' };
    const ignored = [
      { fingerprint: 'f9', id: 'a/b', severity: 'error' as const, target, title: 'old fails', reason: 'until May' },
    ];
    const report: Report = { ...healthy, filtered: { ignored } };
    expect(errorsOf(sarif(report))).toEqual([]);
    expect(read(report).results).toMatchObject([
      { ruleId: 'a/b', suppressions: [{ status: 'accepted', justification: 'until May' }] },
    ]);
  });

  it('a clean run is a run without results; several clusters are several runs', () => {
    expect(read(healthy).results).toEqual([]);
    const other = { ...healthy, server: { kind: 'live' as const, location: 'https://b', context: 'eu/west' } };
    const text = sarif([crashLoop, other]);
    expect(errorsOf(text)).toEqual([]);
    expect((JSON.parse(text) as Log).runs.map(({ automationDetails }) => automationDetails.id)).toEqual([
      'k8sdoctor/prod/',
      'k8sdoctor/eu%2Fwest/',
    ]);
  });
});
