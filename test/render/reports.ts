import type { Finding, Ref, Report } from '../../src/model/finding.ts';

const checkout: Ref = { kind: 'Pod', namespace: 'shop', name: 'checkout-7d9c6b9f4d-x2kqp', uid: 'b2c1' };

const livenessTooEarly: Finding = {
  id: 'crash-loop/liveness-too-early',
  fingerprint: 'f1',
  severity: 'error',
  confidence: 'high',
  permanence: 'permanent',
  target: checkout,
  container: 'app',
  title: {
    en: 'the liveness probe kills app before it listens',
    zh: '存活探针在 app 开始监听之前就将其杀死',
  },
  cause: {
    en: 'The probe starts at 10 s and gives up at 30 s (initialDelaySeconds 10 + periodSeconds 10 × 2 further failures); in its three last lives the app opened port 8080 only after 41–47 s. The exit code 137 is the kubelet’s SIGKILL, not an OOM.',
    zh: '探针从第 10 秒开始，到第 30 秒判定失败（initialDelaySeconds 10 + periodSeconds 10 × 再失败 2 次）；而最近三次启动中，应用要到第 41–47 秒才监听 8080 端口。退出码 137 来自 kubelet 的 SIGKILL，不是内存溢出。',
  },
  fix: {
    en: 'Give the container a startupProbe that allows 60 s; the liveness probe then waits for it.',
    zh: '为容器配置允许 60 秒的启动探针（startupProbe），存活探针会等它成功后再开始。',
  },
  evidence: [
    {
      kind: 'field',
      object: checkout,
      resourceVersion: '8812',
      source: 'spec.containers[app].livenessProbe',
      value: 'httpGet: {path: /healthz, port: 8080}, initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 3',
    },
    {
      kind: 'field',
      object: checkout,
      resourceVersion: '8812',
      source: 'status.containerStatuses[app].lastState.terminated',
      value: 'exitCode: 137, reason: Error, startedAt: 2026-03-01T10:01:20Z, finishedAt: 2026-03-01T10:02:00Z',
    },
    {
      kind: 'event',
      object: checkout,
      source: 'event Unhealthy ×42',
      value:
        'Liveness probe failed: Get "http://10.244.2.17:8080/healthz": dial tcp 10.244.2.17:8080: connect: connection refused',
      ageSeconds: 20,
    },
    {
      kind: 'event',
      object: checkout,
      source: 'event Killing',
      value: 'Container app failed liveness probe, will be restarted',
      ageSeconds: 20,
    },
    { kind: 'log', object: checkout, source: 'log (previous)', value: '10:02:01 INFO  listening on :8080' },
    { kind: 'log', object: checkout, source: 'log (previous)', value: '10:02:01 INFO  started in 41.2 s' },
  ],
  ruledOut: [
    {
      id: 'crash-loop/out-of-memory',
      title: { en: 'out of memory', zh: '内存溢出' },
      because: { en: 'reason Error, no OOMKilled', zh: 'reason 为 Error，没有 OOMKilled' },
    },
    {
      id: 'crash-loop/own-error',
      title: { en: 'crash of its own', zh: '应用自身崩溃' },
      because: { en: 'no error in 3 logs', zh: '3 份日志中没有错误' },
    },
    {
      id: 'node-down/not-ready',
      title: { en: 'node trouble', zh: '节点故障' },
      because: { en: 'w2 is Ready without pressure', zh: 'w2 处于 Ready，无资源压力' },
    },
  ],
  fixes: [
    { risk: 'inspect', command: 'kubectl logs -n shop checkout-7d9c6b9f4d-x2kqp -c app --previous' },
    {
      risk: 'restart',
      command:
        'kubectl patch deployment checkout -n shop -p \'{"spec":{"template":{"spec":{"containers":[{"name":"app","startupProbe":{"httpGet":{"path":"/healthz","port":8080},"periodSeconds":5,"failureThreshold":12}}]}}}}\'',
      note: {
        en: 'rolls the Deployment; proven by a server dry run',
        zh: '会滚动更新该 Deployment；已通过服务端 dry-run 验证',
      },
    },
  ],
  explains: ['f2'],
  topics: ['probe-liveness-restart'],
};

const backOff: Finding = {
  id: 'crash-loop/back-off',
  fingerprint: 'f2',
  severity: 'warning',
  confidence: 'high',
  permanence: 'depends',
  target: checkout,
  container: 'app',
  title: { en: 'app waits up to 5 min between restarts', zh: 'app 每次重启之间最多等待 5 分钟' },
  cause: { en: 'The back-off has reached its cap.', zh: '重启退避已达上限。' },
  fix: { en: '', zh: '' },
  evidence: [],
  ruledOut: [],
  fixes: [],
  explains: [],
  explainedBy: 'f1',
  topics: [],
};

const live = { kind: 'live', location: 'https://10.0.0.1:6443', context: 'prod', clockSkewSeconds: 2 } as const;

/** The example of the README: the liveness probe is the root, the back-off its consequence. */
export const crashLoop: Report = {
  target: {
    ...checkout,
    status: 'CrashLoopBackOff',
    ready: '0/1',
    restarts: 14,
    ageSeconds: 1920,
    node: 'w2',
    owner: { kind: 'Deployment', namespace: 'shop', name: 'checkout' },
  },
  verdict: 'failing',
  findings: [livenessTooEarly, backOff],
  coverage: [
    { subject: 'pods', scope: 'pod/checkout-7d9c6b9f4d-x2kqp', outcome: 'read', count: 1 },
    { subject: 'events', scope: '-n shop', outcome: 'read', count: 57 },
    { subject: 'logs', scope: 'app, previous', outcome: 'read' },
  ],
  notSeen: [
    { en: 'metrics before 10:02 (metrics-server keeps 15 s)', zh: '10:02 之前的指标（metrics-server 只保留 15 秒）' },
    { en: 'events older than 1 h', zh: '1 小时之前的事件' },
  ],
  server: live,
  takenAt: '2026-03-01T10:02:20Z',
};

const web: Ref = { kind: 'Pod', namespace: 'shop', name: 'web-6d4cf56db6-9qk2z', uid: 'c3d2' };

/** An image tag that does not exist, seen by someone who may not read nodes. */
export const imagePull: Report = {
  target: {
    ...web,
    status: 'ImagePullBackOff',
    ready: '0/2',
    restarts: 0,
    ageSeconds: 245,
    node: 'ip-10-0-12-34.eu-central-1.compute.internal',
    owner: { kind: 'Deployment', namespace: 'shop', name: 'web' },
  },
  verdict: 'failing',
  findings: [
    {
      id: 'image-pull/tag-not-found',
      fingerprint: 'a1',
      severity: 'error',
      confidence: 'medium',
      permanence: 'permanent',
      target: web,
      container: 'web',
      title: {
        en: 'the image registry.example.com/team-storefront/web:v2.14.0-rc1 does not exist',
        zh: '镜像 registry.example.com/team-storefront/web:v2.14.0-rc1 不存在',
      },
      cause: {
        en: 'The registry answers that it has no tag v2.14.0-rc1 of team-storefront/web. Some registries say the same when the pull secret has no right to the repository.',
        zh: '镜像仓库回答 team-storefront/web 没有 v2.14.0-rc1 这个标签。部分仓库在拉取密钥无权访问时也会这样回答。',
      },
      fix: { en: 'Push the tag, or name one that exists.', zh: '推送该标签，或改用已存在的标签。' },
      evidence: [
        {
          kind: 'event',
          object: web,
          source: 'event Failed ×5',
          value:
            'Failed to pull image "registry.example.com/team-storefront/web:v2.14.0-rc1": rpc error: code = NotFound desc = failed to pull and unpack image "registry.example.com/team-storefront/web:v2.14.0-rc1": failed to resolve reference "registry.example.com/team-storefront/web:v2.14.0-rc1": registry.example.com/team-storefront/web:v2.14.0-rc1: not found',
          ageSeconds: 31,
        },
        {
          kind: 'field',
          object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
          source: 'spec.template.spec.containers[web].image',
          value: 'registry.example.com/team-storefront/web:v2.14.0-rc1',
        },
      ],
      ruledOut: [],
      fixes: [
        {
          risk: 'inspect',
          command: 'crane ls registry.example.com/team-storefront/web',
          note: { en: 'lists the tags that exist', zh: '列出已有的标签' },
        },
        {
          risk: 'restart',
          command: 'kubectl set image deployment/web -n shop web=registry.example.com/team-storefront/web:<tag>',
        },
      ],
      explains: [],
      topics: ['image-not-found'],
    },
  ],
  coverage: [
    { subject: 'pods', scope: 'pod/web-6d4cf56db6-9qk2z', outcome: 'read', count: 1 },
    {
      subject: 'nodes',
      scope: '',
      outcome: 'denied',
      detail: 'nodes is forbidden: User "dev" cannot list resource "nodes"',
    },
    { subject: 'events', scope: '-n shop', outcome: 'truncated', count: 500, detail: 'continue token expired' },
    { subject: 'leases', scope: '', outcome: 'absent' },
    { subject: 'secrets', scope: '-n shop', outcome: 'failed', detail: 'timeout' },
    { subject: 'logs', scope: 'web', outcome: 'not-recorded' },
  ],
  notSeen: [
    {
      en: 'nodes: no right to read: nodes is forbidden: User "dev" cannot list resource "nodes"',
      zh: 'nodes：没有读取权限：nodes is forbidden: User "dev" cannot list resource "nodes"',
    },
  ],
  server: live,
  takenAt: '2026-03-01T10:02:20Z',
};

/** A pod without a fault, from a recording. */
export const healthy: Report = {
  target: {
    kind: 'Pod',
    namespace: 'shop',
    name: 'web-1',
    status: 'Running',
    ready: '1/1',
    restarts: 0,
    ageSeconds: 441_000,
    node: 'w1',
    owner: { kind: 'StatefulSet', namespace: 'shop', name: 'web' },
  },
  verdict: 'healthy',
  findings: [],
  coverage: [{ subject: 'pods', scope: '-A', outcome: 'read', count: 12 }],
  notSeen: [],
  server: { kind: 'recording', location: 'fixtures/clusters/shop.yaml' },
  takenAt: '2026-03-01T10:02:20Z',
};

/** A pod that is not as it should be, and too little could be read to say why. */
export const unknown: Report = {
  ...healthy,
  target: { kind: 'Pod', namespace: 'shop', name: 'mail-0', status: 'Pending', ready: '0/1', ageSeconds: 4000 },
  verdict: 'unknown',
  note: {
    en: 'not as it should be (no node has been chosen yet), and nothing seen explains it',
    zh: '状态异常（尚未选定节点），但现有信息不足以解释原因',
  },
  notSeen: [
    { en: 'events (-n shop): no right to read', zh: 'events（-n shop）：没有读取权限' },
    { en: 'nodes: not in the recording', zh: 'nodes：录制内容中没有' },
    { en: 'persistentvolumeclaims (-n shop): read in part', zh: 'persistentvolumeclaims（-n shop）：只读到一部分' },
  ],
};

/** A pod that no node takes: the table of nodes, and what would change it. */
export const pending: Report = {
  ...unknown,
  nodes: [
    {
      node: 'w1',
      fits: false,
      reasons: [
        {
          plugin: 'TaintToleration',
          text: 'node(s) had untolerated taint(s)',
          about: { en: 'dedicated=db:NoSchedule', zh: 'dedicated=db:NoSchedule' },
        },
        {
          plugin: 'NodeResourcesFit',
          text: 'Insufficient cpu',
          shortage: { resource: 'cpu', requested: '3', free: '420m', capacity: '1' },
        },
      ],
    },
    { node: 'w2', fits: true, reasons: [] },
    { node: 'w3', reasons: [] },
  ],
  ways: [
    {
      changes: [
        { en: 'it tolerates dedicated=db:NoSchedule', zh: '容忍污点 dedicated=db:NoSchedule' },
        { en: 'it requests at most 420m of cpu', zh: 'cpu 请求量不超过 420m' },
      ],
      opens: ['w1'],
      alone: [
        {
          change: { en: 'it tolerates dedicated=db:NoSchedule', zh: '容忍污点 dedicated=db:NoSchedule' },
          next: '0/1 nodes are available: 1 Insufficient cpu.',
        },
      ],
      command: { risk: 'safe', line: 'kubectl taint nodes w1 dedicated:NoSchedule-' },
    },
  ],
};

/** A pod on its way. */
export const progressing: Report = {
  ...healthy,
  target: {
    kind: 'Pod',
    namespace: 'shop',
    name: 'web-2',
    status: 'ContainerCreating',
    ready: '0/1',
    ageSeconds: 12,
    node: 'w1',
  },
  verdict: 'progressing',
  note: { en: 'on its way: container web is being created', zh: '进行中：容器 web 正在创建' },
};

const node: Ref = { kind: 'Node', namespace: '', name: 'w3' };
const consequence = (i: number): Finding => ({
  ...backOff,
  id: 'node-down/pod-lost',
  fingerprint: `lost-${i}`,
  explainedBy: 'node',
  target: { kind: 'Pod', namespace: 'shop', name: `cart-${i}` },
  title: { en: `the state of cart-${i} is not known`, zh: `cart-${i} 的状态未知` },
});

/** Two roots: a dead node that explains seven findings, and a warning of the Deployment's own. */
export const twoRoots: Report = {
  target: { kind: 'Deployment', namespace: 'shop', name: 'cart', ready: '1/8', ageSeconds: 7_862_400 },
  verdict: 'failing',
  findings: [
    {
      ...livenessTooEarly,
      id: 'node-down/not-ready',
      fingerprint: 'node',
      target: node,
      permanence: 'depends',
      title: { en: 'node w3 stopped reporting 6 min ago', zh: '节点 w3 已有 6 分钟没有上报状态' },
      cause: {
        en: 'The kubelet of w3 has not renewed its lease for 6 min; the node controller set Ready to Unknown and will evict its pods after 300 s.',
        zh: 'w3 的 kubelet 已有 6 分钟没有续约 Lease；节点控制器已将 Ready 置为 Unknown，并会在 300 秒后驱逐其上的 Pod。',
      },
      fix: { en: 'Find out whether the machine runs.', zh: '先确认这台机器是否还在运行。' },
      evidence: [
        { kind: 'field', object: node, source: 'status.conditions[Ready].status', value: 'Unknown', ageSeconds: 360 },
        {
          kind: 'fact',
          object: { kind: 'Lease', namespace: 'kube-node-lease', name: 'w3' },
          source: 'spec.renewTime',
          value: '2026-03-01T09:56:20Z',
        },
      ],
      ruledOut: [],
      fixes: [
        { risk: 'inspect', command: 'kubectl get node w3 -o wide' },
        {
          risk: 'destructive',
          command: 'kubectl delete node w3',
          note: { en: 'only when the machine is gone for good', zh: '仅当机器确实不会再回来时使用' },
        },
      ],
    },
    ...[1, 2, 3, 4, 5, 6, 7].map(consequence),
    {
      ...livenessTooEarly,
      id: 'workload/no-requests',
      fingerprint: 'w',
      severity: 'warning',
      confidence: 'low',
      permanence: 'transient',
      target: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
      title: { en: 'cart requests no memory', zh: 'cart 没有设置内存请求' },
      cause: { en: 'Its pods are the first to be evicted.', zh: '节点资源紧张时，它的 Pod 会最先被驱逐。' },
      fix: { en: 'Set resources.requests.', zh: '请设置 resources.requests。' },
      evidence: [],
      ruledOut: [],
      fixes: [{ risk: 'safe', command: 'kubectl top pod -n shop -l app=cart' }],
      explains: [],
    },
  ],
  coverage: [],
  notSeen: [],
  server: live,
  takenAt: '2026-03-01T10:02:20Z',
};

/** Every report above by name. */
export const reports: Record<string, Report> = {
  crashLoop,
  imagePull,
  healthy,
  unknown,
  pending,
  progressing,
  twoRoots,
};
