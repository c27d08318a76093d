import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCluster, whyNoCluster, type Cluster } from '../cluster/cluster.ts';
import { externalKubeconfig } from '../cluster/paths.ts';
import { cli } from './cli.ts';

const reason = (await whyNoCluster()) ?? (externalKubeconfig() ? 'it needs the nodes of the test cluster' : undefined);

/** A resource that nobody else asks for, so that nothing but these pods takes it: w1 has 1, w2 has 2, w3 has 3. */
const SLOT = 'fit.k8sdoctor.test/slot';
const SLOTS = { w1: 1, w2: 2, w3: 3 };

const slots = (count: number) => ({ limits: { [SLOT]: `${count}` } });
const podSpec = (count: number, more: object = {}, ofContainer: object = {}) => ({
  terminationGracePeriodSeconds: 0,
  containers: [
    {
      name: 'app',
      image: 'busybox:1.36',
      imagePullPolicy: 'IfNotPresent',
      command: ['sleep', '3600'],
      ...(count > 0 && { resources: slots(count) }),
      ...ofContainer,
    },
  ],
  ...more,
});
const labels = { app: 'web' };
const template = (spec: object) => ({ metadata: { labels }, spec });
const selector = { matchLabels: labels };
const deployment = (replicas: number, spec: object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas, selector, template: template(spec) },
});

const byHost = { topologyKey: 'kubernetes.io/hostname', labelSelector: selector };
const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const CP = 'node-role.kubernetes.io/control-plane';

const localVolume = (name: string, node: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name },
  spec: {
    capacity: { storage: '1Gi' },
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'fit-local',
    hostPath: { path: `/tmp/${name}`, type: 'DirectoryOrCreate' },
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }],
      },
    },
  },
});

interface Case {
  why: string;
  /** There before the manifest is looked at. */
  before?: object[];
  manifest: object;
  wanted: number;
  fitting: number;
  more?: number;
  /** How many pods will exist in the end; by default as many as are wanted. */
  made?: number;
  /** Where they must land, when nothing is left to the scheduler's taste: then its message is foretold too. */
  on?: Record<string, number>;
}

const cases: Case[] = [
  { why: 'replicas that all find room', manifest: deployment(4, podSpec(1)), wanted: 4, fitting: 4, more: 2 },
  {
    why: 'more replicas than there is room for',
    manifest: deployment(8, podSpec(1)),
    wanted: 8,
    fitting: 6,
    on: SLOTS,
  },
  {
    why: 'pods that only the larger nodes can take',
    manifest: deployment(2, podSpec(2)),
    wanted: 2,
    fitting: 2,
    more: 0,
    on: { w2: 1, w3: 1 },
  },
  {
    why: 'anti-affinity to each other',
    manifest: deployment(4, podSpec(0, { affinity: { podAntiAffinity: { [required]: [byHost] } } })),
    wanted: 4,
    fitting: 3,
    on: { w1: 1, w2: 1, w3: 1 },
  },
  {
    why: 'a spread over zones that the smallest zone bounds',
    manifest: deployment(
      7,
      podSpec(1, {
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'topology.kubernetes.io/zone',
            whenUnsatisfiable: 'DoNotSchedule',
            labelSelector: selector,
          },
        ],
      }),
    ),
    wanted: 7,
    fitting: 5,
    on: { w1: 1, w2: 2, w3: 2 },
  },
  {
    why: 'a node selector',
    manifest: deployment(4, podSpec(1, { nodeSelector: { disk: 'ssd' } })),
    wanted: 4,
    fitting: 3,
    on: { w3: 3 },
  },
  {
    why: 'a host port',
    manifest: deployment(4, podSpec(0, {}, { ports: [{ containerPort: 80, hostPort: 38080 }] })),
    wanted: 4,
    fitting: 3,
    on: { w1: 1, w2: 1, w3: 1 },
  },
  {
    why: 'a DaemonSet that a small node cannot take',
    manifest: {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'web' },
      spec: { selector, template: template(podSpec(2)) },
    },
    wanted: 3,
    fitting: 2,
    on: { w2: 1, w3: 1 },
  },
  {
    why: 'a StatefulSet on local volumes',
    before: [
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: 'fit-local' },
        provisioner: 'kubernetes.io/no-provisioner',
        volumeBindingMode: 'WaitForFirstConsumer',
      },
      localVolume('fit-a', 'w2'),
      localVolume('fit-b', 'w3'),
    ],
    manifest: {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'web' },
      spec: {
        replicas: 3,
        selector,
        serviceName: 'web',
        podManagementPolicy: 'Parallel',
        template: template(podSpec(0, {}, { volumeMounts: [{ name: 'data', mountPath: '/data' }] })),
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              storageClassName: 'fit-local',
              resources: { requests: { storage: '1Gi' } },
            },
          },
        ],
      },
    },
    wanted: 3,
    fitting: 2,
    on: { w2: 1, w3: 1 },
  },
  {
    why: 'a quota that ends the making of pods',
    before: [{ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'two' }, spec: { hard: { pods: '2' } } }],
    manifest: deployment(3, podSpec(1)),
    wanted: 3,
    fitting: 2,
    made: 2,
  },
  {
    why: 'requests that only a LimitRange gives',
    before: [
      {
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata: { name: 'one' },
        spec: { limits: [{ type: 'Container', default: { [SLOT]: '1' }, defaultRequest: { [SLOT]: '1' } }] },
      },
    ],
    manifest: deployment(8, podSpec(0)),
    wanted: 8,
    fitting: 6,
    on: SLOTS,
  },
  {
    why: 'the control plane without a toleration',
    manifest: deployment(1, podSpec(0, { nodeSelector: { 'kubernetes.io/hostname': 'cp' } })),
    wanted: 1,
    fitting: 0,
    on: {},
  },
  {
    why: 'the control plane with one',
    manifest: deployment(
      2,
      podSpec(0, { nodeSelector: { 'kubernetes.io/hostname': 'cp' }, tolerations: [{ key: CP, operator: 'Exists' }] }),
    ),
    wanted: 2,
    fitting: 2,
    on: { cp: 2 },
  },
  {
    why: 'a Job whose pods are too large for all nodes but one',
    manifest: {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'web' },
      spec: { parallelism: 2, completions: 4, template: template(podSpec(3, { restartPolicy: 'Never' })) },
    },
    wanted: 2,
    fitting: 1,
    on: { w3: 1 },
  },
  {
    why: 'a bare pod larger than every node',
    manifest: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', labels }, spec: podSpec(4) },
    wanted: 1,
    fitting: 0,
    on: {},
  },
];

interface Told {
  verdict: string;
  workloads: {
    wanted: number;
    fitting: number;
    more?: number;
    stop?: { by: string; text: string; node?: string };
    evicts?: { node: string; pods: { name: string }[] };
    nodes: { node: string; pods: number }[];
  }[];
}

interface ApiPod {
  metadata: { name: string };
  spec: { nodeName?: string };
  status: { conditions?: { type: string; status: string; message?: string }[] };
}

const scheduled = ({ status }: ApiPod) => status.conditions?.find(({ type }) => type === 'PodScheduled');

describe.skipIf(reason)('what fit says is what then happens', () => {
  let cluster: Cluster;
  let folder: string;

  async function must(args: string[], input?: object[]): Promise<string> {
    const list = input && JSON.stringify({ apiVersion: 'v1', kind: 'List', items: input });
    const { code, stdout, stderr } = await cluster.kubectl(args, list);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  async function offerSlots(op: 'add' | 'remove'): Promise<void> {
    for (const [node, count] of Object.entries(SLOTS)) {
      const path = (field: string): string => `/status/${field}/${SLOT.replace('/', '~1')}`;
      const patch = ['capacity', 'allocatable'].map((field) => ({
        op,
        path: path(field),
        ...(op === 'add' && { value: `${count}` }),
      }));
      await cluster.kubectl([
        'patch',
        'node',
        node,
        '--subresource=status',
        '--type=json',
        '-p',
        JSON.stringify(patch),
      ]);
    }
  }

  beforeAll(async () => {
    cluster = await startCluster();
    folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-fit-'));
    await offerSlots('add');
  });
  afterAll(async () => {
    await offerSlots('remove');
    await rm(folder, { recursive: true, force: true });
  });

  async function inNamespace<T>(before: object[], body: (namespace: string) => Promise<T>): Promise<T> {
    const namespace = 'e2e-fit';
    const wide = before.filter((object) =>
      /^(?:PersistentVolume|StorageClass|PriorityClass)$/.test((object as { kind: string }).kind),
    );
    try {
      await must(['create', 'namespace', namespace]);
      await must(['wait', '-n', namespace, '--for=create', 'serviceaccount/default', '--timeout=60s']);
      if (before.length > 0) await must(['apply', '-n', namespace, '-f', '-'], before);
      return await body(namespace);
    } finally {
      await cluster.kubectl([
        'delete',
        'pods',
        '-n',
        namespace,
        '--all',
        '--grace-period=0',
        '--force',
        '--wait=false',
      ]);
      await cluster.kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--timeout=120s']);
      if (wide.length > 0) {
        const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: wide });
        await cluster.kubectl(['delete', '-f', '-', '--ignore-not-found', '--wait=false'], list);
      }
    }
  }

  /** The pods once there are so many and the scheduler has spoken of each. */
  async function pods(namespace: string, count: number): Promise<ApiPod[]> {
    let last: ApiPod[] = [];
    for (let left = 120; left > 0; left -= 1) {
      last = (
        JSON.parse(await must(['get', 'pods', '-n', namespace, '-l', 'app=web', '-o', 'json'])) as { items: ApiPod[] }
      ).items;
      if (last.length === count && last.every(scheduled)) return last;
      await after(500);
    }
    throw new Error(
      `${count} pods were to be tried by the scheduler: ${JSON.stringify(last.map(({ metadata }) => metadata.name))}`,
    );
  }

  async function told(manifest: object, namespace: string): Promise<{ code: number; fit: Told }> {
    const file = join(folder, 'manifest.json');
    await writeFile(file, JSON.stringify(manifest));
    const outcome = await cli(['fit', '-f', file, '-n', namespace, '-o', 'json', '--kubeconfig', cluster.kubeconfig]);
    if (!outcome.stdout) throw new Error(outcome.stderr);
    return { code: outcome.code, fit: JSON.parse(outcome.stdout) as Told };
  }

  const landedOn = (all: ApiPod[]): Record<string, number> => {
    const on: Record<string, number> = {};
    for (const { spec } of all) if (spec.nodeName) on[spec.nodeName] = (on[spec.nodeName] ?? 0) + 1;
    return on;
  };

  test.each(cases)('$why', async ({ before = [], manifest, wanted, fitting, more, made = wanted, on }) => {
    await inNamespace(before, async (namespace) => {
      const { code, fit } = await told(manifest, namespace);
      const [workload] = fit.workloads;
      expect(workload).toMatchObject({ wanted, fitting, ...(more !== undefined && { more }) });
      expect({ code, verdict: fit.verdict }).toEqual(
        wanted === fitting ? { code: 0, verdict: 'fits' } : { code: 1, verdict: 'does-not-fit' },
      );
      await must(['apply', '-n', namespace, '-f', '-'], [manifest]);
      const all = await pods(namespace, made);
      const pending = all.filter(({ spec }) => !spec.nodeName);
      expect({ placed: all.length - pending.length, pending: pending.length }).toEqual({
        placed: fitting,
        pending: made - fitting,
      });
      if (!on) return;
      expect(landedOn(all)).toEqual(on);
      const foretold = workload?.nodes
        .filter((row) => row.pods > 0)
        .map((row): [string, number] => [row.node, row.pods]);
      expect(Object.fromEntries(foretold ?? [])).toEqual(on);
      const [first] = pending;
      const foretelling = first && !workload?.stop?.node ? workload?.stop?.text : '';
      expect(first ? (scheduled(first)?.message ?? '') : '').toContain(foretelling ?? '');
    });
  });

  const priority = (name: string, value: number) => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
  });

  test('a pod that only finds a place by eviction gets it by the eviction foretold', async () => {
    const low = { ...deployment(1, podSpec(3, { priorityClassName: 'fit-low' })), metadata: { name: 'low' } };
    await inNamespace([priority('fit-low', -5), priority('fit-high', 5)], async (namespace) => {
      await must(['apply', '-n', namespace, '-f', '-'], [low]);
      const [victim] = await pods(namespace, 1);
      expect(victim?.spec.nodeName).toBe('w3');
      const manifest = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'high' },
        spec: podSpec(3, { priorityClassName: 'fit-high' }),
      };
      const { code, fit } = await told(manifest, namespace);
      expect(code).toBe(1);
      expect(fit.workloads[0]?.evicts).toMatchObject({ node: 'w3', pods: [{ name: victim?.metadata.name }] });
      await must(['apply', '-n', namespace, '-f', '-'], [manifest]);
      await must(['wait', '-n', namespace, '--for=condition=PodScheduled', 'pod/high', '--timeout=60s']);
      expect(await must(['get', 'pods', '-n', namespace, '-o', 'name'])).not.toContain(victim?.metadata.name ?? '?');
    });
  });
});
