import { loadAll } from 'js-yaml';
import { expect, test } from 'vitest';
import type { DrainEvent } from '../../src/model/drain-event.ts';
import { eventLine } from '../../src/render/drain-events.ts';
import { plainPlan, streamText } from '../../src/render/drain-json.ts';
import { renderDrainText } from '../../src/render/drain-text.ts';
import { renderChecklistMarkdown } from '../../src/render/maintenance-text.ts';
import { columns } from '../../src/render/width.ts';
import { clusterOf } from '../schedule/cluster.ts';
import { plan as planFor } from '../../src/drain/plan.ts';
import { NO_FLAGS } from '../../src/model/drain-plan.ts';
import { busy } from '../drain/busy.ts';
import { deployment, member, pdb, planOf } from '../drain/world.ts';

const full = (count: number, allowed = 0) => ({
  disruptionsAllowed: allowed,
  currentHealthy: count,
  desiredHealthy: count - allowed,
  expectedPods: count,
});
const objects = [
  ...deployment('db', [{ node: 'w1' }]),
  pdb('db', 'db', { minAvailable: 1 }, full(1)),
  ...deployment('web', [{ node: 'w1' }, { node: 'w1' }]),
  pdb('web', 'web', { maxUnavailable: 1 }, full(2, 1)),
  member('build', 0, { node: 'w1', spec: { volumes: [{ name: 'workspace', emptyDir: { sizeLimit: '1Gi' } }] } }),
  { kind: 'DaemonSet', metadata: { name: 'agent', namespace: 'shop' } },
  member('agent', 0, { node: 'w1', owner: { kind: 'DaemonSet', name: 'agent' } }),
];
const plan = planOf(objects, ['w1'], { ignoreDaemonsets: true });
const text = (lang: 'en' | 'zh', width = 80) => renderDrainText(plan, { lang, color: false, width });

test('the plan says first whether it can end, then what holds it up, in both languages', () => {
  expect(text('en').split('\n')[0]).toBe(
    '✖ draining w1 cannot end: 1 never goes, 1 needs a flag, 1 waits, 1 goes at once,',
  );
  expect(text('zh', 120).split('\n')[0]).toBe(
    '✖ 排空 w1 无法完成：1 个 Pod 永远不会被驱逐，1 个需要加参数，1 个要等待，1 个可立即驱逐，1 个保留',
  );
  for (const word of ['永不', '等待', '受阻', '丢失', '跳过', '去处', 'kubectl scale deployment db -n shop']) {
    expect(text('zh').replaceAll(/\s+/g, ' ')).toContain(word);
  }
  expect(text('en')).toMatch(/--delete-emptydir-data +1 pod has emptyDir data: shop\/build-0/);
  expect(text('en')).toMatch(/--force +1 pod has no controller: shop\/build-0/);
});

test('no line is wider than the terminal, except for what must be copied whole', () => {
  for (const lang of ['en', 'zh'] as const) {
    const wide = text(lang, 100)
      .split('\n')
      .filter((line) => columns(line) > 100 && !/^ +(?:kubectl|k8sdoctor) /.test(line));
    expect(wide).toEqual([]);
  }
});

test('JSON has the verdicts as words and the texts in one language', () => {
  const json = JSON.parse(JSON.stringify(plainPlan(plan, 'zh'))) as {
    kind: string;
    outcome: string;
    pods: { name: string; verdict?: { reason: string; why?: string } }[];
  };
  expect(json).toMatchObject({ kind: 'DrainPlan', outcome: 'never' });
  expect(json.pods.find(({ name }) => name === 'db-0')?.verdict).toMatchObject({
    reason: 'single-replica',
    why: expect.stringContaining('只有 1 个副本'),
  });
});

test('what comes from the cluster cannot act on the terminal', () => {
  const event: DrainEvent = {
    kind: 'refused',
    pod: 'shop/web',
    node: 'w1',
    by: 'pdb/x',
    message: 'no\u001b[2Jway',
    retryIn: 5,
  };
  expect(eventLine(event, 'en')).toBe('shop/web waits, pdb/x: no\\x1b[2Jway; next try in 5 s');
});

test('the checklist as Markdown has a box for each item', () => {
  const items = [
    {
      id: 'cordon',
      phase: 'cordon' as const,
      state: 'done' as const,
      title: { en: 'closed', zh: '已封锁' },
      proof: [{ en: 'by <me>', zh: '由 <me>' }],
    },
    {
      id: 'drain',
      phase: 'drain' as const,
      state: 'todo' as const,
      title: { en: 'gone', zh: '已离开' },
      proof: [],
      command: 'k8sdoctor drain w1',
    },
  ];
  expect(renderChecklistMarkdown({ node: 'w1', stage: 'cordoned', items, missingFlags: [] }, 'en')).toBe(
    '## maintenance of w1: cordoned, not drained\n\n### Cordon\n\n- [x] closed — done\n  - by \\<me\\>\n\n### Drain\n\n- [ ] gone — to do\n  - `k8sdoctor drain w1`\n',
  );
});

test('thirty pods are told on one screen: what is the same is said once', () => {
  const found = planFor(clusterOf(busy), { nodes: ['w1'], flags: NO_FLAGS });
  for (const lang of ['en', 'zh'] as const) {
    const lines = renderDrainText(found, { lang, color: false, width: 80 }).trimEnd().split('\n');
    expect(lines.length).toBeLessThan(45);
    expect(lines.filter((line) => line.includes('emptyDir'))).toHaveLength(2);
    expect(lines.some((line) => line.includes('shop/worker ×8'))).toBe(true);
    expect(lines.filter((line) => columns(line) > 80 && !/^ +(?:kubectl|k8sdoctor) /.test(line))).toEqual([]);
  }
  const whole = renderDrainText(found, { lang: 'en', color: false, width: 80, verbose: true });
  for (const { name } of found.pods) expect(whole).toContain(`shop/${name}`);
});

test('several nodes: the order and why, and what to change when it cannot end, each simulated', () => {
  const asks = { containers: [{ name: 'app', resources: { requests: { cpu: '1500m' } } }] };
  const spread = deployment('web', [
    { node: 'w1', spec: asks },
    { node: 'w2', spec: asks },
    { node: 'w3', spec: asks },
  ]);
  const kept = pdb('web', 'web', { minAvailable: 2 }, full(3, 1));
  const found = planOf([...spread, kept], ['w1', 'w2']);
  const said = (lang: 'en' | 'zh') => renderDrainText(found, { lang, color: false, width: 100 });
  expect(found.outcome).toBe('never');
  expect(said('en')).toMatch(/ORDER +all nodes together: none of \d+ orders simulated does better/);
  expect(said('en')).toContain('add 2 nodes like w1, w2 first (proven by simulation)');
  expect(said('zh')).toContain('先增加 2 个与 w1、w2 相同的节点（已模拟验证）');
});

test('what is told one after the other is a line of JSON each, or a document of YAML each', async () => {
  const told: DrainEvent[] = [
    { kind: 'cordoned', node: 'w1', was: false, dryRun: false },
    {
      kind: 'refused',
      pod: 'shop/db-0',
      node: 'w1',
      by: 'pdb/db',
      message: 'Cannot evict pod: it would violate\nits budget',
      retryIn: 5,
      verdict: { en: 'waits for db-1', zh: '等待 db-1' },
    },
  ];
  const [json, yaml] = await Promise.all([streamText('json', 'en'), streamText('yaml', 'en')]);
  const lines = told.map(json).join('').trimEnd().split('\n');
  expect(loadAll(told.map(yaml).join(''))).toEqual(lines.map((line) => JSON.parse(line) as object));
  expect(lines).toHaveLength(2);
});
