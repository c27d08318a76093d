import { describe, expect, test } from 'vitest';
import { checklistFor } from '../../src/drain/checklist.ts';
import { journalText } from '../../src/drain/journal.ts';
import { plan } from '../../src/drain/plan.ts';
import { NO_FLAGS } from '../../src/model/drain-plan.ts';
import { JOURNAL, type Checklist, type Journal } from '../../src/model/maintenance.ts';
import { renderChecklist, renderChecklistMarkdown } from '../../src/render/maintenance-text.ts';
import { columns } from '../../src/render/width.ts';
import { clusterOf } from '../schedule/cluster.ts';
import { busy } from './busy.ts';

type Manifest = Parameters<typeof clusterOf>[0][number];

const began: Journal = {
  version: 1,
  by: 'kubernetes-admin@ops1',
  at: '2026-01-01T00:05:00Z',
  reason: 'kernel update',
  stage: 'draining',
  prior: { unschedulable: false, taints: [] },
  evicted: [],
  before: [{ kind: 'Deployment', namespace: 'shop', name: 'web', ready: 6 }],
};

interface Standing {
  closed?: boolean;
  journal?: Partial<Journal> | false;
  ready?: { status: string; since?: string };
  taints?: object[];
  /** Pods that do not belong to a DaemonSet are gone from w1. */
  empty?: boolean;
  readyReplicas?: number;
  hanging?: boolean;
}

/** w1 with what is given, on the day of test/drain/busy.ts. */
function objectsOf({ closed, journal, ready, taints = [], empty, readyReplicas = 6, hanging }: Standing): Manifest[] {
  const status = ready?.status ?? 'True';
  const written = journal === false || !closed ? journal : (journal ?? {});
  return busy.flatMap((object): Manifest[] => {
    const { metadata, spec } = object as Manifest & { spec?: { nodeName?: string } };
    if (object.kind === 'Node' && metadata.name === 'w1') {
      const annotations = written ? { [JOURNAL]: journalText({ ...began, ...written }) } : {};
      const condition = { type: 'Ready', status, lastTransitionTime: ready?.since ?? '2025-12-01T00:00:00Z' };
      return [
        {
          ...object,
          metadata: { ...metadata, annotations } as Manifest['metadata'],
          spec: { unschedulable: closed ?? false, taints },
          status: { ...(object['status'] as object), conditions: [condition] },
        },
      ];
    }
    if (object.kind === 'Deployment') return [{ ...object, status: { readyReplicas } }];
    const here = object.kind === 'Pod' && spec?.nodeName === 'w1';
    if (!here || !empty || /^(?:agent|log-shipper|node-exporter)/.test(metadata.name)) return [object];
    if (!hanging || metadata.name !== 'db-0') return [];
    return [
      { ...object, metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:06:00Z' } as Manifest['metadata'] },
    ];
  });
}

function listFor(standing: Standing): Checklist {
  const cluster = clusterOf(objectsOf(standing));
  const found = plan(cluster, { nodes: ['w1'], flags: { ...NO_FLAGS, ignoreDaemonsets: true } });
  return checklistFor('w1', cluster, found, 'k8sdoctor drain w1 --ignore-daemonsets');
}

const stateOf = ({ items }: Checklist, id: string) => items.find((item) => item.id === id)?.state;

const stages: [Checklist['stage'], Standing, Record<string, string | undefined>][] = [
  ['in-service', {}, { budgets: 'blocked', cordon: 'todo', drain: 'blocked', uncordon: 'todo', replicas: undefined }],
  [
    'cordoned',
    { closed: true, journal: { stage: 'cordoned' } },
    { cordon: 'done', drain: 'blocked', uncordon: 'todo' },
  ],
  ['draining', { closed: true }, { cordon: 'done', drain: 'blocked' }],
  [
    'stopped',
    { closed: true, journal: { stage: 'stopped', stopped: 'shop/legacy-0: PDB legacy' } },
    { drain: 'blocked' },
  ],
  ['drained', { closed: true, empty: true }, { budgets: 'done', drain: 'done', work: 'todo', 'node-ready': 'todo' }],
  [
    'off',
    { closed: true, empty: true, ready: { status: 'Unknown', since: '2026-01-01T00:07:00Z' } },
    { drain: 'done', work: 'todo', uncordon: 'blocked', stranded: undefined },
  ],
  [
    'off',
    { closed: true, empty: true, hanging: true, ready: { status: 'Unknown', since: '2026-01-01T00:07:00Z' } },
    { drain: 'done', stranded: 'blocked', uncordon: 'blocked' },
  ],
  [
    'back',
    { closed: true, empty: true, ready: { status: 'True', since: '2026-01-01T00:08:00Z' } },
    { work: 'done', uncordon: 'todo', schedulable: 'todo', 'out-of-service': undefined },
  ],
  [
    'back',
    {
      closed: true,
      empty: true,
      ready: { status: 'True', since: '2026-01-01T00:08:00Z' },
      taints: [{ key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' }],
    },
    { 'out-of-service': 'blocked' },
  ],
  [
    'verifying',
    { empty: true, journal: {}, readyReplicas: 5 },
    { uncordon: 'done', 'node-ready': 'done', replicas: 'todo' },
  ],
  ['verified', { empty: true, journal: {} }, { uncordon: 'done', replicas: 'done', attachments: 'done' }],
];

describe('every stage of a maintenance', () => {
  test.each(stages)('%s', (stage, standing, expected) => {
    const found = listFor(standing);
    expect(found.stage).toBe(stage);
    expect(Object.fromEntries(Object.keys(expected).map((id) => [id, stateOf(found, id)]))).toEqual(expected);
  });
  test.each(stages)('%s fits on a screen, in both languages', (_, standing) => {
    const found = listFor(standing);
    for (const lang of ['en', 'zh'] as const) {
      const lines = renderChecklist(found, { lang, color: false, width: 80 }).trimEnd().split('\n');
      expect(lines.length).toBeLessThan(50);
      expect(lines.filter((line) => columns(line) > 80 && !line.includes('→ '))).toEqual([]);
      expect(lines[0]).toContain('w1');
    }
  });
});

describe('what is told at a stage', () => {
  const text = (standing: Standing, lang: 'en' | 'zh' = 'en') =>
    renderChecklist(listFor(standing), { lang, color: false, width: 80 });
  test('what lies behind is one line, what is to be done now is told in full, with the risk of its command', () => {
    const drained = text({ closed: true, empty: true }).split('\n');
    expect(drained[0]).toBe('maintenance of w1: drained: ready for the work');
    expect(drained).toContain('Before    ✓ done');
    expect(drained).toContain('Drain     ✓ done');
    expect(drained.join('\n')).toContain('→ inspect  kubectl get --raw /api/v1/nodes/w1/proxy/configz');
    expect(drained.join('\n')).toContain('needs the right to nodes/proxy');
  });
  test('a pod that hangs on a dead node: what deletes it, and that it is only for a machine that is off', () => {
    const off = { closed: true, empty: true, hanging: true, ready: { status: 'Unknown' } };
    expect(text(off)).toContain(
      '→ destructive  kubectl taint nodes w1 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute',
    );
    expect(text(off, 'zh')).toContain('仅当确认机器已关机');
    expect(text({ ...off, hanging: false })).not.toContain('kubectl taint');
  });
  test('a node that a person had cordoned before stays so', () => {
    const back = { closed: true, empty: true, ready: { status: 'True', since: '2026-01-01T00:08:00Z' } };
    const prior = { unschedulable: true, taints: [] };
    expect(text({ ...back, journal: { prior } })).toContain('was cordoned before and will stay so');
    expect(text(back)).not.toContain('will stay so');
  });
  test('a cordon without a journal is not ours', () => {
    expect(text({ closed: true, journal: false })).not.toContain('kubernetes-admin@ops1');
    const item = listFor({ closed: true, journal: false }).items.find(({ id }) => id === 'cordon');
    expect(item?.proof[0]?.en).toContain('not by k8sdoctor');
  });
  test('the quorum of a control plane that is not seen cannot be told', () => {
    const labelled = (labels: object) =>
      busy.map((object) =>
        object.kind === 'Node' && object.metadata.name === 'w1'
          ? { ...object, metadata: { ...object.metadata, labels } as Manifest['metadata'] }
          : object,
      );
    const state = (labels: object) => {
      const cluster = clusterOf(labelled(labels));
      const found = plan(cluster, { nodes: ['w1'], flags: NO_FLAGS });
      return stateOf(checklistFor('w1', cluster, found, ''), 'quorum');
    };
    expect(state({ 'node-role.kubernetes.io/control-plane': '' })).toBe('unknown');
    expect(state({ 'node-role.kubernetes.io/worker': '' })).toBe('done');
  });
  test('Markdown has every item in full', () => {
    const markdown = renderChecklistMarkdown(listFor({ closed: true, empty: true }), 'zh');
    expect(markdown).toContain('- [x] 节点已封锁，不再接收新 Pod — 完成\n  - kubernetes-admin@ops1 于');
    expect(markdown.match(/^- \[[ x]\] /gm)).toHaveLength(listFor({ closed: true, empty: true }).items.length);
  });
});
