import { describe, expect, test } from 'vitest';
import { toSnapshot } from '../../src/collect/build.ts';
import { choose } from '../../src/diagnose/choose.ts';
import { diagnosePod } from '../../src/diagnose/diagnose.ts';
import type { Report } from '../../src/model/finding.ts';
import type { Playbook } from '../../src/model/playbook.ts';
import type { Coverage } from '../../src/model/snapshot.ts';

const words = (text: string) => ({ en: text, zh: text });
const playbook = (id: string, when: string, more: Partial<Playbook> = {}): Playbook => ({
  id,
  symptom: id.split('/')[0] ?? '',
  fact: 'container/crash',
  when,
  severity: 'error',
  confidence: 'high',
  permanence: 'permanent',
  title: words(id),
  cause: words('exit code {exitCode}'),
  evidence: [{ path: 'status.containerStatuses[{container}].lastState.terminated.exitCode' }],
  ...more,
});

const owned = { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5f', controller: true }] };
const crashed = (name: string) => ({
  metadata: { name, namespace: 'shop', uid: name, creationTimestamp: '2026-01-01T00:00:00Z', ...owned },
  spec: { nodeName: 'w1', restartPolicy: 'Always', containers: [{ name: 'app', image: 'web:1' }] },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [
      {
        name: 'app',
        ready: false,
        restartCount: 4,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: {
          terminated: {
            exitCode: 3,
            reason: 'Error',
            startedAt: '2026-01-01T00:59:00Z',
            finishedAt: '2026-01-01T00:59:05Z',
          },
        },
      },
    ],
  },
});
const replicaSet = {
  metadata: {
    name: 'web-5f',
    namespace: 'shop',
    ownerReferences: [{ kind: 'Deployment', name: 'web', controller: true }],
  },
};

async function reportOn(
  playbooks: Playbook[],
  { name = 'web-1', coverage = [] as Coverage[], pod = crashed(name) as object } = {},
): Promise<Report> {
  const snapshot = toSnapshot({
    takenAt: '2026-01-01T01:00:00Z',
    source: { kind: 'recording', location: 'test' },
    objects: {
      pods: [pod],
      replicasets: [replicaSet],
      deployments: [{ metadata: { name: 'web', namespace: 'shop' } }],
    },
    logs: [],
    coverage,
  });
  const [subject] = snapshot.objects.pods;
  if (!subject) throw new Error('no pod');
  return diagnosePod(snapshot, subject, playbooks);
}
const ids = ({ findings }: Report) => findings.map(({ id }) => id);
const any = 'row.exitCode == 3';

describe('one cause first', () => {
  test('a fallback yields to any other cause of its symptom, and speaks when there is none', async () => {
    const fallback = playbook('crash-loop/other', any, { fallback: true });
    expect(ids(await reportOn([fallback, playbook('crash-loop/known', any)]))).toEqual(['crash-loop/known']);
    expect(ids(await reportOn([fallback, playbook('image-pull/known', any)]))).toEqual([
      'crash-loop/other',
      'image-pull/known',
    ]);
    expect(ids(await reportOn([fallback]))).toEqual(['crash-loop/other']);
  });

  test('a consequence hangs below its cause, whatever its severity', async () => {
    const cause = playbook('b/cause', any, { severity: 'warning', explains: [{ id: 'a/*', by: 'same-pod' }] });
    const { findings } = await reportOn([playbook('a/effect', any), cause]);
    expect(findings.map(({ id }) => id)).toEqual(['b/cause', 'a/effect']);
    expect(findings[1]?.explainedBy).toBe(findings[0]?.fingerprint);
    expect(findings[0]?.explains).toEqual([findings[1]?.fingerprint]);
  });

  test('two that explain each other do not hide each other', async () => {
    const a = playbook('a/one', any, { explains: [{ id: 'b/two', by: 'same-pod' }] });
    const b = playbook('b/two', any, { explains: [{ id: 'a/one', by: 'same-pod' }] });
    const report = await reportOn([a, b]);
    expect(ids(report).toSorted()).toEqual(['a/one', 'b/two']);
    expect(report.findings.filter(({ explainedBy }) => !explainedBy)).toHaveLength(1);
  });
});

describe('findings', () => {
  test('pods of one Deployment have the same fingerprint, another cause has another', async () => {
    const known = playbook('crash-loop/known', any);
    const of = async (name: string, one: Playbook) => (await reportOn([one], { name })).findings[0]?.fingerprint;
    expect(await of('web-1', known)).toMatch(/^[0-9a-f]{16}$/);
    expect(await of('web-1', known)).toBe(await of('web-2', known));
    expect(await of('web-1', known)).not.toBe(await of('web-1', playbook('crash-loop/else', any)));
  });

  test('a change is advised on the controller at the top', async () => {
    const fix = playbook('crash-loop/known', any, {
      fixes: [{ risk: 'restart', command: 'kubectl edit {owner} -n {namespace}' }],
    });
    expect((await reportOn([fix])).findings[0]?.fixes[0]?.command).toBe('kubectl edit deployment/web -n shop');
  });

  test('a cause is ruled out only with the proof against it, and never when it was found', async () => {
    const other = playbook('crash-loop/oom', 'row.exitCode == 137', {
      refutedBy: { when: 'row.exitCode != 137', because: words('exit code {exitCode}') },
    });
    const silent = playbook('crash-loop/probe', 'row.exitCode == 1', {
      refutedBy: { when: 'row.exitCode == 0', because: words('-') },
    });
    const known = playbook('crash-loop/known', any, {
      rulesOut: ['crash-loop/oom', 'crash-loop/probe', 'crash-loop/known'],
    });
    const { findings } = await reportOn([known, other, silent]);
    expect(findings[0]?.ruledOut.map(({ id, because }) => [id, because.en])).toEqual([
      ['crash-loop/oom', 'exit code 3'],
    ]);
  });

  test('--only and --skip take causes and symptoms', () => {
    const all = [playbook('a/one', any), playbook('a/two', any), playbook('b/three', any)];
    const chosen = (selection: object) => choose(all, selection).map(({ id }) => id);
    expect(chosen({ only: ['a'] })).toEqual(['a/one', 'a/two']);
    expect(chosen({ only: ['a'], skip: ['a/two'] })).toEqual(['a/one']);
    expect(chosen({ skip: ['a'] })).toEqual(['b/three']);
  });
});

describe('"could not look" is never "not there"', () => {
  const denied: Coverage = {
    subject: 'events',
    scope: '-n shop',
    outcome: 'denied',
    detail: 'events is forbidden: User "ci" cannot list resource "events"',
  };
  const ready = { ...crashed('web-1'), status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } };

  test('a gap turns healthy into unknown and is named in both languages', async () => {
    const known = [playbook('crash-loop/known', any)];
    expect((await reportOn(known, { pod: ready })).verdict).toBe('healthy');
    const report = await reportOn(known, { pod: ready, coverage: [denied] });
    expect(report.verdict).toBe('unknown');
    expect(report.notSeen[0]?.en).toContain('no right to read (as ci): events (-n shop)');
    expect(report.notSeen[0]?.zh).toContain('没有读取权限');
  });

  test('a pod that is unwell for no known reason is not called healthy', async () => {
    const report = await reportOn([playbook('crash-loop/never', 'false')]);
    expect({ verdict: report.verdict, unexplained: report.unexplained }).toEqual({
      verdict: 'unknown',
      unexplained: true,
    });
  });

  test('a playbook whose fact does not exist is refused by name', async () => {
    await expect(reportOn([playbook('a/b', any, { fact: 'pod/nothing' })])).rejects.toThrow('pod/nothing');
    await expect(reportOn([playbook('a/b', any, { fact: '../../model/pod' })])).rejects.toThrow('there is no fact');
  });
});
