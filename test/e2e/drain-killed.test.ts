import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { whyNoCluster } from '../cluster/cluster.ts';
import { containerName } from '../cluster/containers.ts';
import { run, until } from '../cluster/process.ts';
import { changesNode, evictionOf, openGate, type Exchange, type Gate } from './drain/gate.ts';
import { count, eventsOf, FLAGS, Ground, type Event } from './drain/play.ts';

const reason = await whyNoCluster();
let ground: Ground;

beforeAll(async () => {
  if (!reason) ground = await Ground.open();
});
afterEach(async () => {
  if (!reason) await ground.clear();
});
afterAll(() => ground?.close());

const argv = ['drain', 'w3', '--yes', '-o', 'json', '--timeout', '180s', '--reason', 'kernel', ...FLAGS];
const writesJournal = (exchange: Exchange, word: string): boolean =>
  changesNode(exchange) && exchange.body.includes(word);
const accepts = (exchange: Exchange): boolean => evictionOf(exchange) !== undefined && exchange.status === 201;

/** Where a drain is killed: before a request takes effect, or after it has and before the answer is known. */
const POINTS: [string, 'asked' | 'answered', (exchange: Exchange) => boolean][] = [
  ['before the cordon', 'asked', changesNode],
  ['after the cordon, before its answer', 'answered', changesNode],
  ['before the first eviction', 'asked', (exchange) => evictionOf(exchange) !== undefined],
  ['after an eviction, before its answer', 'answered', accepts],
  ['while a budget refuses', 'answered', (exchange) => evictionOf(exchange) !== undefined && exchange.status === 429],
  ['before an eviction is written down', 'asked', (exchange) => writesJournal(exchange, 'evicted\\":[\\"')],
  ['after it is written down', 'answered', (exchange) => writesJournal(exchange, 'evicted\\":[\\"')],
  ['before the end is written down', 'asked', (exchange) => writesJournal(exchange, 'stage\\":\\"drained')],
];

/** Kills the process where it is told to. */
async function killedAt(gate: Gate, words: string[], [point, at, hits]: (typeof POINTS)[number]): Promise<void> {
  let child: ChildProcess | undefined;
  gate.watch = (now, exchange) => now === at && hits(exchange) && (child?.kill('SIGKILL') ?? false);
  const { code, stderr } = await ground.watched(words, gate.kubeconfig, (_, process) => (child = process));
  gate.watch = () => false;
  if (code !== null) throw new Error(`not killed ${point}: it ended with ${code}: ${stderr}`);
}

describe.skipIf(reason)('a drain that is killed', () => {
  test('at every step goes on with the same command; no eviction is lost or repeated', async () => {
    await ground.stage([{ name: 'web', replicas: 4, readyAfter: 2 }], 'w3', [{ of: 'web', maxUnavailable: 1 }]);
    const before = await ground.podsOn('w3');
    expect(before).toHaveLength(4);
    const gate = await openGate(ground.cluster, ground.folder, 'gate');
    try {
      for (const [i, point] of POINTS.entries()) {
        await killedAt(gate, argv, point);
        const state = [await ground.isCordoned('w3'), (await ground.journalOf('w3')).includes('"stage":"draining"')];
        expect(state, point[0]).toEqual(i === 0 ? [false, false] : [true, true]);
      }
      const { code, stdout, stderr } = await ground.run(argv, gate.kubeconfig);
      expect({ code, resumed: count(eventsOf(stdout), 'resumed') }, stderr).toEqual({ code: 0, resumed: 1 });
      const evicted = gate.seen.filter(accepts).map(({ body }) => /"uid":"([^"]+)"/.exec(body)?.[1]);
      expect(evicted.toSorted()).toEqual(before.map(({ uid }) => uid).toSorted());
      expect(await ground.namesOn('w3')).toEqual([]);
      expect(await ground.journalOf('w3')).toContain('"stage":"drained"');
      for (const at of ['asked', 'answered'] as const) {
        await killedAt(gate, ['uncordon', 'w3', '--timeout', '60s'], [at, at, changesNode]);
        expect(await ground.isCordoned('w3')).toBe(at === 'asked');
      }
      expect((await ground.run(['uncordon', 'w3', '--timeout', '60s'])).code).toBe(0);
      expect([await ground.isCordoned('w3'), await ground.journalOf('w3')]).toEqual([false, '']);
    } finally {
      await gate.close();
    }
  });
});

/** Whether the run has said that the API server was away: when it asked for an eviction, or looked for what is left. */
const tellsOutage = (events: Event[]): boolean =>
  ['unreachable', 'unseen', 'blind'].some((kind) => count(events, kind) > 0);
const evicting = (events: Event[]): boolean => count(events, 'evicted') > 0;

describe.skipIf(reason)('a drain that is disturbed', () => {
  test('stops in order at Ctrl-C, at once at the second, waits for an API server that restarts, and ends', async () => {
    await ground.stage([{ name: 'web', replicas: 4, readyAfter: 2 }], 'w3', [{ of: 'web', maxUnavailable: 1 }]);
    const once = await ground.disturbed(argv, evicting, (child) => child.kill('SIGINT'));
    expect(once.code, JSON.stringify(once.events)).toBe(130);
    expect(await ground.journalOf('w3')).toContain('"stage":"stopped"');
    expect(once.stderr).toMatch(/go on: .*\ngo back: k8sdoctor uncordon w3/);
    let presses = 0;
    const twice = await ground.watched(argv, ground.cluster.kubeconfig, (events, child) => {
      if (count(events, 'resumed') > 0 && presses++ < 2) child.kill('SIGINT');
    });
    expect(twice.code, JSON.stringify(twice.events)).toBe(130);
    let noticed = false;
    const kill = ['exec', containerName('cp'), 'pkill', '-KILL', 'kube-apiserver'];
    const outage = (): unknown =>
      until(
        'the drain to notice',
        { timeoutMs: 120_000, everyMs: 500 },
        async () => noticed || (await run('docker', kill), false),
      );
    let out = false;
    const { events, code } = await ground.watched(argv, ground.cluster.kubeconfig, (so) => {
      noticed = tellsOutage(so);
      if (!out && evicting(so)) out = Boolean(outage());
    });
    const failed = events.filter(({ kind }) => kind === 'failed');
    expect({ code, failed, told: tellsOutage(events) }).toEqual({ code: 0, failed: [], told: true });
    expect(await ground.namesOn('w3')).toEqual([]);
  });

  test('tells the second of two at once, and both end', async () => {
    await ground.stage([{ name: 'web', replicas: 3, readyAfter: 2 }], 'w3', [{ of: 'web', maxUnavailable: 1 }]);
    const before = await ground.namesOn('w3');
    let second: ReturnType<Ground['run']> | undefined;
    const first = await ground.disturbed(argv, evicting, () => (second = ground.run(argv)));
    const { code, stdout } = (await second) ?? { code: -1, stdout: '' };
    expect([first.code, code]).toEqual([0, 0]);
    const told = eventsOf(stdout);
    expect([count(told, 'alongside'), count(told, 'resumed'), count(first.events, 'alongside')]).toEqual([1, 0, 0]);
    const journal = JSON.parse(await ground.journalOf('w3')) as { evicted: string[] };
    expect(journal.evicted.toSorted()).toEqual(before.map((name) => `${ground.space}/${name}`).toSorted());
    expect((await ground.run(['uncordon', 'w3', '--timeout', '60s'])).code).toBe(0);
  });

  test('respects a person who uncordons meanwhile, and the next one begins anew', async () => {
    await ground.stage([{ name: 'web', replicas: 3, readyAfter: 2 }], 'w3', [{ of: 'web', maxUnavailable: 1 }]);
    const { code, events, stderr } = await ground.disturbed(argv, evicting, () => ground.kubectl('uncordon', 'w3'));
    expect({ code, told: count(events, 'reopened'), evicted: count(events, 'evicted') }).toEqual({
      code: 1,
      told: 1,
      evicted: 1,
    });
    expect(stderr).toContain('somebody uncordoned');
    expect(await ground.isCordoned('w3')).toBe(false);
    const again = eventsOf((await ground.run(['drain', 'w3', '--yes', '--once', '-o', 'json', ...FLAGS])).stdout);
    expect(count(again, 'resumed')).toBe(0);
  });
});

describe.skipIf(reason)('pods that come while a node is drained', () => {
  test('are drained too, and told where they would only come back', async () => {
    await ground.stage([{ name: 'web', replicas: 2, readyAfter: 2 }], 'w3', [{ of: 'web', maxUnavailable: 1 }]);
    const container = { name: 'app', image: 'busybox:1.36', command: ['sleep', '100000'] };
    const spec = { terminationGracePeriodSeconds: 1, containers: [container] };
    const metadata = { name: 'late', namespace: ground.space };
    const labels = { app: 'sticky' };
    const sticky = {
      ...spec,
      nodeSelector: { 'kubernetes.io/hostname': 'w3' },
      tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }],
    };
    const late = [
      { apiVersion: 'v1', kind: 'Pod', metadata, spec: { ...spec, nodeName: 'w3' } },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { ...metadata, name: 'sticky' },
        spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: sticky } },
      },
    ];
    const { code, events } = await ground.disturbed(argv, evicting, () => ground.apply(...late));
    const podsOf = (kind: string): string =>
      events
        .filter((event) => event.kind === kind)
        .map(({ pod }) => pod)
        .join();
    expect({ code, arrived: podsOf('arrived'), returned: podsOf('returned') }).toEqual({
      code: 0,
      arrived: `${ground.space}/late`,
      returned: expect.stringContaining(`${ground.space}/sticky-`),
    });
    expect((await ground.namesOn('w3')).map((name) => name.split('-')[0])).toEqual(['sticky']);
  });
});
