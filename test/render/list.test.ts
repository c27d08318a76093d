import { Ajv2020 } from 'ajv/dist/2020.js';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { Finding, Report } from '../../src/model/finding.ts';
import { render, renderList, type Format } from '../../src/render/render.ts';
import listSchema from '../../src/render/report-list.schema.json' with { type: 'json' };
import schema from '../../src/render/report.schema.json' with { type: 'json' };
import { crashLoop, healthy, unknown } from './reports.ts';

const several: Report[] = [crashLoop, healthy, unknown];
const options = { lang: 'en', color: false, width: 80 } as const;
const list = (format: Format): Promise<string> => renderList(several, format, options);

describe('reports on several clusters', () => {
  it('are one ReportList as JSON and YAML, as the schema says', async () => {
    const validate = new Ajv2020({ strict: true }).addSchema(schema).compile(listSchema);
    const printed = JSON.parse(await list('json')) as { items: object[] };
    expect(validate(printed)).toBe(true);
    expect(printed.items).toHaveLength(several.length);
    expect(validate({ ...printed, items: [{ ...printed.items[0], verdict: 'fine' }] })).toBe(false);
    expect(load(await list('yaml'))).toEqual(printed);
  });

  it.each<Format>(['text', 'wide', 'markdown'])('stand below each other as %s', async (format) => {
    const whole = await list(format);
    for (const report of several) expect(whole).toContain(await render(report, format, options));
  });
});

it('a cause is shown with the line of the manifest that makes it, in every format for people and programs', async () => {
  const findings = crashLoop.findings.map((finding) => ({
    ...finding,
    location: { file: 'deploy/web.yaml', line: 17, column: 9 },
  }));
  const located = { ...crashLoop, findings };
  const stdin = {
    ...crashLoop,
    findings: findings.map((finding) => ({ ...finding, location: { file: '-', line: 17, column: 9 } })),
  };
  for (const format of ['text', 'markdown', 'junit', 'github'] as const) {
    expect(await render(located, format, options)).toContain('deploy/web.yaml:17');
    expect(await render(stdin, format, options)).toContain('line 17 of standard input');
    expect(await render(stdin, format, { ...options, lang: 'zh' })).toContain('标准输入第 17 行');
  }
  expect(JSON.parse(await render(located, 'json', options))).toMatchObject({
    findings: [{ location: { file: 'deploy/web.yaml', line: 17, column: 9 } }, {}],
  });
});

it('a cause of thousands stays readable where nobody can unfold it, and is whole in JSON', async () => {
  const [root] = crashLoop.findings as [Finding];
  const pods = Array.from({ length: 5000 }, (_, i) => ({ ...root.target, name: `web-${i}` }));
  const consequences = pods.map((target, i): Finding => ({
    ...root,
    target,
    fingerprint: `below-${i}`,
    explainedBy: root.fingerprint,
  }));
  const report: Report = { ...crashLoop, findings: [{ ...root, targets: pods }, ...consequences] };
  for (const format of ['markdown', 'junit', 'github'] as const) {
    const text = await render(report, format, options);
    expect(text.length).toBeLessThan(20_000);
    expect(text.match(/and 4981 more \(-o json has all\)/g)?.length).toBeGreaterThanOrEqual(2);
  }
  const by = ['a', 'b'].map((name) => ({ kind: 'Deployment', namespace: 'shop', name, pods: 2 }));
  const scanned: Finding = { ...root, targets: pods, affected: { pods: 5000, workloads: 40, namespaces: 1, by } };
  const text = await render({ ...crashLoop, findings: [scanned] }, 'markdown', options);
  expect(text).toContain('`deployment/a`');
  expect(text).toContain('and 38 more');
  expect((JSON.parse(await render(report, 'json', options)) as Report).findings[0]?.targets).toHaveLength(5000);
});
