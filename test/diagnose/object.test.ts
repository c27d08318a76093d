import { expect, test } from 'vitest';
import { toSnapshot } from '../../src/collect/build.ts';
import { choose } from '../../src/diagnose/choose.ts';
import { diagnoseSelection } from '../../src/diagnose/selection.ts';
import type { ExaminedKind } from '../../src/model/object-kinds.ts';
import type { Kind } from '../../src/model/objects.ts';
import { selectPods } from '../../src/model/selection.ts';
import type { Coverage } from '../../src/model/snapshot.ts';
import { builtinLibrary } from '../../src/playbook/builtin.ts';

const { playbooks } = await builtinLibrary();

const READ: Kind[] = ['nodes', 'events', 'leases', 'pods', 'namespaces', 'resourcequotas', 'poddisruptionbudgets'];
const read = (subject: Kind): Coverage => ({ subject, scope: '-A', outcome: 'read' });

async function reportOn(
  object: { kind: ExaminedKind; name: string },
  objects: Partial<Record<Kind, unknown[]>>,
  coverage: Coverage[] = READ.map(read),
) {
  const source = { kind: 'recording', location: 'test' } as const;
  const snapshot = toSnapshot({ takenAt: '2026-01-01T12:00:00Z', source, objects, logs: [], coverage });
  const selected = selectPods(snapshot, { object }, 'default');
  return diagnoseSelection(snapshot, selected, { words: '', namespace: '' }, choose(playbooks, {}));
}

const node = (ready: string, name = 'w1') => ({
  metadata: { name, uid: name, creationTimestamp: '2026-01-01T00:00:00Z' },
  status: {
    allocatable: { cpu: '2', memory: '4Gi', pods: '10' },
    conditions: [{ type: 'Ready', status: ready, lastTransitionTime: '2026-01-01T11:58:00Z' }],
    nodeInfo: { kubeletVersion: 'v1.34.4' },
  },
});
const pod = (name: string, waiting?: string) => ({
  metadata: { name, namespace: 'shop', uid: name, creationTimestamp: '2026-01-01T11:00:00Z' },
  spec: { nodeName: 'w1', containers: [{ name: 'app', image: 'web', resources: { requests: { cpu: '500m' } } }] },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: waiting ? 'False' : 'True' }],
    containerStatuses: [
      {
        name: 'app',
        restartCount: waiting ? 7 : 0,
        state: waiting ? { waiting: { reason: waiting } } : { running: { startedAt: '2026-01-01T11:00:00Z' } },
        ...(waiting && { lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T11:59:00Z' } } }),
      },
    ],
  },
});

test('what is wrong with a pod for reasons of its own is no matter of its node', async () => {
  const report = await reportOn(
    { kind: 'nodes', name: 'w1' },
    { nodes: [node('True')], pods: [pod('web', 'CrashLoopBackOff')] },
  );
  expect(report).toMatchObject({
    verdict: 'healthy',
    findings: [],
    target: { kind: 'Node', name: 'w1', status: 'Ready' },
  });
});

test('a lost node is the cause of what befalls its pods, and of nothing on other nodes', async () => {
  const elsewhere = { ...pod('api'), spec: { ...pod('api').spec, nodeName: 'w2' } };
  const report = await reportOn(
    { kind: 'nodes', name: 'w1' },
    { nodes: [node('Unknown'), node('Unknown', 'w2')], pods: [pod('web'), elsewhere] },
  );
  const [root, ...rest] = report.findings;
  expect(root).toMatchObject({ id: 'node-lost/node-not-reporting', target: { name: 'w1' } });
  expect(rest.map(({ target, explainedBy }) => [target.name, explainedBy])).toEqual([['web', root?.fingerprint]]);
  expect(report.verdict).toBe('failing');
});

test('what could not be read makes no node healthy', async () => {
  const denied: Coverage = { subject: 'events', scope: '-A', outcome: 'denied', detail: 'forbidden' };
  const report = await reportOn({ kind: 'nodes', name: 'w1' }, { nodes: [node('True')] }, [
    ...READ.filter((kind) => kind !== 'events').map(read),
    denied,
  ]);
  expect(report.verdict).toBe('unknown');
  expect(report.notSeen[0]?.en).toContain('events');
});

test('a node is shown at a glance: what is asked for on it, by whom, and when it was heard of', async () => {
  const lease = {
    metadata: { name: 'w1', namespace: 'kube-node-lease' },
    spec: { renewTime: '2026-01-01T11:59:53Z' },
  };
  const { about = [] } = await reportOn(
    { kind: 'nodes', name: 'w1' },
    { nodes: [node('True')], pods: [pod('web'), pod('api')], leases: [lease] },
  );
  const said = Object.fromEntries(about.map(({ label, value }) => [label.en, value.en]));
  expect(said).toMatchObject({
    conditions: 'all as they should be',
    'last heard of': '7 s ago',
    requested: 'cpu 1/2, memory 0/4Gi, pods 2/10',
    'most by': 'shop/api (cpu 25 %), shop/web (cpu 25 %)',
  });
});

test('a namespace is asked about its own quotas, not about those of others', async () => {
  const quota = (namespace: string, used: string) => ({
    metadata: { name: 'most', namespace },
    status: { hard: { pods: '5' }, used: { pods: used } },
  });
  const report = await reportOn(
    { kind: 'namespaces', name: 'shop' },
    {
      namespaces: [{ metadata: { name: 'shop' }, status: { phase: 'Active' } }],
      resourcequotas: [quota('shop', '5'), quota('other', '5')],
    },
  );
  expect(report.findings.map(({ id, target }) => `${id} ${target.namespace}`)).toEqual(['quota/full shop']);
  expect(report.verdict).toBe('healthy');
});

test('a budget is told apart from one of the same name elsewhere by its namespace', async () => {
  const budget = (namespace: string) => ({
    metadata: { name: 'web', namespace, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { maxUnavailable: 0, selector: { matchLabels: { app: 'web' } } },
  });
  const covered = { ...pod('web'), metadata: { ...pod('web').metadata, namespace: 'default', labels: { app: 'web' } } };
  const report = await reportOn(
    { kind: 'poddisruptionbudgets', name: 'web' },
    { poddisruptionbudgets: [budget('default'), budget('shop')], pods: [covered] },
  );
  expect(report.findings.map(({ id, target }) => `${id} ${target.namespace}`)).toEqual([
    'disruption-budget/never-allows default',
  ]);
});
