import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DrainPlan, PlannedPod } from '../../src/model/drain-plan.ts';
import type { Pod } from '../../src/model/objects.ts';
import type { PodDisruptionBudget } from '../../src/model/policy-shapes.ts';
import { matchesLabels } from '../../src/model/selector.ts';
import { whyNoCluster, type Cluster } from '../cluster/cluster.ts';
import { must } from '../cluster/kubectl.ts';
import { until } from '../cluster/process.ts';
import { described } from '../drain/described.ts';
import type { Outcome } from './cli.ts';
import { drainScenarios, manifestsOf, volumesOf, type DrainScenario } from './drain-stage.ts';
import { FLAGS, Ground, type Event } from './drain/play.ts';

const reason = await whyNoCluster();
const NODE = 'w3';
const scenarios = drainScenarios();
const namespaceOf = ({ id }: Pick<DrainScenario, 'id'>): string => `drain-${id}`;

let ground: Ground;
let cluster: Cluster;

async function planFor(nodes: string[], flags = FLAGS): Promise<DrainPlan> {
  const { stdout, stderr } = await ground.run(['drain', ...nodes, '--plan', '-o', 'json', ...flags]);
  if (!stdout) throw new Error(stderr);
  return described<DrainPlan>('DrainPlan', JSON.parse(stdout));
}

async function listed<T extends { metadata: { namespace: string } }>(kind: string): Promise<Map<string, T[]>> {
  const text = await must(cluster.kubectl, ['get', kind, '-A', '-o', 'json']);
  return Map.groupBy((JSON.parse(text) as { items: T[] }).items, ({ metadata }) => metadata.namespace);
}

const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;

/** Whether every pod of a scenario is as it is going to stay, and the disruption controller has counted them. */
function isSettled(scenario: DrainScenario, pods: Pod[], budgets: PodDisruptionBudget[]): boolean {
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
  await until('what an earlier run left to go', { timeoutMs: 240_000, everyMs: 1000 }, async () => {
    const left = await must(cluster.kubectl, ['get', 'namespaces,persistentvolumes', '-o', 'name']);
    return chosen.every((one) => !new RegExp(`/${namespaceOf(one)}(?:-data|$)`, 'm').test(left));
  });
  const namespaces = chosen.map((one) => manifestsOf(one, namespaceOf(one), node));
  await apply(...namespaces.map((objects) => objects.slice(0, 1)));
  await until('the ServiceAccounts', { timeoutMs: 60_000, everyMs: 500 }, async () => {
    const accounts = await listed('serviceaccounts');
    return chosen.every((one) => accounts.has(namespaceOf(one)));
  });
  await apply(
    ...namespaces.map((objects) => objects.slice(1)),
    ...chosen.map((one) => volumesOf(one, namespaceOf(one), node)),
  );
  await until('the scenarios to settle', { timeoutMs: 240_000, everyMs: 1000 }, async () => {
    const [pods, budgets] = await Promise.all([listed<Pod>('pods'), listed<PodDisruptionBudget>('pdb')]);
    const open = chosen.filter((one) => {
      const namespace = namespaceOf(one);
      return !isSettled(one, pods.get(namespace) ?? [], budgets.get(namespace) ?? []);
    });
    if (open.length > 0) throw new Error(open.map(({ id }) => id).join(', '));
    return true;
  });
}

/** Lets the scenarios go without waiting for them. */
async function clear(chosen: Pick<DrainScenario, 'id'>[]): Promise<void> {
  const gone = ['--ignore-not-found', '--wait=false'];
  await cluster.kubectl(['delete', 'namespace', ...gone, ...chosen.map(namespaceOf)]);
  await cluster.kubectl(['delete', 'persistentvolumes', '-l', 'test=drain', ...gone]);
  await ground.clear();
}

/** What the API server did with a pod, in the words of the plan, and who refused first. */
function truthOf(pod: string, events: Event[]): string {
  const own = events.filter((event) => event.pod === pod);
  const [first] = own;
  if (!first) return 'skip';
  if (first.kind === 'evicted') return 'free';
  const two = /more than one PodDisruptionBudget/.test(first.message ?? '');
  const end = own.some(({ kind }) => kind === 'evicted') ? 'waits' : 'never';
  return `${end} ${first.kind === 'failed' ? (two ? 'two budgets' : first.message) : first.by}`;
}

/** What a plan says of a pod, in the same words. */
function saidOf({ fate, verdict }: PlannedPod): string {
  if (fate.kind === 'skip' || !verdict) return 'skip';
  if (verdict.kind === 'free') return 'free';
  const [first = '', ...others] = verdict.kind === 'never' ? verdict.budgets : [verdict.budget ?? ''];
  return `${verdict.kind} ${others.length > 0 ? 'two budgets' : `pdb/${first.split('/')[1]}`}`;
}

const verdictOf = ({ fate, verdict }: PlannedPod): string =>
  fate.kind === 'skip' ? `skip ${fate.rule}` : `${verdict?.kind} ${verdict?.reason}`;

const keyOf = ({ namespace, name }: PlannedPod): string => `${namespace}/${name}`;

/** Whether nothing more will happen: what was said to go has gone, and what was said to stay has been refused since, twice. */
function isOver({ pods }: DrainPlan, events: Event[]): boolean {
  const goes = pods.filter(({ verdict }) => verdict && verdict.kind !== 'never').map(keyOf);
  const gone = new Set(events.filter(({ kind }) => kind === 'gone').map(({ pod }) => pod));
  if (!goes.every((key) => gone.has(key))) return false;
  const since = events.slice(events.findLastIndex(({ kind }) => kind === 'gone'));
  const failed = new Set(events.filter(({ kind }) => kind === 'failed').map(({ pod }) => pod));
  const stays = pods.filter(({ verdict }) => verdict?.kind === 'never').map(keyOf);
  return stays.every(
    (key) => failed.has(key) || since.filter(({ kind, pod }) => kind === 'refused' && pod === key).length > 1,
  );
}

beforeAll(async () => {
  if (reason) return;
  ground = await Ground.open();
  ({ cluster } = ground);
});
afterAll(() => ground?.close());

describe.skipIf(reason)('one drain over every shape of budget', () => {
  let plan: DrainPlan;
  let events: Event[];
  let stderr: string;
  let dryRun: { outcome: Outcome; uids: [before: string, after: string] };
  const uids = (): Promise<string> =>
    must(cluster.kubectl, ['get', 'pods', '-A', '-o', 'jsonpath={.items[*].metadata.uid}']);

  beforeAll(async () => {
    await stage(scenarios, NODE);
    plan = await planFor([NODE]);
    const before = await uids();
    const asked = await ground.run(['drain', NODE, '--yes', '--dry-run=server', '-o', 'json', ...FLAGS]);
    dryRun = { outcome: asked, uids: [before, await uids()] };
    const argv = ['drain', NODE, '--yes', '--keep-trying', '--timeout', '150s', '-o', 'json', ...FLAGS];
    const over = (so: Event[]): boolean => isOver(plan, so);
    ({ events, stderr } = await ground.disturbed(argv, over, (child) => child.kill('SIGINT')));
  });
  afterAll(async () => {
    if (reason) return;
    await clear(scenarios);
  });

  test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', (_id, scenario) => {
    const pods = plan.pods.filter(({ namespace }) => namespace === namespaceOf(scenario));
    for (const [app, wanted] of Object.entries(scenario.expect)) {
      const own = pods.filter(({ name }) =>
        scenario.workloads.some((one) => (one.app ?? one.name) === app && name.startsWith(one.name)),
      );
      expect(own.map(verdictOf).toSorted(), scenario.why).toEqual(wanted.toSorted());
    }
    const said = pods.map((pod) => `${keyOf(pod)} ${saidOf(pod)}`);
    expect(pods.map((pod) => `${keyOf(pod)} ${truthOf(keyOf(pod), events)}`)).toEqual(said);
  });

  test('a server dry run evicts nothing and cordons nothing', () => {
    expect(dryRun.uids[1]).toBe(dryRun.uids[0]);
    expect(dryRun.outcome.code).toBe(1);
  });

  test('the pods that are left are named, with the way on and the way back', () => {
    expect(stderr).toContain('drain-single-replica/web');
    expect(stderr).toContain('k8sdoctor uncordon w3');
  });
});
