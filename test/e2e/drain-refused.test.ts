import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DrainPlan } from '../../src/model/drain-plan.ts';
import { whyNoCluster } from '../cluster/cluster.ts';
import { containerName } from '../cluster/containers.ts';
import { externalKubeconfig } from '../cluster/paths.ts';
import { mustRun, until } from '../cluster/process.ts';
import { described } from '../drain/described.ts';
import type { DrainScenario } from './drain-stage.ts';
import { asking, denying, dropAdmission, openWebhook, refuses } from './drain/admission.ts';
import { count, FLAGS, Ground, type Event } from './drain/play.ts';

const reason = (await whyNoCluster()) ?? (externalKubeconfig() ? 'it needs the nodes themselves' : undefined);
const argv = ['drain', 'w3', '--yes', '-o', 'json', '--timeout', '120s', ...FLAGS];
let ground: Ground;

beforeAll(async () => {
  if (!reason) ground = await Ground.open();
});
afterEach(async () => {
  if (!reason) await ground.clear();
});
afterAll(() => ground?.close());

type Scene = Pick<DrainScenario, 'workloads' | 'budgets'>;

/** Stages each scene in a namespace of its own; the namespaces by the names of the scenes. */
async function stageAll<K extends string>(scenes: Record<K, Scene>): Promise<Record<K, string>> {
  const spaces = {} as Record<K, string>;
  for (const [name, { workloads, budgets = [] }] of Object.entries<Scene>(scenes)) {
    await ground.stage(workloads, 'w3', budgets);
    spaces[name as K] = ground.space;
  }
  return spaces;
}

async function planned(): Promise<DrainPlan> {
  const { stdout, stderr } = await ground.run(['drain', 'w3', '--plan', '-o', 'json', ...FLAGS]);
  if (!stdout) throw new Error(stderr);
  return described<DrainPlan>('DrainPlan', JSON.parse(stdout));
}

const verdictsIn = ({ pods }: DrainPlan, space: string): string[] =>
  pods.filter(({ namespace }) => namespace === space).map(({ verdict }) => `${verdict?.kind} ${verdict?.reason}`);

/** What the API server answered to the pods of a namespace, in order and each answer once: `pdb/web`, `evicted`. */
function answersIn(events: Event[], space: string): string[] {
  const own = events.filter(({ pod }) => pod?.startsWith(`${space}/`));
  return [...new Set(own.map(({ kind, by }) => (kind === 'refused' ? (by ?? '') : kind)))];
}

const controllers = (signal: 'STOP' | 'CONT'): Promise<string> =>
  mustRun('docker', ['exec', containerName('cp'), 'pkill', `-${signal}`, 'kube-controller']);

describe.skipIf(reason)('what only other controllers can resolve is waited for', () => {
  const condition = 'example.com/go';
  const patchStatus = (kind: string, space: string, name: string, status: object): Promise<string> =>
    ground.kubectl('patch', kind, name, '-n', space, '--subresource=status', '-p', JSON.stringify({ status }));

  /** Lets the gated pods become ready, those that are made meanwhile as well. */
  async function openGates(space: string): Promise<void> {
    const pods = await ground.kubectl('get', 'pods', '-n', space, '-o', 'jsonpath={.items[*].metadata.name}');
    for (const pod of pods.split(' ').filter(Boolean)) {
      const status = { conditions: [{ type: condition, status: 'True' }] };
      await patchStatus('pod', space, pod, status).catch(() => undefined); // it may be gone by now
    }
  }

  test('a changed budget, evictions that hold it, a namespace that ends, pods that start', async () => {
    const two = { workloads: [{ name: 'web', replicas: 2 }], budgets: [{ of: 'web', minAvailable: 1 }] };
    const spaces = await stageAll({
      behind: { workloads: [{ name: 'web' }], budgets: [{ of: 'web', maxUnavailable: 1 }] },
      held: two,
      ending: { workloads: [{ name: 'web' }] },
      starting: { workloads: [{ name: 'web', replicas: 2, readinessGate: condition }], budgets: two.budgets },
    });
    const [held] = (await ground.json<{ items: { metadata: { name: string } }[] }>('get', 'pods', '-n', spaces.held))
      .items;
    await controllers('STOP');
    try {
      const spec = '{"spec":{"maxUnavailable":2}}';
      await ground.kubectl('patch', 'pdb', 'web', '-n', spaces.behind, '--type=merge', '-p', spec);
      // granted 100 s ago and not carried out: it holds the budget for 20 s more
      const disruptedPods = { [held?.metadata.name ?? '']: new Date(Date.now() - 100_000).toISOString() };
      const status = { disruptedPods, currentHealthy: 1, disruptionsAllowed: 0 };
      await patchStatus('pdb', spaces.held, 'web', status);
      await ground.kubectl('delete', 'namespace', spaces.ending, '--wait=false');
      const plan = await planned();
      expect({
        behind: verdictsIn(plan, spaces.behind),
        held: verdictsIn(plan, spaces.held),
        ending: verdictsIn(plan, spaces.ending),
        starting: verdictsIn(plan, spaces.starting),
      }).toEqual({
        behind: ['waits not-processed'],
        held: ['waits disrupted-pods', 'waits budget-used-up'],
        ending: ['waits namespace-terminating'],
        starting: ['waits replicas-starting', 'waits replicas-starting'],
      });
      let released = false;
      const { code, events, stderr } = await ground.watched(argv, ground.cluster.kubeconfig, (so, _child) => {
        if (count(so, 'refused') < 6) return;
        if (!released) void controllers('CONT');
        released = true;
        void openGates(spaces.starting);
      });
      expect(code, stderr).toBe(0);
      expect({
        behind: answersIn(events, spaces.behind),
        held: answersIn(events, spaces.held),
        ending: answersIn(events, spaces.ending),
        starting: answersIn(events, spaces.starting),
      }).toEqual({
        behind: ['pdb/web', 'evicted', 'gone'],
        held: ['pdb/web', 'evicted', 'gone'],
        ending: ['namespace-terminating', 'gone'],
        starting: ['pdb/web', 'evicted', 'gone'],
      });
    } finally {
      await controllers('CONT');
    }
  });
});

describe.skipIf(reason)('what admission refuses is told by name', () => {
  let webhook: Awaited<ReturnType<typeof openWebhook>>;
  let allows = false;
  beforeAll(async () => {
    webhook = await openWebhook(ground.folder, () => allows);
  });
  afterAll(async () => {
    if (reason) return;
    webhook?.close();
    await dropAdmission(ground);
  });

  test('a webhook that denies, one that nobody answers for, one that may fail, and a policy', async () => {
    const one = { workloads: [{ name: 'web' }] };
    const spaces = await stageAll({ denied: one, silent: one, ignored: one, policy: one });
    const { clientConfig } = webhook;
    const nobody = { ...clientConfig, url: clientConfig.url.replace(/:\d+\//, ':1/') };
    await ground.apply(
      asking(spaces.denied, clientConfig, 'Fail'),
      asking(spaces.silent, nobody, 'Fail'),
      asking(spaces.ignored, nobody, 'Ignore'),
      ...denying(spaces.policy),
    );
    for (const space of [spaces.denied, spaces.silent, spaces.policy]) {
      await until(`admission in ${space}`, { timeoutMs: 60_000 }, () => refuses(ground, space));
    }
    const plan = await planned();
    const named = plan.hazards
      .filter(({ id }) => id === 'eviction-webhook')
      .map(({ text }) => `${text as unknown as string}`);
    for (const space of [spaces.denied, spaces.silent]) expect(named.join()).toContain(`guard.${space}.example.com`);
    for (const space of Object.values(spaces)) expect(verdictsIn(plan, space)).toEqual(['free no-budget']);
    const remove = ['delete', 'validatingwebhookconfiguration', spaces.silent];
    const { code, events } = await ground.disturbed(
      [...argv, '--keep-trying'],
      (so) => new Set(so.filter(({ kind }) => kind === 'refused').map(({ by }) => by)).size === 2,
      () => {
        allows = true;
        void ground.kubectl(...remove);
      },
    );
    expect({
      denied: answersIn(events, spaces.denied),
      silent: answersIn(events, spaces.silent),
      ignored: answersIn(events, spaces.ignored),
      policy: answersIn(events, spaces.policy),
    }).toEqual({
      denied: [`webhook/guard.${spaces.denied}.example.com`, 'evicted', 'gone'],
      silent: [`webhook/guard.${spaces.silent}.example.com`, 'evicted', 'gone'],
      ignored: ['evicted', 'gone'],
      policy: ['failed'],
    });
    const messages = events.map(({ message }) => message).join('\n');
    expect(messages).toContain('the volume is being moved');
    expect(messages).toContain('no evictions on Fridays');
    expect(code).toBe(1);
  });
});

describe.skipIf(reason)('a pod that a finalizer holds', () => {
  test('is evicted and does not go: the time runs out, and the way on and the way back are told', async () => {
    await ground.stage([{ name: 'web', kind: 'Pod', finalizer: 'example.com/hold' }], 'w3');
    const plan = await planned();
    expect(verdictsIn(plan, ground.space)).toEqual(['free no-budget']);
    const words = ['drain', 'w3', '--yes', ...FLAGS, '--timeout'];
    const { code, stderr } = await ground.run([...words, '3s']);
    expect(code).toBe(4);
    expect(stderr).toContain(`${ground.space}/web`);
    expect(stderr).toMatch(/go on: .*\ngo back: k8sdoctor uncordon w3/);
    expect(await ground.isCordoned('w3')).toBe(true);
    expect((await ground.run([...words, '3s', '--undo-on-failure'])).code).toBe(4);
    expect([await ground.isCordoned('w3'), await ground.journalOf('w3')]).toEqual([false, '']);
    for (const name of await ground.namesOn('w3')) {
      await ground.kubectl(
        'patch',
        'pod',
        name,
        '-n',
        ground.space,
        '--type=merge',
        '-p',
        '{"metadata":{"finalizers":null}}',
      );
    }
    expect((await ground.run([...words, '60s'])).code).toBe(0);
  });
});

describe.skipIf(reason)('a node whose kubelet is silent', () => {
  test('holds its pods: the plan says so, and --skip-wait-for-delete-timeout leaves them', async () => {
    await ground.stage([{ name: 'web' }], 'w3');
    await ground.cluster.stopNode('w3');
    try {
      expect((await planned()).hazards.map(({ id }) => id)).toContain('dead-kubelet');
      expect((await ground.run([...argv, '--timeout', '3s'])).code).toBe(4);
      const left = await ground.run([...argv, '--timeout', '60s', '--skip-wait-for-delete-timeout', '1']);
      expect({ code: left.code, stderr: left.stderr }).toMatchObject({ code: 0 });
    } finally {
      await ground.cluster.startNode('w3');
    }
  });
});
