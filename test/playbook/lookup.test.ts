import { describe, expect, test } from 'vitest';
import type { Playbook, Symptom } from '../../src/model/playbook.ts';
import type { Word } from '../../src/model/word.ts';
import { builtinKnowledge } from '../../src/playbook/builtin-knowledge.ts';
import { cardsOf, knowledgeOf, pack, unpack } from '../../src/playbook/knowledge.ts';
import { lookUp, suggestions } from '../../src/playbook/lookup.ts';

const text = (words: string) => ({ en: words, zh: words });

const symptom: Symptom = {
  id: 'mount',
  title: text('Volumes'),
  what: text('…'),
  checks: [text('…')],
  words: ['FailedMount'],
};
const cause = (id: string, words: string[]): Playbook => ({
  id,
  symptom: 'mount',
  title: text(id),
  cause: text('…'),
  words,
});
const word = (id: string, words: string[], more: Partial<Word> = {}): Word => ({
  id,
  kind: 'event',
  words,
  title: text(id),
  what: text('…'),
  ...more,
});

const cards = cardsOf(
  {
    symptoms: [symptom],
    playbooks: [cause('mount/secret-missing', ['FailedMount', 'secret not found']), cause('mount/nfs', ['137'])],
  },
  [
    {
      id: 'events',
      title: { en: 'Events', zh: '事件' },
      words: [
        word('events/failed-mount', ['FailedMount', '挂载失败'], { see: ['mount/nfs'] }),
        word('events/failed', ['Failed'], { kind: 'phase' }),
        word('events/sigkill', ['SIGKILL', 'signal 9', 'exit code 137'], { like: ['signal: killed'] }),
        word('events/own-code', ['exit code 3..123']),
        word('events/not-ready-taint', ['node.kubernetes.io/not-ready']),
        word('events/init', ['Init:N/M']),
      ],
    },
  ],
);
const small = knowledgeOf(cards);
const first = (query: string): string | undefined => lookUp(query, small).cards[0]?.id;

describe('a name', () => {
  test('leads to its entry first, and on to the symptom and the causes that bear it', () => {
    const { cards: shown, also } = lookUp('FailedMount', small);
    expect(shown.map(({ id }) => id)).toEqual(['events/failed-mount']);
    expect(shown[0]?.see.map(({ id }) => id)).toEqual(['mount/nfs']);
    expect(also.map(({ id }) => id)).toEqual(['mount', 'mount/secret-missing']);
  });

  test.each(['failedmount', 'failed mount', 'failed-mount', 'FAILED_MOUNT', 'FailedMount?', 'event FailedMount'])(
    'may be written %s',
    (query) => expect(first(query)).toBe('events/failed-mount'),
  );

  test('that is an id shows that entry alone', () => {
    const { cards: shown, also } = lookUp('mount/secret-missing', small);
    expect([shown.map(({ id }) => id), also]).toEqual([['mount/secret-missing'], []]);
  });

  test('that only causes bear lists those causes', () => {
    expect(lookUp('secret not found', small).cards.map(({ id }) => id)).toEqual(['mount/secret-missing']);
  });
});

describe('numbers', () => {
  test.each([
    '137',
    'exit 137',
    'exit code 137',
    'Exit Code: 137',
    'exited with code 137',
    '退出码 137',
    '退出码137',
    'ExitCode:137',
    'Init:ExitCode:137',
    '退出码137是什么意思',
    'Signal:9',
    'Init:Signal:9',
    'signal 9',
    '信号9',
    'kill -9',
    'sigkill',
  ])('%s is SIGKILL', (query) => expect(first(query)).toBe('events/sigkill'));

  test('a bare number in a cause’s words is an exit code as well', () => {
    expect(lookUp('exit code 137', small).also.map(({ id }) => id)).toEqual(['mount/nfs']);
  });

  test('a range holds its numbers and no other', () => {
    expect(first('exit code 3')).toBe('events/own-code');
    expect(first('123')).toBe('events/own-code');
    expect(first('exit code 124')).toBeUndefined();
  });
});

test.each([
  ['node.kubernetes.io/not-ready:NoExecute', 'events/not-ready-taint'],
  ['Init:1/3', 'events/init'],
  ['Init:FailedMount', 'events/failed-mount'],
  ['挂载失败怎么办？', 'events/failed-mount'],
  ['我的pod挂载失败了', 'events/failed-mount'],
  ['Warning  FailedMount  3s  kubelet  MountVolume.SetUp failed', 'events/failed-mount'],
  ['process ended: signal: killed', 'events/sigkill'],
])('%s is understood', (query, id) => expect(first(query)).toBe(id));

test('everyday words in a sentence lead nowhere', () => {
  expect(lookUp('it has failed again today', small).cards).toEqual([]);
});

test.each(['', '   ', '???', 'zxqv', '香蕉苹果', '\u001b[31m', 'a'.repeat(5000), '137137', 'exit code 999'])(
  'nonsense finds nothing: %j',
  (query) => expect(lookUp(query, small).cards).toEqual([]),
);

test('a misspelt word has near ones, nonsense has none', () => {
  expect(suggestions('FaildMount', small)).toContain('FailedMount');
  expect(suggestions('挂载不上', small)).not.toContain('SIGKILL');
  expect(suggestions('香蕉', small)).toEqual([]);
});

test('packed knowledge answers as the whole does', () => {
  const bytes = Buffer.from(pack(cards));
  const packed = unpack((from, length) => bytes.subarray(from, from + length));
  expect(packed.all()).toEqual(cards);
  for (const key of ['failedmount', 'exitcode137', 'exitcode77', 'mount', '挂载失败', 'nothing', '']) {
    expect(packed.exact(key), key).toEqual(small.exact(key));
  }
});

/** What people type and paste, and the entry or entries that must come first. */
const QUESTIONS: [query: string, id: string | RegExp][] = [
  ['镜像拉取失败', 'statuses/image-pull-back-off'],
  ['就绪探针失败', 'events-kubelet/readiness-probe-failed'],
  ['存活探针失败', 'events-kubelet/liveness-probe-failed'],
  ['一直Pending', 'statuses/pending'],
  ['Pod一直处于Pending状态怎么办', 'statuses/pending'],
  ['退出码137', 'exit-codes/sigkill'],
  ['被驱逐', 'pod-refused/evicted'],
  ['pod 被驱逐了怎么办', 'pod-refused/evicted'],
  ['pod一直重启怎么办', 'statuses/crash-loop-back-off'],
  ['卡在Terminating', 'statuses/terminating'],
  ['节点NotReady', 'nodes/not-ready'],
  ['三种探针的区别', /^topics-pods\/probes$/],
  ['就绪探真失败', 'events-kubelet/readiness-probe-failed'],
  ['crash loop back off', 'statuses/crash-loop-back-off'],
  ['image-pull-back-off', 'statuses/image-pull-back-off'],
  ['Back-off restarting failed container app in pod x', 'statuses/crash-loop-back-off'],
  ['back-off 5m0s restarting failed container=app pod=web-1_shop(0e)', 'statuses/crash-loop-back-off'],
  ['0/3 nodes are available: 3 Insufficient cpu.', 'messages/insufficient-cpu'],
  [
    "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    'messages/didn-t-match-pod-s-node-affinity-selector',
  ],
  ['0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }', /^taints\//],
  ['MountVolume.SetUp failed for volume "x" : configmap "y" not found', 'messages/configmap-not-found'],
  ['Unable to attach or mount volumes: unmounted volumes=[data]', 'events-kubelet/failed-mount'],
  [
    'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) db-0',
    'events-kubelet/failed-attach-volume',
  ],
  ['Readiness probe failed: HTTP probe failed with statuscode: 503', 'events-kubelet/readiness-probe-failed'],
  ['Failed to pull image "x": rpc error: code = NotFound desc = manifest unknown', /manifest-unknown|err-image-pull/],
  ['standard_init_linux.go:228: exec user process caused: exec format error', 'messages/exec-format-error'],
  ['dial tcp 10.0.0.1:5432: connect: connection refused', 'messages/connection-refused'],
  ['x509: certificate signed by unknown authority', 'messages/x509-certificate-signed-by-unknown-authority'],
  ['The node was low on resource: memory. Threshold quantity: 100Mi', 'pod-refused/evicted'],
  [
    'pods "web" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2',
    'messages/exceeded-quota',
  ],
  ['The connection to the server localhost:8080 was refused', /^messages\/the-connection-to-the-server/],
  ['Job has reached the specified backoff limit', 'events-workloads/backoff-limit-exceeded'],
];

/** Plain words for things and troubles: whatever else bears the name, one entry explains it. */
const THINGS =
  'pod container image node service endpoints configmap secret pvc pv volume namespace ingress dns coredns etcd kubelet kube-proxy apiserver probe liveness readiness affinity toleration taint QoS helm hpa pdb rbac quota finalizer crd drain cordon oom 502 404 网络 镜像 容器 节点 污点 探针 日志 存储卷 命名空间 亲和性 端点 事件 pod起不来 pod重启 内存不足 网站打不开'.split(
    ' ',
  );

describe('what people ask', async () => {
  const knowledge = await builtinKnowledge();
  test.each(QUESTIONS)('%s', (query, id) => {
    expect(lookUp(query, knowledge).cards[0]?.id).toMatch(typeof id === 'string' ? new RegExp(`^${id}$`) : id);
  });

  test.each(THINGS)('%s', (query) => {
    expect(lookUp(query, knowledge).cards.length).toBeLessThanOrEqual(3);
    expect(lookUp(query, knowledge).cards[0]?.sort).toBe('word');
  });

  test.each(['asdf qwer', '香蕉', 'blubb', 'the quick brown fox', '今天天气不错'])('nonsense: %s', (query) => {
    expect(lookUp(query, knowledge).cards).toEqual([]);
  });
});
