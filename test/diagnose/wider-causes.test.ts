import { join } from 'node:path';
import { expect, test } from 'vitest';
import { complete, readFixtures, snapshotOf, type Recording } from '../../src/cli/fixture.ts';
import type { Kind } from '../../src/model/objects.ts';
import { choose } from '../../src/diagnose/choose.ts';
import { diagnoseScan } from '../../src/diagnose/scan.ts';
import { builtinLibrary } from '../../src/playbook/builtin.ts';

const [{ playbooks }, fixtures] = await Promise.all([
  builtinLibrary(),
  readFixtures(join(import.meta.dirname, '../../fixtures')),
]);

const firstOf = (id: string): Recording => {
  const found = fixtures.get(id)?.found[0];
  if (!found) throw new Error(id);
  return complete(found, fixtures);
};

/** The roots of a scan, each with the ids it explains, of a recording with something wider beside it. */
async function rootsOf(recording: Recording, beside: unknown[], read: Kind[]): Promise<Record<string, string[]>> {
  const objects = [...(recording.objects ?? []), ...beside];
  const snapshot = snapshotOf({ ...recording, objects });
  const coverage = [
    ...snapshot.coverage.filter(({ subject }) => !read.some((kind) => kind === subject)),
    ...read.map((subject) => ({ subject, scope: '-A', outcome: 'read' as const })),
  ];
  const { findings } = await diagnoseScan({ ...snapshot, coverage }, {}, choose(playbooks, {}));
  const roots = findings.filter(({ explainedBy, severity }) => !explainedBy && severity === 'error');
  return Object.fromEntries(
    roots.map((root) => [
      root.id,
      findings.filter(({ explainedBy }) => explainedBy === root.fingerprint).map(({ id }) => id),
    ]),
  );
}

const dns = (ready: string) => [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kube-dns', namespace: 'kube-system' },
    spec: { selector: { 'k8s-app': 'kube-dns' } },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'coredns-1', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
    spec: { containers: [{ name: 'coredns', image: 'coredns' }] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready }] },
  },
];

test('a pod that cannot resolve a name is a matter of its own while DNS works, and of DNS when it does not', async () => {
  const pod = firstOf('crash-loop/dependency-unresolved');
  expect(await rootsOf(pod, dns('True'), ['pods'])).toHaveProperty('crash-loop/dependency-unresolved');
  const roots = await rootsOf(pod, dns('False'), ['pods']);
  expect(Object.keys(roots)).not.toContain('crash-loop/dependency-unresolved');
  expect(roots['cluster/dns-down']).toContain('crash-loop/dependency-unresolved');
});

test('workloads that a webhook without endpoints refuses stand below that webhook, not below another', async () => {
  const refused = firstOf('rejected/webhook-unreachable');
  const what = /failed calling webhook \\?"([^"\\]+)\\?"/.exec(JSON.stringify(refused.objects))?.[1] ?? '';
  expect(what).not.toBe('');
  const configuration = (name: string) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'policy' },
    webhooks: [
      {
        name,
        failurePolicy: 'Fail',
        clientConfig: { service: { namespace: 'tools', name: 'gone' } },
        rules: [{ operations: ['CREATE'], resources: ['pods'] }],
      },
    ],
  });
  const own = await rootsOf(refused, [configuration(what)], ['services', 'endpointslices']);
  expect(own['cluster/webhook-without-backend']).toContain('rejected/webhook-unreachable');
  expect(Object.keys(own)).not.toContain('rejected/webhook-unreachable');
  const other = await rootsOf(refused, [configuration('other.example.com')], ['services', 'endpointslices']);
  expect(Object.keys(other)).toEqual(
    expect.arrayContaining(['cluster/webhook-without-backend', 'rejected/webhook-unreachable']),
  );
});
