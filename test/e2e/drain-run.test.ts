import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startCluster, whyNoCluster, type Cluster } from '../cluster/cluster.ts';
import { must } from '../cluster/kubectl.ts';
import { containerName } from '../cluster/containers.ts';
import { mustRun, until } from '../cluster/process.ts';
import { cli, type Outcome } from './cli.ts';
import { manifestsOf, type DrainScenario } from './drain-stage.ts';
import { kubeconfigOfAccount } from './identity.ts';

const reason = await whyNoCluster();
const SPACE = 'drain-run';
const FLAGS = ['--ignore-daemonsets', '--force', '--delete-emptydir-data'];

let cluster: Cluster;
let folder: string;

interface Event {
  kind: string;
  pod?: string;
}

const run = (argv: string[], kubeconfig = cluster.kubeconfig): Promise<Outcome> =>
  cli([...argv, '--kubeconfig', kubeconfig, '--lang', 'en']);
const eventsOf = (text: string): Event[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Event);
const kubectl = (...args: string[]): Promise<string> => must(cluster.kubectl, args);
const json = async <T>(...args: string[]): Promise<T> => JSON.parse(await kubectl(...args, '-o', 'json')) as T;

interface Listed {
  items: {
    metadata: { name: string; uid: string };
    spec: { nodeName?: string };
    status: { conditions?: { type: string; status: string }[] };
  }[];
}

/** The pods of the namespace by node. */
async function podsOn(node: string): Promise<string[]> {
  const { items } = await json<Listed>('get', 'pods', '-n', SPACE);
  return items.filter(({ spec }) => spec.nodeName === node).map(({ metadata }) => metadata.name);
}

const isCordoned = async (node: string): Promise<boolean> =>
  (await kubectl('get', 'node', node, '-o', 'jsonpath={.spec.unschedulable}')) === 'true';
const journalOf = async (node: string): Promise<string> =>
  kubectl('get', 'node', node, '-o', String.raw`jsonpath={.metadata.annotations.k8sdoctor\.dev/maintenance}`);

/** Puts workloads on a node and waits until all their pods are ready. */
async function stage(
  workloads: DrainScenario['workloads'],
  node: string,
  budgets: DrainScenario['budgets'] = [],
): Promise<void> {
  const objects = manifestsOf({ id: '', why: '', workloads, budgets, expect: {} }, SPACE, node);
  const apply = (items: object[]) =>
    must(cluster.kubectl, ['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  await apply(objects.slice(0, 1));
  await until(
    'the ServiceAccount',
    { timeoutMs: 60_000 },
    async () => (await cluster.kubectl(['get', 'sa', 'default', '-n', SPACE])).code === 0,
  );
  await apply(objects.slice(1));
  const wanted = workloads.reduce((sum, { replicas = 1 }) => sum + replicas, 0);
  await until('the pods to be ready', { timeoutMs: 180_000, everyMs: 500 }, async () => {
    const { items } = await json<Listed>('get', 'pods', '-n', SPACE);
    const ready = items.filter(({ status }) =>
      status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    );
    return ready.length === wanted;
  });
  if (budgets.length > 0) {
    await until('the budgets to be counted', { timeoutMs: 60_000, everyMs: 500 }, async () => {
      const healthy = await kubectl('get', 'pdb', '-n', SPACE, '-o', 'jsonpath={.items[*].status.currentHealthy}');
      return healthy === `${wanted}`;
    });
  }
}

beforeAll(async () => {
  if (reason) return;
  cluster = await startCluster((line) => console.error(line));
  folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-drain-'));
});
afterAll(async () => {
  if (folder) await rm(folder, { recursive: true, force: true });
});
afterEach(async () => {
  if (reason) return;
  for (const node of ['w1', 'w2', 'w3']) {
    await cluster.kubectl(['annotate', 'node', node, 'k8sdoctor.dev/maintenance-']);
    await cluster.kubectl(['uncordon', node]);
  }
  await cluster.kubectl(['delete', 'pods', '-n', SPACE, '--all', '--grace-period=0', '--force']);
  await kubectl('delete', 'clusterrole,clusterrolebinding', SPACE, '--ignore-not-found');
  await kubectl('delete', 'namespace', SPACE, '--ignore-not-found', '--timeout=180s');
});

/** Runs a drain in a process of its own, and does something to the world once its output satisfies. */
function disturbed(
  argv: string[],
  when: (events: Event[]) => boolean,
  act: (child: ChildProcess) => unknown,
): Promise<{ events: Event[]; code: number | null }> {
  return new Promise((resolve, reject) => {
    const main = join(import.meta.dirname, '../../src/cli/main.ts');
    const child = spawn(process.execPath, [main, ...argv, '--kubeconfig', cluster.kubeconfig]);
    let text = '';
    let done = false;
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (done || !when(eventsOf(text))) return;
      done = true;
      act(child);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ events: eventsOf(text), code }));
  });
}

const count = (events: Event[], kind: string): number => events.filter((event) => event.kind === kind).length;
const POINTS: [string, (events: Event[]) => boolean][] = [
  ['after the cordon', (events) => count(events, 'cordoned') === 1],
  ['after the first eviction', (events) => count(events, 'evicted') === 1],
  ['while a budget refuses', (events) => count(events, 'refused') === 1],
  ['after the first pod has gone', (events) => count(events, 'gone') === 1],
  ['in the middle', (events) => count(events, 'evicted') === 2],
];

describe.skipIf(reason)('a drain that is killed', () => {
  test.each(POINTS)('%s goes on with the same command; no eviction is lost or repeated', async (_point, when) => {
    await stage([{ name: 'web', replicas: 3, readyAfter: 3 }], 'w3', [{ of: 'web', maxUnavailable: 1 }]);
    const before = await podsOn('w3');
    expect(before).toHaveLength(3);
    const argv = ['drain', 'w3', '--yes', '-o', 'json', '--reason', 'kernel', ...FLAGS];
    const { events: first } = await disturbed(argv, when, (child) => child.kill('SIGKILL'));
    expect(await isCordoned('w3')).toBe(true);
    expect(await journalOf('w3')).toContain('"stage":"draining"');
    const second = await run([...argv, '--timeout', '180s']);
    const rest = eventsOf(second.stdout);
    expect({ code: second.code, resumed: count(rest, 'resumed') }, second.stderr).toEqual({ code: 0, resumed: 1 });
    const evicted = [...first, ...rest].filter(({ kind }) => kind === 'evicted').map(({ pod }) => pod);
    expect(evicted.toSorted()).toEqual(before.map((name) => `${SPACE}/${name}`).toSorted());
    expect(await podsOn('w3')).toEqual([]);
    expect((await run(['uncordon', 'w3', '--timeout', '120s'])).code).toBe(0);
    expect([await isCordoned('w3'), await journalOf('w3')]).toEqual([false, '']);
  });
});

describe.skipIf(reason)('a drain that is disturbed', () => {
  const evicting = (events: Event[]): boolean => count(events, 'evicted') > 0;
  const argv = ['drain', 'w3', '--yes', '-o', 'json', '--timeout', '240s', ...FLAGS];

  test('waits for an API server that restarts, and ends', async () => {
    await stage([{ name: 'web', replicas: 3, readyAfter: 3 }], 'w3', [{ of: 'web', maxUnavailable: 1 }]);
    const restart = (): unknown => mustRun('docker', ['exec', containerName('cp'), 'pkill', 'kube-apiserver']);
    const { events, code } = await disturbed(argv, evicting, restart);
    expect({ code, evicted: count(events, 'evicted') }).toEqual({ code: 0, evicted: 3 });
    expect(count(events, 'unreachable')).toBeGreaterThan(0);
    expect(await podsOn('w3')).toEqual([]);
  });

  test('stops in order at Ctrl-C, says how the node is, and goes on', async () => {
    await stage([{ name: 'web', replicas: 3, readyAfter: 3 }], 'w3', [{ of: 'web', maxUnavailable: 1 }]);
    const { code } = await disturbed(argv, evicting, (child) => child.kill('SIGINT'));
    expect(code).toBe(130);
    expect(await journalOf('w3')).toContain('"stage":"stopped"');
    expect((await run(argv)).code).toBe(0);
  });
});

describe.skipIf(reason)('several nodes', () => {
  test('share their budgets, and the plan says who waits', async () => {
    await stage([{ name: 'web', replicas: 2, readyAfter: 4 }], 'w3', [{ of: 'web', minAvailable: 1 }]);
    const { stdout } = await run(['drain', 'w2', 'w3', '--plan', '-o', 'json', ...FLAGS]);
    const plan = JSON.parse(stdout) as { outcome: string; pods: { namespace: string; verdict: { kind: string } }[] };
    expect(plan.pods.filter(({ namespace }) => namespace === SPACE).map(({ verdict }) => verdict.kind)).toEqual([
      'free',
      'waits',
    ]);
    const { code } = await run(['drain', 'w2', 'w3', '--yes', '--timeout', '120s', ...FLAGS]);
    expect(code).toBe(0);
    expect(await podsOn('w1')).toHaveLength(2);
  });
});

describe.skipIf(reason)('what is left alone', () => {
  test('a drain that can never finish changes nothing, not even the cordon', async () => {
    await stage([{ name: 'web' }], 'w3', [{ of: 'web', minAvailable: 1 }]);
    const { code, stderr } = await run(['drain', 'w3', '--yes', ...FLAGS]);
    expect(code).toBe(1);
    expect(stderr).toContain('nothing was changed');
    expect([await isCordoned('w3'), await journalOf('w3')]).toEqual([false, '']);
  });

  test('the budget that was changed as the plan says lets it finish', async () => {
    await stage([{ name: 'web' }], 'w3', [{ of: 'web', minAvailable: 1 }]);
    const { stdout } = await run(['drain', 'w3', '--plan', '-o', 'json', ...FLAGS]);
    const plan = JSON.parse(stdout) as {
      pods: { namespace: string; remedies: { command: string; proven: boolean }[] }[];
    };
    const remedies = plan.pods.find(({ namespace }) => namespace === SPACE)?.remedies ?? [];
    expect(remedies.map(({ proven }) => proven)).toEqual([true, true]);
    expect(remedies[1]?.command).toBe(
      `kubectl patch pdb web -n ${SPACE} --type=merge -p '{"spec":{"minAvailable":null,"maxUnavailable":1}}'`,
    );
    await kubectl(
      'patch',
      'pdb',
      'web',
      '-n',
      SPACE,
      '--type=merge',
      '-p',
      '{"spec":{"minAvailable":null,"maxUnavailable":1}}',
    );
    expect((await run(['drain', 'w3', '--yes', '--timeout', '120s', ...FLAGS])).code).toBe(0);
  });

  test('a node that a person had cordoned stays so', async () => {
    await kubectl('cordon', 'w3');
    await stage([{ name: 'web' }], 'w1');
    expect((await run(['drain', 'w3', '--yes', '--timeout', '120s', ...FLAGS])).code).toBe(0);
    const { stdout } = await run(['uncordon', 'w3', '--timeout', '30s']);
    expect(stdout).toContain('w3 stays cordoned');
    expect(await isCordoned('w3')).toBe(true);
  });

  test('missing flags are named before anything is changed', async () => {
    await stage([{ name: 'bare', kind: 'Pod' }], 'w3');
    const { code, stderr } = await run(['drain', 'w3', '--yes']);
    expect(code).toBe(2);
    expect(stderr).toContain('--force');
    expect(await isCordoned('w3')).toBe(false);
  });
});

describe.skipIf(reason)('rights', () => {
  test('those that `rbac drain` prints are enough, and one less is named before the first eviction', async () => {
    await stage([{ name: 'web' }], 'w3');
    await kubectl('create', 'serviceaccount', 'drainer', '-n', SPACE);
    const role = await cli(['rbac', 'drain', '--name', SPACE, '--service-account', `${SPACE}/drainer`]);
    await must(cluster.kubectl, ['apply', '-f', '-'], role.stdout);
    const account = await kubeconfigOfAccount(cluster, folder, { namespace: SPACE, name: 'drainer' });
    const full = await json<{ rules: { resources: string[] }[] }>('get', 'clusterrole', SPACE);
    const less = full.rules.filter(({ resources }) => !resources.includes('pods/eviction'));
    await kubectl('patch', 'clusterrole', SPACE, '--type=merge', '-p', JSON.stringify({ rules: less }));
    const can = ['auth', 'can-i', 'create', 'pods', '--subresource=eviction', '-n', SPACE];
    const asked = [...can, `--as=system:serviceaccount:${SPACE}:drainer`];
    const may = async (code: number): Promise<boolean> => (await cluster.kubectl(asked)).code === code;
    await until('the right to be gone', { timeoutMs: 30_000, everyMs: 200 }, () => may(1));
    const refused = await run(['drain', 'w3', '--yes', ...FLAGS], account);
    expect(refused.stderr).toContain(`create pods/eviction -n ${SPACE}`);
    expect(await isCordoned('w3')).toBe(false);
    await kubectl('patch', 'clusterrole', SPACE, '--type=merge', '-p', JSON.stringify({ rules: full.rules }));
    await until('the right to be back', { timeoutMs: 30_000, everyMs: 200 }, () => may(0));
    const { code, stderr } = await run(['drain', 'w3', '--yes', '--timeout', '120s', ...FLAGS], account);
    expect(code, stderr).toBe(0);
    expect((await run(['maintenance', 'w3'], account)).code).toBe(0);
    expect((await run(['uncordon', 'w3', '--timeout', '60s'], account)).code).toBe(0);
  });
});

describe.skipIf(reason)('a node whose kubelet is silent', () => {
  test('holds its pods: the plan says so, and --skip-wait-for-delete-timeout leaves them', async () => {
    await stage([{ name: 'web' }], 'w3');
    await cluster.stopNode('w3');
    try {
      const { stdout } = await run(['drain', 'w3', '--plan', '-o', 'json', ...FLAGS]);
      const plan = JSON.parse(stdout) as { hazards: { id: string }[] };
      expect(plan.hazards.map(({ id }) => id)).toContain('dead-kubelet');
      const argv = ['drain', 'w3', '--yes', '-o', 'json', ...FLAGS];
      expect((await run([...argv, '--timeout', '5s'])).code).toBe(4);
      const left = await run([...argv, '--timeout', '60s', '--skip-wait-for-delete-timeout', '2']);
      expect({ code: left.code, stderr: left.stderr }).toMatchObject({ code: 0 });
    } finally {
      await cluster.startNode('w3');
    }
  });
});
