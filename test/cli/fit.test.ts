import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import schema from '../../src/render/fit.schema.json' with { type: 'json' };
import { run } from '../../src/cli/run.ts';
import { cli } from '../e2e/cli.ts';
import { deployment, node, pod, running, three } from '../fit/cluster.ts';
import { asks } from '../schedule/cluster.ts';
import { filledWith, HAZARD, HOSTILE } from '../render/hostile.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-fit-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function saved(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const API: Record<string, string> = { Node: 'v1', Pod: 'v1' };
const VERSIONED = (objects: { kind: string }[]) => ({
  apiVersion: 'v1',
  kind: 'List',
  items: objects.map((object) => ({ apiVersion: API[object.kind], ...object })),
});
const system = { ...running('dns', 'w1', '100m'), metadata: { name: 'dns', namespace: 'kube-system' } };
const recording = (...more: { kind: string }[]) => saved('cluster.json', VERSIONED([...three, system, ...more]));

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

describe('fit', () => {
  test('all fit: exit code 0, and the headline says where and how many more', async () => {
    const from = await recording();
    const file = await saved('web.yaml', deployment(3, '1'));
    const { code, stdout } = await cli(['fit', '-f', file, '--from', from, '-n', 'shop', '--lang', 'en']);
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toMatch(/^✓ 3 of 3 pods of deployment\/web fit: .*; 2 more would fit/);
    expect(stdout).toMatch(/^ {2}w1 .*cpu: asks 1, 900m of 2 free$/m);
    expect(stdout).toContain('the scheduler may choose another');
  });

  test('not all fit: exit code 1, which pod and why, on every node; in Chinese too', async () => {
    const from = await recording();
    const file = await saved('web.yaml', deployment(3, '1'));
    const args = ['fit', '-f', file, '--replicas', '9', '--from', from];
    const { code, stdout } = await cli([...args, '--lang', 'en']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✖ 5 of 9 pods of deployment\/web fit/);
    expect(stdout).toContain('pod 6 finds no place: 0/3 nodes are available: 3 Insufficient cpu.');
    const chinese = await cli([...args, '--lang', 'zh']);
    expect(chinese.stdout).toMatch(/^✖ deployment\/web 的 9 个 Pod 中有 5 个放得下/);
    expect(chinese.stdout).toContain('cpu 不足：请求 1，可用 900m（共 2）');
  });

  test('what cannot be told is exit code 3', async () => {
    const file = await saved('web.yaml', deployment(1, '1'));
    const noNodes = await cli(['fit', '-f', file, '--from', await saved('no-nodes.json', VERSIONED([system]))]);
    expect({ code: noNodes.code, stdout: noNodes.stdout }).toEqual({ code: 3, stdout: '' });
    expect(noNodes.stderr).toContain('holds no nodes');
    const noPods = await cli([
      'fit',
      '-f',
      file,
      '--from',
      await saved('no-pods.json', VERSIONED(three)),
      '--lang',
      'en',
    ]);
    expect(noPods.code).toBe(3);
    expect(noPods.stdout).toMatch(/^\? 1 of 1 pod of deployment\/web fits, as far as can be seen/);
    expect(noPods.stdout).toMatch(/NOT SEEN .*pods/);
  });

  test('JSON is what the schema says, and YAML is the same', async () => {
    const from = await recording();
    const manifests = `${deployment(9, '1')}---${deployment(1, '1', 'schedulerName: volcano').replace('name: web', 'name: api')}`;
    const args = ['fit', '-f', await saved('two.yaml', manifests), '--from', from, '-o'];
    const [json, yaml] = await Promise.all([cli([...args, 'json']), cli([...args, 'yaml'])]);
    const value = JSON.parse(json.stdout) as unknown;
    expect(validate(value) ? [] : validate.errors).toEqual([]);
    expect(load(yaml.stdout)).toEqual(value);
    expect(value).toMatchObject({
      kind: 'Fit',
      verdict: 'does-not-fit',
      workloads: [{ fitting: 5 }, { verdict: 'unknown' }],
    });
  });

  test('Markdown holds the table', async () => {
    const { stdout } = await cli([
      'fit',
      '-f',
      await saved('web.yaml', deployment(1, '1')),
      '--from',
      await recording(),
      '-o',
      'markdown',
      '--lang',
      'en',
    ]);
    expect(stdout).toContain('| NODE | PODS | MORE |');
    expect(stdout).toMatch(/^\| w2 \| 1 \| 1 \| cpu: asks 1, 0 of 2 free \|$/m);
  });

  test('many nodes that say the same are one row; -o wide shows each', async () => {
    const nodes = Array.from({ length: 30 }, (_, i) =>
      node(`n${i}`, { taints: [{ key: 'gpu', effect: 'NoSchedule' }] }),
    );
    const from = await saved('large.json', VERSIONED([...nodes, system]));
    const args = ['fit', '-f', await saved('web.yaml', deployment(1, '1')), '--from', from, '--lang', 'en'];
    const [text, wide] = await Promise.all([cli(args), cli([...args, '-o', 'wide'])]);
    expect(text.stdout).toMatch(/30 nodes: n0, n1, n2 … .*untolerated taint gpu:NoSchedule/);
    expect(text.stdout).not.toContain('n29');
    expect(wide.stdout.match(/untolerated taint gpu:NoSchedule/g)).toHaveLength(30);
  });

  test('several -f, and a manifest from standard input', async () => {
    const from = await recording();
    const api = await saved('api.yaml', deployment(1, '1').replace('name: web', 'name: api'));
    const said = { stdout: '', stderr: '' };
    const code = await run(['fit', '-f', '-', '-f', api, '--from', from, '--lang', 'en'], {
      stdout: { write: (text) => (said.stdout += text) },
      stderr: { write: (text) => (said.stderr += text) },
      stdin: (async function* () {
        yield deployment(2, '1');
      })(),
      env: {},
    });
    expect({ code, stderr: said.stderr }).toEqual({ code: 0, stderr: '' });
    expect(said.stdout).toContain('2 of 2 pods of deployment/web fit');
    expect(said.stdout).toContain('1 of 1 pod of deployment/api fits');
  });

  test.each([
    [['fit'], '-f'],
    [['fit', 'web'], 'too many arguments'],
    [['fit', '-f', '/does/not/exist.yaml'], '/does/not/exist.yaml'],
    [['fit', '-f', '-', '--from', '-'], 'standard input'],
  ])('%j is bad usage', async (argv, named) => {
    const { code, stdout, stderr } = await cli([...argv, '--lang', 'en']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(named);
  });

  test.each([
    ['a service alone', 'apiVersion: v1\nkind: Service\nmetadata: { name: a }', [], 'no workload'],
    [
      'no containers',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: {}',
      [],
      'spec.template.spec.containers',
    ],
    ['no name', 'apiVersion: v1\nkind: Pod\nmetadata: {}\nspec: { containers: [{ name: a }] }', [], 'metadata.name'],
    ['broken YAML', 'kind: [', [], 'line'],
    [
      'another namespace than -n',
      deployment(1, '1').replace('name: web', 'name: web, namespace: ci'),
      ['-n', 'shop'],
      'ci',
    ],
    ['--replicas of two', `${deployment(1, '1')}---${deployment(1, '1')}`, ['--replicas', '2'], 'which of'],
    ['--replicas that is no number', deployment(1, '1'), ['--replicas', 'many'], 'many'],
  ])('%s is bad input, told in one line in both languages', async (_what, text, more, named) => {
    const [from, file] = [await recording(), await saved('bad.yaml', text)];
    const english = await cli(['fit', '-f', file, '--from', from, ...more, '--lang', 'en']);
    expect(english.stderr).toContain(named);
    for (const lang of ['en', 'zh']) {
      const { code, stdout, stderr } = await cli(['fit', '-f', file, '--from', from, ...more, '--lang', lang]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).not.toContain('    at ');
    }
  });

  test.each(Object.entries(HOSTILE))('lets nothing through of: %s', async (_name, hostile) => {
    const { renderFit } = await import('../../src/render/fit.ts');
    const { fitIn } = await import('../fit/cluster.ts');
    const fits = [
      fitIn(three, deployment(9, '1')),
      fitIn([node('w1'), running('low', 'w1', '2', { priority: -1 })], deployment(1, '1')),
    ];
    for (const fit of fits) {
      const filled = filledWith(fit, hostile);
      for (const format of ['text', 'wide', 'json', 'yaml', 'markdown'] as const) {
        for (const lang of ['en', 'zh'] as const) {
          expect(await renderFit(filled, format, { lang, color: false, width: 80 })).not.toMatch(HAZARD);
        }
      }
    }
  });
});

describe('pod of a pod without a node', () => {
  const message = '0/3 nodes are available: 3 Insufficient cpu.';
  const big = pod({ containers: [asks({ cpu: '3' })] }, { message });

  test('shows what each node says now, and what would change it; -o wide every node by itself', async () => {
    const from = await recording(big);
    const args = ['pod', 'app', '-n', 'shop', '--from', from, '--lang'];
    const { stdout } = await cli([...args, 'en']);
    expect(stdout).toMatch(/NODES NOW\n {4}w1 .*cpu: asks 3, 1900m of 2 free/);
    expect(stdout).toMatch(/WOULD FIT IF\n {4}1 it requests at most 1900m of cpu → w1, w2, w3/);
    expect((await cli([...args, 'zh'])).stdout).toContain('各节点现状');
    expect((await cli([...args, 'en', '-o', 'markdown'])).stdout).toContain('**Nodes now**');
    const many = Array.from({ length: 20 }, (_, i) => node(`n${i}`, {}, { cpu: '2' }));
    const large = [
      'pod',
      'app',
      '-n',
      'shop',
      '--from',
      await saved('many.json', VERSIONED([...many, system, big])),
      '--lang',
      'en',
    ];
    expect((await cli(large)).stdout).toContain('20 nodes: n0, n1, n2 …');
    expect((await cli([...large, '-o', 'wide'])).stdout.match(/^ {4}n\d+ /gm)).toHaveLength(20);
  });

  test('shows neither for a pod that runs', async () => {
    const from = await recording(running('web-1', 'w2', '1'));
    const { stdout } = await cli(['pod', 'web-1', '-n', 'shop', '--from', from, '-o', 'json']);
    expect(Object.keys(JSON.parse(stdout) as object)).not.toEqual(expect.arrayContaining(['nodes']));
    expect(stdout).not.toContain('"ways"');
  });
});
