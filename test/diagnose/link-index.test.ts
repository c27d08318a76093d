import { expect, test } from 'vitest';
import { link } from '../../src/diagnose/graph.ts';
import { LinkIndex } from '../../src/diagnose/link-index.ts';
import type { Match } from '../../src/diagnose/match.ts';
import { Cluster } from '../../src/model/cluster.ts';
import type { Playbook } from '../../src/model/playbook.ts';
import { toSnapshot } from '../../src/collect/build.ts';

const playbook = (id: string, more: Partial<Playbook> = {}): Playbook =>
  ({ id, symptom: id.split('/')[0], title: { en: id, zh: id }, ...more }) as Playbook;

const nodeDown = playbook('node/down', { explains: [{ id: 'crash/*', by: 'node' }] });
const crash = playbook('crash/error');
const rollout = playbook('rollout/stuck', { explainedBy: [{ id: '*', by: 'pods' }] });
const registry = playbook('pull/registry', { explains: [{ id: 'pull/image', by: 'cluster', same: ['registry'] }] });
const image = playbook('pull/image');

let count = 0;
const matchOf = (of: Playbook, kind: string, name: string, row: Record<string, unknown> = {}): Match => {
  const target = { kind, namespace: kind === 'Node' ? '' : 'shop', name };
  return {
    playbook: of,
    row: { target, ...row },
    finding: {
      id: of.id,
      fingerprint: `${of.id} ${name} ${count++}`,
      severity: 'error',
      confidence: 'high',
      target,
      explains: [],
      fixes: [],
    },
  } as unknown as Match;
};

const pod = (name: string, nodeName: string) => ({ metadata: { name, namespace: 'shop' }, spec: { nodeName } });

const clusterOf = (pods: object[]): Cluster =>
  new Cluster(
    toSnapshot({
      takenAt: '2026-01-01T00:00:00Z',
      source: { kind: 'recording', location: 'test' },
      objects: { pods, nodes: [{ metadata: { name: 'w1' } }, { metadata: { name: 'w2' } }] },
      logs: [],
      coverage: [],
    }),
  );

test('looks only where a cause can be', () => {
  const cluster = clusterOf([pod('a', 'w1'), pod('b', 'w2')]);
  const down = matchOf(nodeDown, 'Node', 'w1');
  const [a, b] = [matchOf(crash, 'Pod', 'a'), matchOf(crash, 'Pod', 'b')];
  const index = new LinkIndex([down, a, b], cluster);
  expect(index.causesFor(a)).toEqual([down]);
  expect(index.causesFor(b)).toEqual([]);
  expect(index.causesFor(down)).toEqual([]);
});

test('finds the pods that a workload names, in their order, and what agrees in a field of the whole cluster', () => {
  const cluster = clusterOf([pod('a', 'w1'), pod('b', 'w2')]);
  const [a, b] = [matchOf(crash, 'Pod', 'a'), matchOf(crash, 'Pod', 'b')];
  const stuck = matchOf(rollout, 'Deployment', 'web', { pods: ['b', 'a'] });
  const [here, there] = ['r1', 'r2'].map((name) => matchOf(registry, 'Pod', name, { registry: name }));
  const pull = matchOf(image, 'Pod', 'c', { registry: 'r2' });
  const index = new LinkIndex([a, b, stuck, here, there, pull] as Match[], cluster);
  expect(index.causesFor(stuck)).toEqual([a, b]);
  expect(index.causesFor(pull)).toEqual([there]);
});

test('links thousands of findings, each to the one cause it has', () => {
  const names = Array.from({ length: 3000 }, (_, i) => `pod-${i}`);
  const cluster = clusterOf(names.map((name, i) => pod(name, i % 3 === 0 ? 'w1' : 'w2')));
  const down = matchOf(nodeDown, 'Node', 'w1');
  const crashes = names.map((name) => matchOf(crash, 'Pod', name));
  link([...crashes, down], cluster);
  expect(crashes.filter(({ finding }) => finding.explainedBy === down.finding.fingerprint)).toHaveLength(1000);
  expect(down.finding.explains).toHaveLength(1000);
  expect(crashes.filter(({ finding }) => !finding.explainedBy)).toHaveLength(2000);
});
