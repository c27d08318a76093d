import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { complete, readFixtures, snapshotOf, type Recording } from '../../src/cli/fixture.ts';
import { choose } from '../../src/diagnose/choose.ts';
import { diagnoseScan } from '../../src/diagnose/scan.ts';
import type { Finding, Report } from '../../src/model/finding.ts';
import { builtinLibrary } from '../../src/playbook/builtin.ts';
import { plainReport } from '../../src/render/plain.ts';
import { renderScan } from '../../src/render/scan-text.ts';
import schema from '../../src/render/report.schema.json' with { type: 'json' };

const fixtures = await readFixtures(join(import.meta.dirname, '../../fixtures'));
const { playbooks: all } = await builtinLibrary();
const playbooks = choose(all, {});
const validate = new Ajv2020({ strict: false }).compile(schema);

type Raw = {
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid: string;
    labels?: Record<string, string>;
    ownerReferences?: { kind: string; name: string; uid: string; controller?: boolean }[];
  };
  involvedObject?: { kind?: string; name: string; namespace?: string; uid?: string };
  [field: string]: unknown;
};

const recordingOf = (id: string): Recording => {
  const [first] = fixtures.get(id)?.found ?? [];
  if (!first) throw new Error(`no fixture ${id}`);
  return complete(first, fixtures);
};

const scan = (recording: Recording, namespace?: string): Promise<Report> =>
  diagnoseScan(snapshotOf(recording), namespace ? { namespace } : {}, playbooks);

/** The root causes that matter, the worst first. */
const rootsOf = ({ findings }: Report): Finding[] =>
  findings.filter(({ explainedBy, severity }) => !explainedBy && severity !== 'info');

const PER_WORKLOAD = new Set(['Pod', 'ReplicaSet', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'Event']);

/** The only pod of a recording as one of a Deployment `web`. */
function underDeployment(recording: Recording): Recording {
  const objects = structuredClone(recording.objects) as Raw[];
  const [pod] = objects.filter(({ kind }) => kind === 'Pod');
  if (!pod) throw new Error('no pod in the recording');
  const { namespace = '' } = pod.metadata;
  const below = (kind: string, name: string) => [
    { kind, apiVersion: 'apps/v1', name, uid: `uid-${name}`, controller: true },
  ];
  pod.metadata.ownerReferences = below('ReplicaSet', 'web-1');
  const made = (kind: string, name: string, owned: object) => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace, uid: `uid-${name}`, ...owned },
  });
  const owners = [
    made('ReplicaSet', 'web-1', { ownerReferences: below('Deployment', 'web') }),
    made('Deployment', 'web', {}),
  ];
  return { ...recording, objects: [...objects, ...owners] };
}

/** The objects of a recording once more, as another workload (`-2`) in the same namespace or another one. */
function again(recording: Recording, suffix: string, namespace?: string): Recording {
  const renamed = (recording.objects as Raw[])
    .filter(({ kind, metadata }) => PER_WORKLOAD.has(kind) || (namespace && metadata.namespace))
    .map((object) => {
      const rename = <T extends { name: string; uid?: string; namespace?: string }>(ref: T): T => ({
        ...ref,
        name: PER_WORKLOAD.has(object.kind) ? `${ref.name}${suffix}` : ref.name,
        uid: `${ref.uid}${suffix}`,
        ...(namespace && ref.namespace && { namespace }),
      });
      const copy = structuredClone(object);
      copy.metadata = rename(copy.metadata);
      if (copy.metadata.ownerReferences) copy.metadata.ownerReferences = copy.metadata.ownerReferences.map(rename);
      if (copy.involvedObject && copy.involvedObject.kind !== 'Node') copy.involvedObject = rename(copy.involvedObject);
      return copy;
    });
  const logs = (recording.logs ?? []).map((log) => ({
    ...log,
    pod: `${log.pod}${suffix}`,
    ...(namespace && { namespace }),
  }));
  return {
    ...recording,
    objects: [...(recording.objects ?? []), ...renamed],
    logs: [...(recording.logs ?? []), ...logs],
  };
}

/** So many further replicas of the only pod of a recording. */
function replicas(recording: Recording, count: number): Recording {
  const objects = recording.objects as Raw[];
  const pods = objects.filter(({ kind }) => kind === 'Pod');
  const copies = Array.from({ length: count }, (_, i) =>
    pods.map((pod) => ({
      ...structuredClone(pod),
      metadata: { ...pod.metadata, name: `${pod.metadata.name}-${i}`, uid: `${pod.metadata.uid}-${i}` },
    })),
  ).flat();
  return { ...recording, objects: [...objects, ...copies] };
}

describe('every recorded cause', () => {
  const found = [...fixtures.values()].flatMap(({ id, found: recordings }) =>
    recordings.map((recording, i) => [`${id} ${i + 1}`, id, recording] as const),
  );
  test.each(found)('%s is found by a scan as by a diagnosis of its own', async (_name, id, recording) => {
    const whole = complete(recording, fixtures);
    const report = await scan(whole);
    const ids = report.findings.map((finding) => finding.id);
    const wanted = (recording.expect ?? [{}]).map((expected) => expected.id ?? id);
    expect(ids).toEqual(expect.arrayContaining(wanted));
    expect(validate(plainReport(report, 'en')) ? [] : validate.errors).toEqual([]);
  });
});

describe('one cause on many', () => {
  test('one bad image on 50 replicas is one finding with its reach and its times', async () => {
    const report = await scan(replicas(underDeployment(recordingOf('image-pull/tag-not-found')), 49));
    const [root, ...others] = rootsOf(report);
    expect(others).toEqual([]);
    expect(root).toMatchObject({ id: 'image-pull/tag-not-found', affected: { pods: 50, workloads: 1, namespaces: 1 } });
    expect(root?.targets).toHaveLength(50);
    expect(Date.parse(root?.firstSeen ?? '')).toBeLessThanOrEqual(Date.parse(root?.lastSeen ?? ''));
    expect(Date.parse(root?.lastSeen ?? '')).toBeLessThanOrEqual(Date.parse(report.takenAt));
  });

  test('a registry that nobody can resolve is one finding for all workloads and namespaces, whichever is there', async () => {
    const recording = underDeployment(recordingOf('image-pull/registry-dns'));
    const one = rootsOf(await scan(recording));
    const two = rootsOf(await scan(again(again(recording, '-b'), '-c', 'other')));
    expect(one.map(({ id }) => id)).toEqual(['image-pull/registry-dns']);
    expect(two.map(({ id }) => id)).toEqual(['image-pull/registry-dns']);
    expect(two[0]?.affected).toMatchObject({ pods: 4, workloads: 4, namespaces: 2 });
    expect(two[0]?.fingerprint).toBe(one[0]?.fingerprint);
    expect(two[0]?.title.en).toMatch(/^the nodes find no such host/);
    expect(one[0]?.title.en).toMatch(/^node /);
  });

  test('two programs that crash by themselves are two findings, though they say the same', async () => {
    const roots = rootsOf(await scan(again(recordingOf('crash-loop/application-error'), '-b')));
    expect(roots.map(({ id }) => id)).toEqual(['crash-loop/application-error', 'crash-loop/application-error']);
    expect(new Set(roots.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  test('replicas whose logs were not read share the cause of one whose log was', async () => {
    const recording = underDeployment(recordingOf('crash-loop/dependency-unresolved'));
    const roots = rootsOf(await scan(replicas(recording, 9)));
    expect(roots.map(({ id, affected }) => [id, affected?.pods])).toEqual([['crash-loop/dependency-unresolved', 10]]);
    const unread = rootsOf(await scan({ ...recording, logs: [] }));
    expect(unread.map(({ id }) => id)).not.toContain('crash-loop/dependency-unresolved');
  });
});

describe('scope', () => {
  test('a namespace holds what is in it, and nothing of the others', async () => {
    const recording = again(recordingOf('image-pull/tag-not-found'), '-b', 'other');
    const whole = await scan(recording);
    const part = await scan(recording, 'other');
    expect(rootsOf(whole)[0]?.affected?.namespaces).toBe(2);
    expect(rootsOf(part)[0]?.affected).toMatchObject({ namespaces: 1, pods: 1 });
    expect(part.target).toEqual({ kind: 'Namespace', namespace: '', name: 'other' });
    expect(whole.target.kind).toBe('Cluster');
    expect(await scan(recording, 'nowhere')).toMatchObject({
      findings: [],
      verdict: 'healthy',
      scan: { workloads: 0 },
    });
  });
});

const meta = (name: string, extra: object = {}) => ({ name, namespace: 'shop', uid: `uid-${name}`, ...extra });
const ready = [{ type: 'Ready', status: 'True', lastTransitionTime: '2025-12-01T00:00:00Z' }];
const podOf = (name: string, status: object, extra: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: meta(name, { creationTimestamp: '2025-12-01T00:00:00Z', ...extra }),
  spec: { nodeName: 'w1', containers: [{ name: 'app', image: 'busybox' }] },
  status: { phase: 'Running', conditions: ready, ...status },
});
const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'w1', uid: 'uid-w1' },
  status: { conditions: ready },
};
const read = (...subjects: string[]) => subjects.map((subject) => ({ subject, scope: '-A', outcome: 'read' }));

describe('the verdict', () => {
  const coverage = read('pods', 'nodes', 'events') as NonNullable<Recording['coverage']>;
  const restartedOnce = podOf('dns', {
    containerStatuses: [
      {
        name: 'app',
        ready: true,
        restartCount: 1,
        state: { running: { startedAt: '2025-12-20T00:00:00Z' } },
        lastState: { terminated: { exitCode: 255, finishedAt: '2025-12-20T00:00:00Z' } },
      },
    ],
  });

  test('is healthy where nothing is wrong, pods restarted once long ago included', async () => {
    const report = await scan({ objects: [node, restartedOnce], coverage });
    expect(report).toMatchObject({ verdict: 'healthy', notSeen: [], scan: { pods: { ready: 1, total: 1 } } });
    expect(rootsOf(report)).toEqual([]);
  });

  test('is unknown where an essential kind could not be read, and says which', async () => {
    const denied = { subject: 'deployments', scope: '-A', outcome: 'denied', detail: 'User "ci" cannot list' } as const;
    const report = await scan({ objects: [node, restartedOnce], coverage: [...coverage, denied] });
    expect(report.verdict).toBe('unknown');
    expect(report.notSeen.map(({ en }) => en).join()).toContain('no right to read (as ci): deployments (-A)');
  });

  test('is unknown, with its name, for a pod that is not as it should be for no reason seen', async () => {
    const odd = podOf('odd', {
      phase: 'Failed',
      conditions: [{ type: 'Ready', status: 'False' }],
      containerStatuses: [{ name: 'app', ready: false, restartCount: 0, state: { terminated: { exitCode: 0 } } }],
    });
    const report = await scan({ objects: [node, odd], coverage });
    expect(report).toMatchObject({ verdict: 'unknown', unexplained: true });
    expect(report.note?.en).toContain('shop/odd');
  });

  test('is progressing while a new pod is on its way', async () => {
    const young = podOf(
      'young',
      {
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'True' }],
        containerStatuses: [
          { name: 'app', ready: false, restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } },
        ],
      },
      { creationTimestamp: '2025-12-31T23:59:50Z' },
    );
    const report = await scan({ objects: [node, young], coverage });
    expect(report.verdict).toBe('progressing');
    expect(report.note?.zh).toContain('shop/young');
  });
});

describe('the text', () => {
  const options = { color: false, width: 80 } as const;

  test('tells in each language who is concerned, why, the proof and the next command, and folds what follows from it', async () => {
    const report = await scan(replicas(underDeployment(recordingOf('image-pull/tag-not-found')), 9));
    const [en, zh] = (['en', 'zh'] as const).map((lang) => renderScan(report, { ...options, lang }));
    for (const text of [en, zh]) {
      expect(text).toContain('image-pull/tag-not-found');
      expect(text).toMatch(/→ \S+ {2}\S+/);
      expect(text?.split('\n').length).toBeLessThan(24);
    }
    expect(en).toMatch(/deployment\/web in \S+: 10 pods/);
    expect(zh).toMatch(/10 个 Pod/);
  });

  test('never shows what is only a remark as a problem, but counts it', async () => {
    const report = await scan(recordingOf('finished/completed'));
    expect(report.findings.length).toBeGreaterThan(0);
    const text = renderScan(report, { ...options, lang: 'en' });
    expect(text).toContain('nothing wrong found');
    expect(text).toMatch(/NOTE +\d+ notes?, nothing to do at once: finished\/completed/);
  });
});
