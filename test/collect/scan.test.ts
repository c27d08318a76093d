import { describe, expect, test } from 'vitest';
import { collectScan, type ScanScope } from '../../src/collect/scan.ts';
import { choose } from '../../src/diagnose/choose.ts';
import { kindsFor } from '../../src/diagnose/needs.ts';
import type { Kind } from '../../src/model/objects.ts';
import type { ReadResult } from '../../src/model/reader.ts';
import { kinds } from '../../src/model/resources.ts';
import { builtinLibrary } from '../../src/playbook/builtin.ts';
import { appStatus, fakeReader, ownedBy, podOf, type World } from './reader.ts';

const { playbooks } = await builtinLibrary();
const needed = await kindsFor(choose(playbooks, {}));

const looping = appStatus({
  restartCount: 3,
  ready: false,
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode: 1, finishedAt: '2025-12-31T23:59:00Z' } },
});

/** Crashing pods of a workload. */
const crashing = (workload: string, count: number) =>
  Array.from({ length: count }, (_, i) =>
    podOf(`${workload}-${i}`, { metadata: ownedBy('apps/v1', 'StatefulSet', workload), status: looping }),
  );

async function scan(world: World, scope: Partial<ScanScope> = {}) {
  const { reader, asked } = fakeReader(world);
  const collected = await collectScan(reader, { kinds: needed, maxLogs: 50, ...scope });
  return { asked, collected, logs: asked.filter((one) => one.startsWith('log ')) };
}

const gapOf = (collected: { coverage: { subject: string; outcome: string; scope: string }[] }, subject: string) =>
  collected.coverage.filter((entry) => entry.subject === subject && entry.outcome !== 'read');

describe('requests', () => {
  test('grow with kinds and never with objects: one list of each kind, nothing by name', async () => {
    const few = await scan({ objects: { pods: [podOf('web-0')] } });
    const many = await scan({ objects: { pods: Array.from({ length: 3000 }, (_, i) => podOf(`web-${i}`)) } });
    expect(many.asked.toSorted()).toEqual(few.asked.toSorted());
    expect(new Set(many.asked).size).toBe(many.asked.length);
    expect(many.asked.length).toBeLessThanOrEqual(kinds.length + 1); // the leases have two homes
    expect(many.asked.every((one) => /^[a-z]+ (?:-A|kube-node-lease|kube-system)$/.test(one))).toBe(true);
  });

  test('ask only for the kinds that the causes in question are told by', async () => {
    const { asked } = await scan({}, { kinds: ['pods', 'events'] });
    const read = asked.map((one) => one.split(' ')[0]);
    expect(read).toEqual(expect.arrayContaining(['pods', 'events', 'deployments', 'replicasets']));
    for (const kind of ['persistentvolumes', 'services', 'leases']) expect(read).not.toContain(kind);
  });

  test.each<[Kind, object]>([
    ['configmaps', { waiting: { reason: 'CreateContainerConfigError', message: 'configmap "settings" not found' } }],
    ['secrets', { waiting: { reason: 'CreateContainerConfigError', message: 'secret "settings" not found' } }],
  ])('ask for %s only when a pod waits for one', async (kind, state) => {
    const ref = kind === 'secrets' ? { secretRef: { name: 'settings' } } : { configMapRef: { name: 'settings' } };
    const spec = { containers: [{ name: 'app', image: 'busybox', envFrom: [ref] }] };
    const lists = async (status: object) =>
      (await scan({ objects: { pods: [podOf('web', { spec, status: { ...appStatus(status), phase: 'Pending' } })] } }))
        .asked;
    expect((await lists({ state })).filter((one) => one.startsWith(kind)).length).toBeGreaterThan(0);
    expect((await lists({ state: { running: {} }, ready: true })).filter((one) => one.startsWith(kind))).toEqual([]);
  });

  test('of one namespace stay in it, but for what all share and for what a pod without a node depends on', async () => {
    const well = await scan({ objects: { pods: [podOf('web')] } }, { namespace: 'shop' });
    expect(well.asked).toContain('pods shop');
    expect(well.asked.filter((one) => one.startsWith('pods'))).toEqual(['pods shop']);
    const pending = podOf('web', {
      spec: { nodeName: undefined },
      status: { phase: 'Pending', containerStatuses: [] },
    });
    const waiting = await scan({ objects: { pods: [pending] } }, { namespace: 'shop' });
    expect(waiting.asked.filter((one) => one.startsWith('pods'))).toEqual([
      'pods shop',
      'pods -A status.phase!=Succeeded,status.phase!=Failed',
    ]);
  });
});

describe('logs', () => {
  test('are read for what fails now and not for what is well, or was unwell long ago', async () => {
    const ready = [{ type: 'Ready', status: 'True' }];
    const since = (startedAt: string) => ({
      conditions: ready,
      ...appStatus({
        restartCount: 2,
        ready: true,
        state: { running: { startedAt } },
        lastState: { terminated: { exitCode: 1 } },
      }),
    });
    const { logs } = await scan({
      objects: {
        pods: [
          podOf('well', { status: { conditions: ready } }),
          podOf('recovered', { status: since('2025-12-30T00:00:00Z') }),
          podOf('shaky', { status: since('2025-12-31T23:58:00Z') }),
          ...crashing('db', 1),
        ],
      },
    });
    expect([...new Set(logs.map((log) => log.split(' ')[1]))].toSorted()).toEqual(['db-0', 'shaky']);
  });

  test('go to each workload once before a second replica gets any, and what is left out stands in the ledger', async () => {
    const pods = [...crashing('a', 20), ...crashing('b', 20), ...crashing('c', 20)];
    const { logs, collected } = await scan({ objects: { pods } }, { maxLogs: 4 });
    expect(logs).toHaveLength(4);
    expect(new Set(logs.slice(0, 3).map((log) => log.split(/[ -]/)[1]))).toEqual(new Set(['a', 'b', 'c']));
    expect(gapOf(collected, 'logs')).toMatchObject([{ outcome: 'truncated', scope: '2 of 6' }]);
    const none = await scan({ objects: { pods } }, { maxLogs: 0 });
    expect(none.logs).toEqual([]);
  });

  test('go first to what fails now, then to the workload with the most pods', async () => {
    const ended = appStatus({ restartCount: 3, ready: false, state: { terminated: { exitCode: 1 } } });
    const again = appStatus({
      restartCount: 1,
      ready: true,
      state: { running: {} },
      lastState: { terminated: { exitCode: 1 } },
    });
    const of = (workload: string, count: number, status: object) =>
      Array.from({ length: count }, (_, i) =>
        podOf(`${workload}-${i}`, { metadata: ownedBy('apps/v1', 'StatefulSet', workload), status }),
      );
    const pods = [
      ...of('runs', 9, again),
      ...of('lone', 1, looping),
      ...of('many', 4, ended),
      ...of('few', 2, looping),
    ];
    const { logs } = await scan({ objects: { pods } }, { maxLogs: 3 });
    expect(logs.map((log) => log.split(/[ -]/)[1])).toEqual(['many', 'few', 'lone']);
  });

  test('of Jobs of one CronJob count as those of one workload', async () => {
    const jobs = ['run-1', 'run-2', 'run-3'].map((name) => ({
      metadata: { name, namespace: 'shop', uid: `uid-${name}`, ...ownedBy('batch/v1', 'CronJob', 'run') },
    }));
    const pods = jobs.map(({ metadata: { name } }) =>
      podOf(`${name}-x`, { metadata: ownedBy('batch/v1', 'Job', name), status: looping }),
    );
    const { logs } = await scan({ objects: { jobs, pods: [...pods, ...crashing('web', 1)] } }, { maxLogs: 2 });
    expect(logs.filter((log) => log.includes('run-'))).toHaveLength(1);
  });

  test('are not waited for on a node that answers nobody, nor twice on one that fails', async () => {
    const nodes = ['lost', 'sick'].map((name) => ({
      metadata: { name },
      status: { conditions: [{ type: 'Ready', status: name === 'lost' ? 'Unknown' : 'True' }] },
    }));
    const on = (nodeName: string) =>
      crashing(nodeName, 3).map((pod, i) => ({
        ...podOf(`${nodeName}-${i}`, { status: looping }),
        spec: { ...(pod['spec'] as object), nodeName },
      }));
    const { logs, collected } = await scan({
      objects: { nodes, pods: [...on('lost'), ...on('sick')] },
      log: () => ({ outcome: 'failed', detail: 'dial tcp 10.0.0.7:10250: connection refused' }),
    });
    expect(logs.some((log) => log.includes('lost'))).toBe(false);
    expect(logs.length).toBeGreaterThan(0);
    expect(gapOf(collected, 'logs').length).toBeGreaterThan(0);
  });
});

describe('a broken API', () => {
  const answers: [string, Partial<ReadResult>, string][] = [
    ['denied', { outcome: 'denied', items: [], status: 403, detail: 'forbidden' }, 'denied'],
    ['absent', { outcome: 'absent', items: [], status: 404, detail: 'not found' }, 'absent'],
    ['failing', { outcome: 'failed', items: [], status: 503, detail: 'unavailable' }, 'failed'],
  ];
  test.each(answers)('a kind that is %s costs nothing but itself', async (_name, answer, outcome) => {
    for (const kind of needed) {
      const { collected } = await scan({
        objects: { pods: [podOf('web')] },
        answer: (query) => (query.kind === kind ? answer : undefined),
      });
      const gaps = collected.coverage.filter((entry) => entry.outcome !== 'read');
      expect(new Set(gaps.map(({ subject }) => subject))).toEqual(new Set(gaps.length > 0 ? [kind] : []));
      for (const gap of gaps) expect(gap.outcome).toBe(outcome);
    }
  });

  test('a server that falls silent is asked no further, and the ledger says so of everything it kept back', async () => {
    const silence: Partial<ReadResult> = { outcome: 'failed', items: [], detail: 'no answer within 5 s' };
    let count = 0;
    const { collected, asked } = await scan({
      objects: { pods: [podOf('web')], nodes: [{ metadata: { name: 'w1' } }] },
      answer: () => (++count > 3 ? silence : undefined),
    });
    expect(asked.length).toBeLessThan(12);
    const silent = collected.coverage.filter(({ outcome }) => outcome === 'failed');
    expect(collected.coverage.filter(({ outcome }) => outcome === 'read')).toHaveLength(3);
    expect(silent.some(({ detail }) => detail?.includes('the server had stopped answering'))).toBe(true);
    expect(silent.length + 3).toBeGreaterThan(20);
  });

  test('one list that is too slow ends nothing', async () => {
    const { reader, asked } = fakeReader({ objects: { pods: [podOf('web')] } });
    const slow = {
      ...reader,
      read: async (query: Parameters<typeof reader.read>[0]): Promise<ReadResult> => {
        if (query.kind !== 'events') return reader.read(query);
        for (let turn = 0; turn < 20; turn++) await Promise.resolve();
        return { outcome: 'failed', items: [], detail: 'no answer within 5 s' };
      },
    };
    const collected = await collectScan(slow, { kinds: needed, maxLogs: 0 });
    expect(collected.coverage.filter(({ outcome }) => outcome !== 'read').map(({ subject }) => subject)).toEqual([
      'events',
    ]);
    expect(asked.length).toBeGreaterThan(15);
  });

  test('where nothing may be read the remedy is named', async () => {
    const refused = scan({
      answer: () => ({ outcome: 'denied', items: [], status: 403, detail: 'User "ci" cannot list' }),
    });
    await expect(refused).rejects.toMatchObject({
      code: 'denied',
      hint: { en: expect.stringContaining('-n NAMESPACE') as string },
    });
  });
});

test('progress is told in objects and logs', async () => {
  const seen: string[] = [];
  await scan(
    { objects: { pods: [...Array.from({ length: 250 }, (_, i) => podOf(`web-${i}`)), ...crashing('db', 1)] } },
    { onProgress: ({ objects, logs, logsOf }) => seen.push(`${objects}/${logs}/${logsOf}`) },
  );
  expect(seen).toContain('200/0/0');
  expect(seen.at(-1)).toMatch(/^\d+\/1\/1$/);
});
