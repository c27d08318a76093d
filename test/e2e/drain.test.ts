import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DrainPlan, PlannedPod } from '../../src/model/drain-plan.ts';
import type { Pod } from '../../src/model/objects.ts';
import type { PodDisruptionBudget } from '../../src/model/policy-shapes.ts';
import { matchesLabels } from '../../src/model/selector.ts';
import { startCluster, whyNoCluster, type Cluster } from '../cluster/cluster.ts';
import { must } from '../cluster/kubectl.ts';
import { until } from '../cluster/process.ts';
import { cli, type Outcome } from './cli.ts';
import { drainScenarios, manifestsOf, type DrainScenario } from './drain-stage.ts';

const reason = await whyNoCluster();
const NODE = 'w3';
const FLAGS = ['--ignore-daemonsets', '--force', '--delete-emptydir-data'];
const scenarios = drainScenarios();
const namespaceOf = ({ id }: Pick<DrainScenario, 'id'>): string => `drain-${id}`;

let cluster: Cluster;

interface Event {
  kind: string;
  pod?: string;
}

const run = (argv: string[]): Promise<Outcome> => cli([...argv, '--kubeconfig', cluster.kubeconfig, '--lang', 'en']);
const eventsOf = ({ stdout }: Outcome): Event[] =>
  stdout
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Event);

async function planFor(nodes: string[], flags = FLAGS): Promise<DrainPlan> {
  const { stdout, stderr } = await run(['drain', ...nodes, '--plan', '-o', 'json', ...flags]);
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout) as DrainPlan;
}

async function list<T>(kind: string, namespace: string): Promise<T[]> {
  const text = await must(cluster.kubectl, ['get', kind, '-n', namespace, '-o', 'json']);
  return (JSON.parse(text) as { items: T[] }).items;
}

const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;

/** Whether every pod of a scenario is as it is going to stay, and the disruption controller has counted them. */
async function isSettled(scenario: DrainScenario): Promise<boolean> {
  const namespace = namespaceOf(scenario);
  const [pods, budgets] = await Promise.all([
    list<Pod>('pods', namespace),
    list<PodDisruptionBudget>('pdb', namespace),
  ]);
  const there = scenario.workloads.every(({ name, app = name, kind, replicas = 1, ...workload }) => {
    const own = pods.filter(
      ({ metadata, spec }) => metadata.labels?.['app'] === app && metadata.name.startsWith(name) && spec?.nodeName,
    );
    if (workload.finished) return own.some(({ status }) => status?.phase === 'Succeeded');
    if (workload.image) return own.some(({ status }) => status?.phase === 'Pending');
    if (kind === 'DaemonSet') return own.length === 3 && own.every(isReady);
    const restarts = own.map(({ status }) => status?.containerStatuses?.[0]?.restartCount ?? 0);
    if (workload.crashing) return own.length === replicas && restarts.every((count) => count > 0);
    const unready = workload.unready === 'all' ? replicas : workload.unready === undefined ? 0 : 1;
    const running = own.filter(({ status }) => status?.phase === 'Running').length;
    return running === replicas && own.filter(isReady).length === replicas - unready;
  });
  const counted = budgets.every(({ metadata, spec, status }) => {
    if (status?.conditions?.some(({ reason: why }) => why === 'SyncFailed')) return true;
    const healthy = pods.filter((pod) => matchesLabels(spec?.selector, pod.metadata.labels) && isReady(pod)).length;
    // of several budgets over one pod the controller only hears for one that the pod has changed
    const heard = budgets.length > 1 || status?.currentHealthy === healthy;
    return status?.observedGeneration === metadata.generation && heard;
  });
  return there && counted;
}

async function apply(...all: object[][]): Promise<void> {
  const items = all.flat();
  await must(cluster.kubectl, ['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
}

async function stage(chosen: DrainScenario[], node: string): Promise<void> {
  const namespaces = chosen.map((one) => manifestsOf(one, namespaceOf(one), node));
  await apply(...namespaces.map((objects) => objects.slice(0, 1)));
  for (const one of chosen) {
    const account = ['get', 'serviceaccount', 'default', '-n', namespaceOf(one)];
    await until(
      `the ServiceAccount of ${one.id}`,
      { timeoutMs: 60_000 },
      async () => (await cluster.kubectl(account)).code === 0,
    );
  }
  await apply(...namespaces.map((objects) => objects.slice(1)));
  for (const one of chosen) {
    await until(`${one.id} to settle`, { timeoutMs: 240_000, everyMs: 1000 }, () => isSettled(one));
  }
}

async function clear(chosen: Pick<DrainScenario, 'id'>[]): Promise<void> {
  const names = chosen.map(namespaceOf);
  await cluster.kubectl(['delete', 'namespace', '--ignore-not-found', '--wait=false', ...names]);
  await until('the namespaces to go', { timeoutMs: 240_000, everyMs: 1000 }, async () => {
    const left = await must(cluster.kubectl, ['get', 'namespaces', '-o', 'name']);
    return names.every((name) => !left.includes(`namespace/${name}\n`));
  });
}

/** What the API server did with a pod, in the words of the plan. */
function truthOf(pod: string, events: Event[]): string {
  const own = events.filter((event) => event.pod === pod).map(({ kind }) => kind);
  if (!own.includes('evicted')) return own.length === 0 ? 'skip' : 'never';
  return own[0] === 'evicted' ? 'free' : 'waits';
}

const verdictOf = ({ fate, verdict }: PlannedPod): string =>
  fate.kind === 'skip' ? `skip ${fate.rule}` : `${verdict?.kind} ${verdict?.reason}`;

const keyOf = ({ namespace, name }: PlannedPod): string => `${namespace}/${name}`;

beforeAll(async () => {
  if (!reason) cluster = await startCluster((line) => console.error(line));
});

describe.skipIf(reason)('one drain over every shape of budget', () => {
  let plan: DrainPlan;
  let events: Event[];
  let outcome: Outcome;
  let dryRun: { outcome: Outcome; uids: [before: string, after: string] };
  const uids = (): Promise<string> =>
    must(cluster.kubectl, ['get', 'pods', '-A', '-o', 'jsonpath={.items[*].metadata.uid}']);

  beforeAll(async () => {
    await stage(scenarios, NODE);
    plan = await planFor([NODE]);
    const before = await uids();
    const asked = await run(['drain', NODE, '--yes', '--dry-run=server', '-o', 'json', ...FLAGS]);
    dryRun = { outcome: asked, uids: [before, await uids()] };
    outcome = await run(['drain', NODE, '--yes', '--keep-trying', '--timeout', '150s', '-o', 'json', ...FLAGS]);
    events = eventsOf(outcome);
  });
  afterAll(async () => {
    if (reason) return;
    await clear(scenarios);
    await run(['uncordon', NODE, '--timeout', '60s']);
  });

  test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', (_id, scenario) => {
    const pods = plan.pods.filter(({ namespace }) => namespace === namespaceOf(scenario));
    for (const [app, wanted] of Object.entries(scenario.expect)) {
      const own = pods.filter(({ name }) =>
        scenario.workloads.some((one) => (one.app ?? one.name) === app && name.startsWith(one.name)),
      );
      expect(own.map(verdictOf).toSorted(), scenario.why).toEqual(wanted.toSorted());
    }
    const said = pods.map((pod) => `${keyOf(pod)} ${verdictOf(pod).split(' ')[0]}`);
    expect(pods.map((pod) => `${keyOf(pod)} ${truthOf(keyOf(pod), events)}`)).toEqual(said);
  });

  test('a server dry run evicts nothing and cordons nothing', () => {
    expect(dryRun.uids[1]).toBe(dryRun.uids[0]);
    expect(dryRun.outcome.code).toBe(1);
  });

  test('time runs out: the pods that are left are named, with the way on and the way back', () => {
    expect(outcome.code).toBe(4);
    expect(outcome.stderr).toContain('drain-single-replica/web');
    expect(outcome.stderr).toContain('k8sdoctor uncordon w3');
  });
});
