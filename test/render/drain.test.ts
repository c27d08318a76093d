import { expect, test } from 'vitest';
import type { DrainEvent } from '../../src/model/drain-event.ts';
import { eventLine } from '../../src/render/drain-events.ts';
import { plainPlan } from '../../src/render/drain-json.ts';
import { renderDrainText } from '../../src/render/drain-text.ts';
import { renderChecklistMarkdown } from '../../src/render/maintenance-text.ts';
import { columns } from '../../src/render/width.ts';
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
  for (const word of ['永不', '等待', '受阻', '警告', '跳过', '去处', 'kubectl scale deployment db -n shop']) {
    expect(text('zh').replaceAll(/\s+/g, ' ')).toContain(word);
  }
  expect(text('en')).toContain('--delete-emptydir-data --force');
});

test('no line is wider than the terminal, except for what must be copied whole', () => {
  for (const lang of ['en', 'zh'] as const) {
    const wide = text(lang, 100)
      .split('\n')
      .filter((line) => columns(line) > 100 && !line.includes('{"spec"'));
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
    '## maintenance of w1: cordoned\n\n### Cordon\n\n- [x] closed — done\n  - by \\<me\\>\n\n### Drain\n\n- [ ] gone — to do\n  - `k8sdoctor drain w1`\n',
  );
});
