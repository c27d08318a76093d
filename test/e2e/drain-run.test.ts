import { loadAll } from 'js-yaml';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DrainPlan } from '../../src/model/drain-plan.ts';
import { whyNoCluster } from '../cluster/cluster.ts';
import { until } from '../cluster/process.ts';
import { described } from '../drain/described.ts';
import { cli } from './cli.ts';
import { FLAGS, Ground } from './drain/play.ts';
import { kubeconfigOfAccount } from './identity.ts';

const reason = await whyNoCluster();
let ground: Ground;

beforeAll(async () => {
  if (!reason) ground = await Ground.open();
});
afterEach(async () => {
  if (!reason) await ground.clear();
});
afterAll(() => ground?.close());

/** What is said of the scenario's pods. */
async function planned(nodes: string[]): Promise<DrainPlan['pods']> {
  const { stdout, stderr } = await ground.run(['drain', ...nodes, '--plan', '-o', 'json', ...FLAGS]);
  if (!stdout) throw new Error(stderr);
  const { pods } = described<DrainPlan>('DrainPlan', JSON.parse(stdout));
  return pods.filter(({ namespace }) => namespace === ground.space);
}

const drain = (...more: string[]) => ground.run(['drain', 'w3', '--yes', '--timeout', '120s', ...FLAGS, ...more]);

describe.skipIf(reason)('several nodes', () => {
  test('share their budgets, and the plan says who waits', async () => {
    await ground.stage([{ name: 'web', replicas: 2, readyAfter: 3 }], 'w3', [{ of: 'web', minAvailable: 1 }]);
    const verdicts = (await planned(['w2', 'w3'])).map(({ verdict }) => verdict?.kind);
    expect(verdicts).toEqual(['free', 'waits']);
    expect((await drain('w2')).code).toBe(0);
    expect(await ground.namesOn('w1')).toHaveLength(2);
  });
});

describe.skipIf(reason)('what is left alone', () => {
  test('a drain that can never finish changes nothing, not even the cordon; changed as the plan says it finishes', async () => {
    await ground.stage([{ name: 'web' }], 'w3', [{ of: 'web', minAvailable: 1 }]);
    const { code, stderr } = await drain();
    expect(code).toBe(1);
    expect(stderr).toContain('nothing was changed');
    expect([await ground.isCordoned('w3'), await ground.journalOf('w3')]).toEqual([false, '']);
    const remedies = (await planned(['w3'])).flatMap((pod) => pod.remedies);
    expect(remedies.map(({ proven }) => proven)).not.toContain(false);
    const patch = '{"spec":{"minAvailable":null,"maxUnavailable":1}}';
    const change = `kubectl patch pdb web -n ${ground.space} --type=merge -p '${patch}'`;
    expect(remedies.map(({ command }) => command)).toContain(change);
    await ground.kubectl('patch', 'pdb', 'web', '-n', ground.space, '--type=merge', '-p', patch);
    expect((await drain()).code).toBe(0);
  });

  test('a node that a person had cordoned stays so', async () => {
    await ground.kubectl('cordon', 'w3');
    await ground.stage([{ name: 'web' }], 'w1');
    expect((await drain()).code).toBe(0);
    const { stdout } = await ground.run(['uncordon', 'w3', '--timeout', '30s']);
    expect(stdout).toContain('w3 stays cordoned');
    expect(await ground.isCordoned('w3')).toBe(true);
  });

  test('missing flags are named before anything is changed', async () => {
    await ground.stage([{ name: 'bare', kind: 'Pod' }], 'w3');
    const { code, stderr } = await ground.run(['drain', 'w3', '--yes']);
    expect(code).toBe(2);
    expect(stderr).toContain('--force');
    expect(await ground.isCordoned('w3')).toBe(false);
  });
});

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

interface Right {
  group: string;
  resource: string;
  verb: string;
}

/** The role that `rbac` prints, one right a rule. */
async function rightsOf(...words: string[]): Promise<Right[]> {
  const [role] = loadAll((await cli(['rbac', ...words])).stdout) as { rules: Rule[] }[];
  return (role?.rules ?? []).flatMap(({ apiGroups: [group = ''], resources, verbs }) =>
    resources.flatMap((resource) => verbs.map((verb) => ({ group, resource, verb }))),
  );
}

const API = 'rbac.authorization.k8s.io';

/** A ServiceAccount with these rights in the whole cluster. */
function accountWith(name: string, namespace: string, rights: Right[]): object[] {
  const wide = `${namespace}-${name}`;
  const metadata = { name: wide, labels: { test: 'drain-run' } };
  const rules = rights.map(({ group, resource, verb }) => ({
    apiGroups: [group],
    resources: [resource],
    verbs: [verb],
  }));
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    { apiVersion: `${API}/v1`, kind: 'ClusterRole', metadata, rules },
    {
      apiVersion: `${API}/v1`,
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: API, kind: 'ClusterRole', name: wide },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
}

describe.skipIf(reason)('rights', () => {
  afterEach(async () => {
    await ground.kubectl('delete', 'clusterrole,clusterrolebinding', '-l', 'test=drain-run');
  });

  /** A kubeconfig for each set of rights, once the API server knows them all. */
  async function accounts(sets: Map<string, Right[]>): Promise<Map<string, string>> {
    const namespace = ground.space;
    await ground.apply(...[...sets].flatMap(([name, rights]) => accountWith(name, namespace, rights)));
    const last = [...sets].at(-1);
    const user = `--as=system:serviceaccount:${namespace}:${last?.[0]}`;
    const { verb = '', resource = '', group = '' } = last?.[1][0] ?? {};
    const can = ['auth', 'can-i', verb, group ? `${resource}.${group}` : resource, user];
    await until('the rights', { timeoutMs: 30_000 }, async () => (await ground.cluster.kubectl(can)).code === 0);
    const found = new Map<string, string>();
    for (const name of sets.keys()) {
      found.set(name, await kubeconfigOfAccount(ground.cluster, ground.folder, { namespace, name }));
    }
    return found;
  }

  test('each one that `rbac drain` prints is needed: without it, it is named before the first eviction', async () => {
    await ground.stage([{ name: 'web' }], 'w3');
    const before = await ground.podsOn('w3');
    const all = await rightsOf('drain');
    const named = ({ verb, resource }: Right): string => `${verb} ${resource}`;
    const vital = ['get nodes', 'patch nodes', 'list nodes', 'list pods', 'create pods/eviction'];
    expect(all.map(named)).toEqual(expect.arrayContaining(vital));
    const sets = new Map(all.map((left, i) => [`without-${i}`, all.filter((right) => right !== left)]));
    const files = await accounts(sets);
    for (const [i, left] of all.entries()) {
      const words = ['drain', 'w3', '--yes', ...FLAGS, ...(vital.includes(named(left)) ? [] : ['--dry-run=server'])];
      const { code, stdout, stderr } = await ground.run(words, files.get(`without-${i}`));
      const said = left.verb === 'list' ? new RegExp(String.raw`\b${left.resource}\b`) : new RegExp(named(left));
      expect(stderr, named(left)).toMatch(said);
      expect(code, `${named(left)}: ${stderr}${stdout}`).toBe(vital.includes(named(left)) ? 3 : 0);
    }
    expect(await ground.isCordoned('w3')).toBe(false);
    expect(await ground.podsOn('w3')).toEqual(before);
  });

  test('all of them are enough, to evict and to delete', async () => {
    await ground.stage([{ name: 'web' }], 'w3', [{ of: 'web', maxUnavailable: 1 }]);
    const [evicting, deleting] = [await rightsOf('drain'), await rightsOf('drain', '--disable-eviction')];
    const files = await accounts(
      new Map([
        ['evicts', evicting],
        ['deletes', deleting],
      ]),
    );
    const words = ['drain', 'w3', '--yes', '--timeout', '60s', ...FLAGS];
    const crossed = await ground.run([...words, '--disable-eviction'], files.get('evicts'));
    expect([crossed.code, crossed.stderr]).toEqual([3, expect.stringContaining(`delete pods -n ${ground.space}`)]);
    const { code, stderr } = await ground.run([...words, '--disable-eviction'], files.get('deletes'));
    expect(code, stderr).toBe(0);
    expect((await ground.run(['uncordon', 'w3', '--timeout', '60s'], files.get('deletes'))).code).toBe(0);
    await ground.stage([{ name: 'web' }], 'w3');
    for (const [command, ...more] of [words, ['maintenance', 'w3'], ['uncordon', 'w3', '--timeout', '60s']]) {
      const ended = await ground.run([command ?? '', ...more], files.get('evicts'));
      expect(ended.code, `${command}: ${ended.stderr}`).toBe(0);
    }
  });
});
