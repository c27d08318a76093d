import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli } from '../e2e/cli.ts';

let folder: string;
let recording: string;

const node = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name, pool: 'a' } },
  status: { allocatable: { cpu: '2', memory: '4Gi', pods: '110' }, conditions: [{ type: 'Ready', status: 'True' }] },
});
const pod = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'shop',
    labels: { app: name },
    uid: `uid-${name}`,
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  spec: { nodeName: 'w1', containers: [{ name: 'app' }], ...more },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-drain-'));
  recording = join(folder, 'dump.json');
  const items = [node('w1'), node('w2'), pod('bare', { volumes: [{ name: 'scratch', emptyDir: {} }] })];
  await writeFile(recording, JSON.stringify({ kind: 'List', items }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a recording is planned and never changed', () => {
  test('flags that are missing are named, in both languages and as JSON', async () => {
    const english = await cli(['drain', 'w1', '--from', recording, '--lang', 'en']);
    expect(english.code).toBe(1);
    expect(english.stdout).toContain('draining w1 needs flags before it begins: 1 needs a flag');
    expect(english.stdout).toContain('k8sdoctor drain w1 --delete-emptydir-data --force');
    expect((await cli(['drain', 'w1', '--from', recording, '--lang', 'zh'])).stdout).toContain('排空 w1 还缺少参数');
    const json = JSON.parse((await cli(['drain', 'w1', '--from', recording, '-o', 'json'])).stdout) as object;
    expect(json).toMatchObject({
      kind: 'DrainPlan',
      outcome: 'blocked',
      missingFlags: ['--delete-emptydir-data', '--force'],
    });
  });

  test('the same plan and checklist as YAML as in JSON', async () => {
    for (const command of ['drain', 'maintenance']) {
      const of = async (format: string) => (await cli([command, 'w1', '--from', recording, '-o', format])).stdout;
      expect(load(await of('yaml'))).toEqual(JSON.parse(await of('json')));
    }
  });

  test('budgets that are not in the recording leave the outcome open', async () => {
    const flags = ['--force', '--delete-emptydir-data'];
    const { code, stdout } = await cli(['drain', 'w1', '--from', recording, '--lang', 'en', ...flags]);
    expect(code).toBe(3);
    expect(stdout).toContain('cannot be told');
    expect(stdout).toContain('NOT SEEN');
    const deleting = await cli(['drain', 'w1', '--from', recording, '--lang', 'en', '--disable-eviction', ...flags]);
    expect(deleting.code).toBe(0);
  });

  test.each([
    ['--dry-run', 'w1'],
    ['w1', '--dry-run'],
    ['w1', '--dry-run=client'],
    ['w1', '--dry-run=true'],
    ['w1', '--dry-run=none'],
    ['w1', '--dry-run=false'],
  ])('kubectl’s spellings of the dry run: %s %s', async (...words) => {
    const { stdout } = await cli(['drain', ...words, '--from', recording, '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ nodes: ['w1'] });
  });

  test('nodes by label', async () => {
    const { stdout } = await cli(['drain', '-l', 'pool=a', '--from', recording, '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ nodes: ['w1', 'w2'] });
  });

  test('the checklist, as Markdown too', async () => {
    const { stdout } = await cli(['maintenance', 'w1', '--from', recording, '--lang', 'zh', '-o', 'markdown']);
    expect(stdout).toContain('## 节点 w1 维护：在用');
    expect(stdout).toContain('- [ ]');
  });
});

describe('bad usage is told before anything is read', () => {
  test.each([
    [['drain'], 'kubectl get nodes'],
    [['drain', 'w1', '-l', 'a=b'], '-l'],
    [['drain', 'w1', '--timeout', 'soon'], '--timeout'],
    [['drain', 'w1', '--grace-period', 'x'], '--grace-period'],
    [['drain', 'w1', '--max-parallel', '1.5'], '--max-parallel'],
    [['drain', 'w1', '--dry-run=maybe'], '--dry-run'],
    [['drain', 'w1', '--dry-run='], '--dry-run'],
    [['drain', 'w1', '--from', 'RECORDING', '--dry-run', 'server'], 'no node server'],
    [['drain', 'w1', '--pod-selector', '=='], '=='],
    [['uncordon'], 'kubectl get nodes'],
    [['maintenance', 'w1', '--force', '--grace-period', '-'], '--grace-period'],
    [['drain', 'w9', '--from', 'RECORDING'], 'w1, w2'],
  ])('%j names %s', async (argv, named) => {
    const { code, stdout, stderr } = await cli([
      ...argv.map((word) => (word === 'RECORDING' ? recording : word)),
      '--lang',
      'en',
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(named);
  });
});
