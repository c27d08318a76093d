import { load, loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { cli } from '../e2e/cli.ts';

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
  resourceNames?: string[];
}
interface Manifest {
  kind: string;
  apiVersion: string;
  metadata: { name: string; namespace?: string };
  rules?: Rule[];
  roleRef?: { apiGroup: string; kind: string; name: string };
  subjects?: object[];
}

const rbac = async (...args: string[]): Promise<Manifest[]> => {
  const { code, stdout, stderr } = await cli(['rbac', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return loadAll(stdout) as Manifest[];
};
const resourcesOf = ([role]: Manifest[]): string[] => (role?.rules ?? []).flatMap(({ resources }) => resources);

test('a ClusterRole by default, of nothing but reading', async () => {
  const [role, ...others] = await rbac();
  expect(others).toEqual([]);
  expect(role).toMatchObject({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'k8sdoctor' },
  });
  expect([...new Set(role?.rules?.flatMap(({ verbs }) => verbs))].toSorted()).toEqual(['get', 'list', 'watch']);
  expect(role?.rules?.flatMap(({ resources, apiGroups }) => [...resources, ...apiGroups])).not.toContain('*');
});

test('only what the named commands ask for', async () => {
  const pod = resourcesOf(await rbac('pod'));
  const both = resourcesOf(await rbac());
  expect(pod).toContain('pods/log');
  expect(pod).not.toContain('poddisruptionbudgets');
  expect(both).toEqual(expect.arrayContaining([...pod, 'poddisruptionbudgets']));
  expect(await rbac('deployment')).toEqual(await rbac('cj'));
  expect(await rbac('po')).toEqual(await rbac('pod'));
});

describe('a drain', () => {
  const verbs = async (...args: string[]): Promise<string[]> =>
    (await rbac(...args))
      .flatMap(({ rules = [] }) => rules)
      .flatMap(({ resources, verbs: all }) => resources.flatMap((of) => all.map((verb) => `${verb} ${of}`)));
  test('evicts, or deletes: one right or the other', async () => {
    const evicting = await verbs('drain');
    expect(evicting).toEqual(expect.arrayContaining(['patch nodes', 'get nodes', 'create pods/eviction']));
    expect(evicting).not.toContain('delete pods');
    const deleting = await verbs('drain', '--disable-eviction');
    expect(deleting).toEqual(expect.arrayContaining(['patch nodes', 'delete pods', 'list pods']));
    expect(deleting).not.toContain('create pods/eviction');
    expect((await cli(['rbac', 'drain'])).stdout).toContain('# drain --disable-eviction');
  });
  test('is named as a word or after --for', async () => {
    expect(await rbac('--for', 'drain')).toEqual(await rbac('drain'));
    expect(await rbac('--for=drain,fit')).toEqual(await rbac('drain', '--for', 'fit'));
  });
});

test('what is asked for by a name known beforehand is allowed for that name only', async () => {
  const [role] = await rbac('pod');
  expect(role?.rules).toContainEqual({
    apiGroups: ['coordination.k8s.io'],
    resources: ['leases'],
    verbs: ['get'],
    resourceNames: ['kube-scheduler'],
  });
});

test('Secrets can be left out, and what that costs is said', async () => {
  expect(resourcesOf(await rbac('pod'))).toContain('secrets');
  expect(resourcesOf(await rbac('pod', '--no-secrets'))).not.toContain('secrets');
  expect((await cli(['rbac', 'pod'])).stdout).toMatch(/^# secrets: .*metadata.*--no-secrets/m);
  expect((await cli(['rbac', 'pod', '--lang', 'zh'])).stdout).toMatch(/^# secrets：.*元数据.*--no-secrets/m);
});

test('-n gives a Role of what lies in the namespace, and says what does not', async () => {
  const [role] = await rbac('-n', 'shop');
  expect(role).toMatchObject({ kind: 'Role', metadata: { name: 'k8sdoctor', namespace: 'shop' } });
  expect(resourcesOf(await rbac('-n', 'shop'))).not.toContain('nodes');
  expect((await cli(['rbac', '-n', 'shop'])).stdout).toMatch(/^# A Role cannot .*nodes/m);
  expect((await rbac('--namespaced'))[0]?.metadata).toEqual({ name: 'k8sdoctor' });
  expect((await cli(['rbac', 'pod', '-n', 'shop'])).stdout).not.toContain('kube-scheduler');
  expect((await cli(['rbac', 'pod', '-n', 'kube-system'])).stdout).toContain('kube-scheduler');
});

test.each([
  [['--service-account', 'ci/bot'], 'ClusterRole', undefined],
  [['--service-account', 'ci:bot', '-n', 'shop', '--name', 'doctor'], 'Role', 'shop'],
])('%j also binds it', async (args, kind, namespace) => {
  const [role, binding] = await rbac(...args);
  expect(binding).toEqual({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: `${kind}Binding`,
    metadata: { name: role?.metadata.name, ...(namespace && { namespace }) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: role?.metadata.name },
    subjects: [{ kind: 'ServiceAccount', name: 'bot', namespace: 'ci' }],
  });
});

test('-o json is the same objects', async () => {
  const { stdout } = await cli(['rbac', '--service-account', 'ci/bot', '-o', 'json']);
  expect((load(stdout) as { items: object[] }).items).toEqual(await rbac('--service-account', 'ci/bot'));
});

test('names that YAML would read as something else stay strings', async () => {
  for (const name of ['1e3', 'true', 'no', '0x1f', '1.0'])
    expect((await rbac('--name', name))[0]?.metadata.name).toBe(name);
});

test.each([
  [['pdo'], 'pod'],
  [['explain'], 'snapshot'],
  [['--for', 'drian'], 'drain'],
  [['pod', '--disable-eviction'], 'rbac drain --disable-eviction'],
  [['-n', 'a b'], 'a b'],
  [['--service-account', 'bot'], 'NAMESPACE/NAME'],
  [['--service-account', 'ci/bot/x'], 'ci/bot/x'],
  [['--name', 'a\nrules: []'], '--name'],
])('%j is one clear line and exit code 2', async (args, words) => {
  const { code, stdout, stderr } = await cli(['rbac', ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(words);
});
