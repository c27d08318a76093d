import { describe, expect, test } from 'vitest';
import { cli } from '../e2e/cli.ts';
import { engineProblems } from '../fuzz/engine.ts';
import { file as fileWith } from '../kube/server.ts';
import { crashing, diagnosed, eventOf, recording } from './cases.ts';

type Raw = Record<string, unknown>;

/** The pod of the recording with all that diagnoses look at: init containers, probes, volumes, owners, node, claim. */
const everything = (): Raw[] => [
  crashing({
    metadata: {
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'r1', controller: true }],
      labels: { app: 'web' },
      annotations: { a: 'b' },
    },
    spec: {
      initContainers: [{ name: 'init', image: 'busybox', restartPolicy: 'Always' }],
      imagePullSecrets: [{ name: 'regcred' }],
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'a', operator: 'Exists' }],
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }],
          },
        },
      },
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: {} },
      ],
      volumes: [
        { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
        { name: 'cfg', configMap: { name: 'cfg' } },
      ],
    },
    container: {
      command: ['app'],
      env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }],
      resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } },
      livenessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1, failureThreshold: 1 },
      ports: [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }],
      volumeMounts: [{ name: 'data', mountPath: '/data', subPath: 'x' }],
    },
    status: {
      initContainerStatuses: [
        { name: 'init', restartCount: 1, state: { waiting: { reason: 'ErrImagePull', message: 'x' } } },
      ],
    },
  }),
  eventOf('BackOff', 'Back-off restarting failed container'),
  eventOf('FailedScheduling', '0/1 nodes are available: 1 Insufficient cpu.'),
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'w1', labels: { zone: 'a' } },
    spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] },
    status: {
      allocatable: { cpu: '1', memory: '1Gi', pods: '10' },
      conditions: [{ type: 'Ready', status: 'True' }],
      nodeInfo: { architecture: 'amd64' },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'shop' },
    spec: { accessModes: ['ReadWriteOnce'] },
    status: { phase: 'Pending' },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web', namespace: 'shop', uid: 'r1' },
    spec: { replicas: 1 },
  },
];

/** Every path to a value in the objects, lists by position. */
function pathsIn(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, entry]) =>
      pathsIn(entry, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

/** The objects with one value replaced; `undefined` takes it away. */
function withValue(path: (string | number)[], value: unknown): unknown[] {
  const objects: unknown[] = everything();
  const last = path.at(-1) ?? 0;
  const holder = path.slice(0, -1).reduce<unknown>((at, key) => (at as Raw)[key], objects) as Raw;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return objects;
}

const PATHS = pathsIn(everything()).filter((path) => path.length > 1);
const WRONG: unknown[] = ['x', 42, [null, 'x', {}], { a: { b: null } }, true];
const VALUES: [string, (at: number) => unknown][] = [
  ['absent', () => undefined],
  ['null', () => null],
  ['of a wrong type', (at) => WRONG[at % WRONG.length]],
];

describe.each(VALUES)('every field in turn %s', (_, valueAt) => {
  test('gives a report or one clear line', async () => {
    for (const [at, path] of PATHS.entries()) {
      const file = Buffer.from(recording(withValue(path, valueAt(at))));
      expect(await engineProblems(file, at), path.join('.')).toEqual([]);
    }
  }, 120_000);
});

test('all fields of a pod absent at once', async () => {
  for (const pod of [
    { metadata: { name: 'web-1' } },
    { metadata: { name: 'web-1' }, spec: null, status: null },
    { metadata: { name: 'web-1' }, spec: {}, status: {} },
  ]) {
    const { outcomes, problems } = await diagnosed(recording([{ apiVersion: 'v1', kind: 'Pod', ...pod }]));
    expect(problems).toEqual([]);
    expect(outcomes[0]?.stdout).toContain('web-1');
    expect(outcomes[0]?.stdout).not.toContain('✓');
  }
});

test('numbers beyond all measure', async () => {
  const pod = crashing({
    container: { resources: { requests: { cpu: '1e308', memory: '9'.repeat(400), 'nvidia.com/gpu': -1 } } },
    containerStatus: {
      restartCount: 1e300,
      lastState: {
        terminated: { exitCode: -99999999999, finishedAt: '9999-12-31T23:59:59Z', startedAt: '0001-01-01T00:00:00Z' },
      },
    },
    metadata: { creationTimestamp: '275760-09-13T00:00:00Z' },
  });
  const raw = recording([pod, eventOf('BackOff', 'x', { count: 1e308 })]).replace('1e+300', '1e999');
  const { problems, outcomes } = await diagnosed(raw);
  expect(problems).toEqual([]);
  expect(outcomes[0]?.code).toBe(1);
});

test('the same object many times is one', async () => {
  const { problems, outcomes } = await diagnosed(recording(Array.from({ length: 500 }, () => crashing())));
  expect(problems).toEqual([]);
  expect((JSON.parse(outcomes[1]?.stdout ?? '') as { findings: unknown[] }).findings).toHaveLength(1);
});

test('keys that are names of inherited things change nothing', async () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'];
  const map = `{${names.map((name) => `"${name}": "x"`).join(', ')}}`;
  const pod = JSON.stringify(
    crashing({ metadata: { labels: 'MAP', annotations: 'MAP' }, spec: { nodeSelector: 'MAP' } }),
  ).replaceAll('"MAP"', map);
  const named = names.map((name) => JSON.stringify(crashing({ metadata: { name, uid: name } })));
  const { problems } = await diagnosed(`[${[pod, ...named].join(',')}]`, 'x.json', ['pod', '--all']);
  expect(problems).toEqual([]);
  expect(({} as Raw)['x']).toBeUndefined();
  for (const name of names) {
    const { code, stdout } = await cli(['pod', name, '--from', fileWith('x.json', `[${named.join(',')}]`)]);
    expect({ name, code }).toEqual({ name, code: 1 });
    expect(stdout).toContain(`shop/${name}`);
  }
});

test.each([
  ['of itself', [['web-1', 'Pod', 'web-1']]],
  [
    'in a circle',
    [
      ['web-1', 'ReplicaSet', 'web'],
      ['web', 'Deployment', 'top'],
      ['top', 'ReplicaSet', 'web'],
    ],
  ],
])('owners %s end', async (_, links) => {
  const kinds: Record<string, [string, string]> = {
    'web-1': ['v1', 'Pod'],
    web: ['apps/v1', 'ReplicaSet'],
    top: ['apps/v1', 'Deployment'],
  };
  const owned = links.map(([name = '', kind = '', owner = '']) => {
    const ownerReferences = [{ apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1', kind, name: owner, controller: true }];
    const [apiVersion, own] = kinds[name] ?? [];
    return name === 'web-1'
      ? crashing({ metadata: { ownerReferences } })
      : { apiVersion, kind: own, metadata: { name, namespace: 'shop', ownerReferences } };
  });
  const { problems, outcomes } = await diagnosed(recording(owned));
  expect(problems).toEqual([]);
  expect(outcomes[0]?.code).toBe(1);
});

test('workloads that control one another end, and what refused their pods is still told', async () => {
  const of = (kind: string, name: string, above: { kind: string; name: string }) => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      name,
      namespace: 'shop',
      uid: name,
      ownerReferences: [{ apiVersion: 'apps/v1', ...above, controller: true }],
    },
    spec: { replicas: 1, selector: { matchLabels: { app: 'web' } } },
  });
  const refused = {
    ...eventOf('FailedCreate', 'Error creating: pods "web-" is forbidden: error looking up service account shop/robot'),
    involvedObject: { kind: 'ReplicaSet', namespace: 'shop', name: 'web-1', uid: 'web-1' },
  };
  const ring = [
    of('Deployment', 'web', { kind: 'ReplicaSet', name: 'web-1' }),
    of('ReplicaSet', 'web-1', { kind: 'Deployment', name: 'web' }),
    refused,
  ];
  for (const words of [
    ['scan', '-n', 'shop'],
    ['deployment', 'web', '-n', 'shop'],
  ]) {
    const { problems, outcomes } = await diagnosed(recording(ring), 'x.json', words);
    expect(problems).toEqual([]);
    expect(outcomes[0]?.stdout).toContain('robot');
  }
});
