import type { Manifest } from '../agreement/api.ts';
import { PODS_EACH, seed } from './names.ts';

type Fields = Record<string, unknown>;

const at = (object: unknown, field: string): Fields => ((object as Fields | undefined)?.[field] ?? {}) as Fields;
const listAt = (object: unknown, field: string): Fields[] => ((object as Fields)[field] ?? []) as Fields[];

const SETTINGS = ['DATABASE', 'CACHE', 'QUEUE', 'SEARCH', 'MAIL', 'AUTH', 'BILLING', 'CATALOG', 'STORAGE', 'METRICS'];

const env = (): Fields[] => [
  ...SETTINGS.flatMap((name) => [
    { name: `${name}_HOST`, value: `${name.toLowerCase()}.platform.svc.cluster.local` },
    { name: `${name}_PORT`, value: '8443' },
    {
      name: `${name}_TIMEOUT_MS`,
      valueFrom: { configMapKeyRef: { name: seed.app, key: `${name.toLowerCase()}.timeout` } },
    },
  ]),
  { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
  { name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
  { name: 'CPU_LIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1' } } },
  { name: 'JAVA_OPTS', value: '-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError -Dfile.encoding=UTF-8' },
];

const probe = (path: string, port: number): Fields => ({
  httpGet: { path, port, scheme: 'HTTP' },
  initialDelaySeconds: 5,
  periodSeconds: 10,
  timeoutSeconds: 3,
  successThreshold: 1,
  failureThreshold: 6,
});

/** The sidecar of a service mesh, as it is injected into pods. */
const sidecar = (mounts: unknown): Fields => ({
  name: 'mesh-proxy',
  image: 'registry.test:5000/mesh/proxy:1.24.2',
  imagePullPolicy: 'IfNotPresent',
  args: [
    'proxy',
    'sidecar',
    '--domain',
    '$(POD_NAMESPACE).svc.cluster.local',
    '--concurrency=2',
    '--log-level=warning',
  ],
  ports: [{ containerPort: 15090, name: 'http-envoy-prom', protocol: 'TCP' }],
  env: [
    ...[
      'POD_NAME:metadata.name',
      'POD_NAMESPACE:metadata.namespace',
      'INSTANCE_IP:status.podIP',
      'HOST_IP:status.hostIP',
    ].map((pair) => {
      const [name = '', fieldPath] = pair.split(':');
      return { name, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } } };
    }),
    { name: 'CA_ADDR', value: 'meshd.mesh-system.svc:15012' },
    { name: 'PROXY_CONFIG', value: '{"discoveryAddress":"meshd.mesh-system.svc:15012","tracing":{"sampling":1}}' },
    { name: 'MESH_CLUSTER_ID', value: 'Kubernetes' },
    { name: 'MESH_WORKLOAD_NAME', value: seed.app },
    { name: 'TRUST_DOMAIN', value: 'cluster.local' },
  ],
  resources: { requests: { cpu: '10m', memory: '40Mi' }, limits: { cpu: '2', memory: '1Gi' } },
  readinessProbe: probe('/healthz/ready', 15021),
  startupProbe: { ...probe('/healthz/ready', 15021), failureThreshold: 600, periodSeconds: 1 },
  volumeMounts: mounts,
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: 1337,
  },
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
});

const runningStatus = (name: string, image: string): Fields => ({
  name,
  image,
  imageID: `registry.test:5000/mesh/proxy@sha256:${'3f6a9c1be4d27085'.repeat(4)}`,
  containerID: `containerd://${'0b5e1f7a9d3c6842'.repeat(4)}`,
  ready: true,
  started: true,
  restartCount: 0,
  state: { running: { startedAt: '2026-11-21T06:00:05Z' } },
  lastState: {},
});

const ANNOTATIONS = {
  'prometheus.io/path': '/stats/prometheus',
  'prometheus.io/port': '15020',
  'prometheus.io/scrape': 'true',
  'kubectl.kubernetes.io/default-container': 'app',
  'mesh.example.com/rev': 'default',
  'mesh.example.com/status':
    '{"initContainers":[],"containers":["mesh-proxy"],"volumes":["workload-socket","mesh-envoy","mesh-data","mesh-podinfo","mesh-token"],"imagePullSecrets":null,"revision":"default"}',
  'k8s.v1.cni.cncf.io/network-status':
    '[{\n    "name": "k8s-pod-network",\n    "ips": [\n        "10.244.2.160"\n    ],\n    "default": true,\n    "dns": {}\n}]',
};

const LABELS = {
  app: seed.app,
  'app.kubernetes.io/name': seed.app,
  'app.kubernetes.io/instance': `${seed.app}-production`,
  'app.kubernetes.io/part-of': 'shop',
  'app.kubernetes.io/managed-by': 'Helm',
  'helm.sh/chart': 'service-3.14.0',
  'security.mesh.example.com/tlsMode': 'mutual',
  team: 'checkout',
};

/** A recorded pod as production has it: labels, a service mesh, settings, probes and volumes around what was recorded. */
export function dressed(recorded: Manifest): Manifest {
  const spec = at(recorded, 'spec');
  const status = at(recorded, 'status');
  const [app = {}] = listAt(spec, 'containers');
  const scheduled = spec['nodeName'] !== undefined;
  const started = listAt(status, 'containerStatuses').length > 0;
  const proxy = sidecar(app['volumeMounts']);
  const { nodeSelector: _, ...rest } = spec;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: seed.pod,
      namespace: seed.namespace,
      uid: seed.uid('Pod'),
      labels: { ...LABELS, 'pod-template-hash': '5d4f8c7b9d' },
      annotations: ANNOTATIONS,
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `${seed.app}-5d4f8c7b9d`,
          uid: seed.uid('ReplicaSet'),
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      ...rest,
      ...(scheduled && { nodeName: seed.node }),
      terminationGracePeriodSeconds: 30,
      containers: [
        {
          ...app,
          env: [...listAt(app, 'env'), ...env()],
          ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
          resources:
            app['resources'] && Object.keys(app['resources']).length > 0
              ? app['resources']
              : { requests: { cpu: '50m', memory: '64Mi' } },
        },
        proxy,
      ],
    },
    status: {
      ...status,
      ...(started && {
        containerStatuses: [
          ...listAt(status, 'containerStatuses'),
          runningStatus('mesh-proxy', String(proxy['image'])),
        ],
      }),
    },
  };
}

/** The Deployment, its two ReplicaSets and the rest of an application with such pods. */
export function application(pod: Manifest, ready: number): Manifest[] {
  const replicas = PODS_EACH;
  const labels = { app: seed.app };
  const about = { namespace: seed.namespace, labels: LABELS };
  const { nodeName: _, ...spec } = at(pod, 'spec');
  const template = { metadata: { labels: LABELS, annotations: ANNOTATIONS }, spec };
  const withHash = (hash: string) => ({
    ...template,
    metadata: { ...template.metadata, labels: { ...LABELS, 'pod-template-hash': hash } },
  });
  const owner = (kind: string, uid: string) => [
    { apiVersion: 'apps/v1', kind, name: seed.app, uid, controller: true, blockOwnerDeletion: true },
  ];
  const counts = { observedGeneration: 1, replicas, readyReplicas: ready, availableReplicas: ready };
  const condition = (type: string, status: string, reason: string) => ({
    type,
    status,
    reason,
    lastUpdateTime: '2026-11-21T06:00:10Z',
    lastTransitionTime: '2026-11-21T06:00:10Z',
  });
  const replicaSet = (hash: string, count: number, uid: string): Manifest => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      ...about,
      name: `${seed.app}-${hash}`,
      uid,
      generation: 1,
      annotations: { 'deployment.kubernetes.io/revision': count > 0 ? '2' : '1' },
      labels: { ...LABELS, 'pod-template-hash': hash },
      ownerReferences: owner('Deployment', seed.uid('Deployment')),
    },
    spec: {
      replicas: count,
      selector: { matchLabels: { ...labels, 'pod-template-hash': hash } },
      template: withHash(hash),
    },
    status: count > 0 ? { ...counts, fullyLabeledReplicas: replicas } : { observedGeneration: 1, replicas: 0 },
  });
  const endpoint = (up: boolean) => ({
    addresses: ['10.244.2.160'],
    conditions: { ready: up, serving: up, terminating: false },
    nodeName: seed.node,
    targetRef: { kind: 'Pod', namespace: seed.namespace, name: seed.pod, uid: seed.uid('Pod') },
  });
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        ...about,
        name: seed.app,
        uid: seed.uid('Deployment'),
        generation: 1,
        annotations: { 'deployment.kubernetes.io/revision': '2' },
      },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      },
      status: {
        ...counts,
        updatedReplicas: replicas,
        ...(ready < replicas && { unavailableReplicas: replicas - ready }),
        conditions: [
          condition(
            'Available',
            ready > 0 ? 'True' : 'False',
            ready > 0 ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
          ),
          condition('Progressing', 'True', ready < replicas ? 'ReplicaSetUpdated' : 'NewReplicaSetAvailable'),
        ],
      },
    },
    replicaSet('5d4f8c7b9d', replicas, seed.uid('ReplicaSet')),
    replicaSet('6c9b5f8d7f', 0, seed.uid('Former')),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...about, name: seed.app },
      spec: {
        type: 'ClusterIP',
        clusterIP: '10.96.0.10',
        clusterIPs: ['10.96.0.10'],
        selector: labels,
        ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
      },
      status: { loadBalancer: {} },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...about, name: `${seed.app}-x7k2p`, labels: { 'kubernetes.io/service-name': seed.app } },
      addressType: 'IPv4',
      endpoints: at(pod, 'status')['podIP'] ? [endpoint(ready > 0)] : [],
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...about, name: seed.app },
      data: {
        ...Object.fromEntries(SETTINGS.map((name) => [`${name.toLowerCase()}.timeout`, '2500'])),
        'application.yaml': SETTINGS.map(
          (name) => `${name.toLowerCase()}:\n  pool: 20\n  retries: 3\n  backoff: 250ms\n`,
        ).join(''),
      },
    },
  ];
}
