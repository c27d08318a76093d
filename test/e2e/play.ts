import { join } from 'node:path';
import { expect } from 'vitest';
import type { Cluster } from '../cluster/cluster.ts';
import { cli, diagnose, type JsonReport } from './cli.ts';
import { isExaminedKind } from '../../src/model/object-kinds.ts';
import { kindOfAlias, resources } from '../../src/model/resources.ts';
import { dump } from './dump.ts';
import type { Scenario } from './scenario.ts';
import { onStage, type Staged } from './stage.ts';

const seen = ({ findings }: JsonReport): string =>
  findings.map(({ id, container, title }) => `${id}[${container ?? ''}] ${title}`).join('; ');

/**
 * What must be the same however the cluster was read; what clears by itself within seconds may be gone the next time, effects of the causes
 * may have come, and which of a workload's pods stands for the others may change (the fingerprint does not).
 */
const essence = ({ findings }: JsonReport) =>
  findings
    .filter(
      ({ severity, permanence, explainedBy }) => !explainedBy && (severity !== 'info' || permanence !== 'transient'),
    )
    .map(({ id, fingerprint, severity, container, target }) => ({
      id,
      fingerprint,
      severity,
      container,
      target: target.kind,
    }))
    .toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));

function judge(scenario: Scenario, { report, outcome }: Awaited<ReturnType<typeof diagnose>>): void {
  const { expect: wanted } = scenario;
  if (wanted === 'silent') {
    expect(
      report.findings.filter(({ severity }) => severity !== 'info').map(({ id, title }) => `${id}: ${title}`),
    ).toEqual([]);
    expect(['healthy', 'progressing']).toContain(report.verdict);
    expect(outcome.code).toBe(0);
    return;
  }
  const roots = report.findings.filter(({ explainedBy }) => !explainedBy);
  // other scenarios may be at work in the same cluster, so of a scan the finding wanted is one root of many
  const [first] = scenario.diagnose === 'scan' ? roots.filter(({ id }) => id === wanted.id) : report.findings;
  expect(first?.id, seen(report)).toBe(wanted.id);
  const kind = wanted.target.split('/')[0];
  if (kind) expect(first?.target.kind.toLowerCase()).toBe(kind.replace(/^pvc$/, 'persistentvolumeclaim').split(' ')[0]);
  if (wanted.target.includes('/')) expect(first?.target.name).toBe(wanted.target.split('/')[1]);
  if (wanted.container) expect(first?.container).toBe(wanted.container);
  const proof = (first?.evidence ?? []).map(({ source, value }) => `${source} ${value}`).join('\n');
  for (const pattern of wanted.evidence) expect(proof).toMatch(new RegExp(pattern));
  for (const id of wanted.also ?? []) {
    const effect = report.findings.find((finding) => finding.id === id);
    expect(effect?.explainedBy, `${id}: ${seen(report)}`).toBeDefined();
  }
  for (const id of wanted.beside ?? [])
    expect(
      roots.map((root) => root.id),
      seen(report),
    ).toContain(id);
  for (const id of wanted.absent ?? []) expect(report.findings.map((finding) => finding.id)).not.toContain(id);
}

/** Plays a scenario: what is found live, from a snapshot and from a plain dump, and with how many requests. */
export async function play(scenario: Scenario, cluster: Cluster, folder: string): Promise<void> {
  await onStage(scenario, cluster, async (staged: Staged) => {
    const { namespace, kind, name } = staged;
    const known = kindOfAlias(kind);
    const asked = kind === 'scan' ? ['scan', '-A'] : [kind, name, '-n', namespace];
    const live = await diagnose([...asked, '--kubeconfig', cluster.kubeconfig, '-v']);
    judge(scenario, live);
    if (kind === 'scan') return; // the cluster goes on while it is saved
    const requests = live.outcome.stderr.match(/^GET \S+/gm) ?? [];
    const few = kind === 'pod' || (known !== undefined && isExaminedKind(known));
    expect(requests.length, requests.join('\n')).toBeLessThanOrEqual(few ? 12 : 60);
    expect(requests.length).toBeGreaterThan(1);
    expect(new Set(requests).size, requests.join('\n')).toBe(requests.length);

    const recorded = join(folder, `${namespace}-snapshot`);
    const scope = known && !resources[known].namespaced ? ['-A'] : ['-n', namespace]; // events of nodes are elsewhere
    const saved = await cli(['snapshot', ...scope, '-o', recorded, '--kubeconfig', cluster.kubeconfig]);
    expect(saved.stderr).toBe('');
    const fromSnapshot = await diagnose([...asked, '--from', recorded]);
    expect(essence(fromSnapshot.report), 'from the snapshot').toEqual(essence(live.report));

    const dumped = await dump(staged, join(folder, `${namespace}-dump`));
    const fromDump = await diagnose([...asked, '--from', dumped]);
    expect(essence(fromDump.report), 'from kubectl get -o json').toEqual(essence(live.report));
  });
}
