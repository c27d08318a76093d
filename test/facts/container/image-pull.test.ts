import { describe, expect, test } from 'vitest';
import imagePull from '../../../src/facts/container/image-pull.ts';
import { toSnapshot } from '../../../src/collect/build.ts';
import { Cluster } from '../../../src/model/cluster.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
/** So many seconds before the snapshot. */
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString().replace('.000Z', 'Z');

interface Given {
  image?: string;
  waiting?: object;
  state?: object;
  spec?: object;
  pod?: object;
  events?: { reason: string; message: string; at: number; fieldPath?: string }[];
  secrets?: object[];
  node?: object;
}

function rows({ image = 'r.io/app:1', waiting, state, spec = {}, pod = {}, events = [], secrets, node }: Given) {
  const snapshot = toSnapshot({
    takenAt: ago(0),
    source: { kind: 'recording', location: 'test' },
    objects: {
      pods: [
        {
          metadata: { name: 'p', namespace: 'n', uid: 'u', creationTimestamp: ago(600) },
          spec: { nodeName: 'w1', containers: [{ name: 'app', image, imagePullPolicy: 'IfNotPresent' }], ...spec },
          status: { phase: 'Pending', containerStatuses: [{ name: 'app', state: state ?? { waiting } }], ...pod },
        },
      ],
      events: events.map(({ reason, message, at, fieldPath = 'spec.containers{app}' }, i) => ({
        metadata: { name: `e${i}`, namespace: 'n' },
        involvedObject: { kind: 'Pod', namespace: 'n', name: 'p', uid: 'u', ...(fieldPath && { fieldPath }) },
        reason,
        message,
        firstTimestamp: ago(at),
        lastTimestamp: ago(at),
      })),
      ...(secrets && { secrets }),
      ...(node && { nodes: [{ metadata: { name: 'w1' }, ...node }] }),
    },
    logs: [],
    coverage: secrets ? [{ subject: 'secrets', scope: '-n n', outcome: 'read' }] : [],
  });
  return imagePull.derive(new Cluster(snapshot));
}

const backOff = (error = '') => ({
  reason: 'ImagePullBackOff',
  message: `Back-off pulling image "r.io/app:1"${error}`,
});
const creating = { reason: 'ContainerCreating' };
const pulling = (at: number) => ({ reason: 'Pulling', message: 'Pulling image "r.io/app:1"', at });
const failed = (at: number) => ({
  reason: 'Failed',
  message: 'Failed to pull image "r.io/app:1": r.io/app:1: not found',
  at,
});
const repeated = (at: number) => ({ reason: 'Failed', message: 'Error: ImagePullBackOff', at });
const pulled = (at: number) => ({ reason: 'Pulled', message: 'Successfully pulled image "r.io/app:1" in 64ms', at });
const scheduled = (at: number) => ({
  reason: 'Scheduled',
  message: 'Successfully assigned n/p to w1',
  at,
  fieldPath: '',
});

describe('the root error', () => {
  test.each([
    ['of a failed attempt', { reason: 'ErrImagePull', message: 'r.io/app:1: not found' }, []],
    ['behind the back-off', backOff(': ErrImagePull: r.io/app:1: not found'), []],
    ['in the event, where the kubelet only backs off', backOff(), [repeated(5), failed(10), pulling(11)]],
    ['in the event, while the next attempt runs', creating, [pulling(2), failed(30)]],
  ])('%s', (_name, waiting, events) => {
    expect(rows({ waiting, events })).toMatchObject([{ problem: 'not-found', shortError: 'r.io/app:1: not found' }]);
  });

  test('is not known once the event has expired', () => {
    expect(rows({ waiting: backOff() })).toMatchObject([{ reason: 'ImagePullBackOff', error: null, problem: null }]);
  });

  test('is not taken from another container of the pod', () => {
    const other = { ...failed(10), fieldPath: 'spec.initContainers{init}' };
    expect(rows({ waiting: backOff(), events: [other] })).toMatchObject([{ error: null }]);
  });
});

describe('a pull in progress', () => {
  test('has a time and no error', () => {
    expect(rows({ waiting: creating, events: [pulling(70), scheduled(71)] })).toMatchObject([
      { pullingSeconds: 70, error: null, attempts: 1 },
    ]);
  });

  test.each([
    ['not begun: volumes and network come first', [scheduled(300)]],
    ['ended', [pulled(5), pulling(70)]],
  ])('no row when it has %s', (_name, events) => {
    expect(rows({ waiting: creating, events })).toEqual([]);
  });
});

test('failures of the past do not count once the container runs or the pod has ended', () => {
  expect(rows({ state: { running: { startedAt: ago(60) } }, events: [failed(100)] })).toEqual([]);
  expect(rows({ waiting: backOff(), pod: { phase: 'Failed' }, events: [failed(100)] })).toEqual([]);
});

describe('pull secrets', () => {
  const spec = { imagePullSecrets: [{ name: 'a' }, { name: 'b' }] };
  const waiting = backOff();
  const told = {
    reason: 'FailedToRetrieveImagePullSecret',
    message: 'Unable to retrieve some image pull secrets (b); attempting to pull the image may not succeed.',
    at: 9,
    fieldPath: '',
  };
  const secret = (name: string, type: string) => ({ metadata: { name, namespace: 'n' }, type });

  test('are looked up', () => {
    expect(rows({ spec, waiting, secrets: [secret('a', 'other')] })).toMatchObject([
      { pullSecrets: ['a', 'b'], missingSecrets: ['b'], wrongTypeSecrets: ['a'], secretsRead: true },
    ]);
  });

  test('created since the event was written are not missing', () => {
    const both = ['a', 'b'].map((name) => secret(name, 'kubernetes.io/dockerconfigjson'));
    expect(rows({ spec, waiting, secrets: both, events: [told] })).toMatchObject([
      { missingSecrets: [], wrongTypeSecrets: [] },
    ]);
  });

  test('that may not be read are known from the event alone', () => {
    expect(rows({ spec, waiting, events: [told] })).toMatchObject([{ missingSecrets: ['b'], secretsRead: false }]);
    expect(rows({ spec, waiting })).toMatchObject([{ missingSecrets: [], secretsRead: false }]);
  });
});

describe('the node', () => {
  const waiting = backOff();
  const having = (...names: string[]) => ({
    status: { images: names.map((name) => ({ names: [name], sizeBytes: 1 })) },
  });

  test('has the image under another spelling', () => {
    expect(rows({ image: 'app', waiting, node: having('docker.io/library/app:latest') })).toMatchObject([
      { onNode: true },
    ]);
  });

  test('tells that it lacks an image only while its list is whole', () => {
    expect(rows({ waiting, node: having('r.io/app:2') })).toMatchObject([{ onNode: false, knownTags: ['2'] }]);
    const fifty = Array.from({ length: 50 }, (_, i) => `r.io/x:${i}`);
    expect(rows({ waiting, node: having(...fifty) })).toMatchObject([{ onNode: null }]);
    expect(rows({ waiting })).toMatchObject([{ onNode: null, nodeArch: null, kindCluster: null }]);
  });

  test('of kind names its cluster', () => {
    expect(rows({ waiting, node: { spec: { providerID: 'kind://docker/dev/dev-worker' } } })).toMatchObject([
      { kindCluster: 'dev' },
    ]);
  });

  test('suggests the tag that was probably meant, in the words of the manifest', () => {
    const node = having('docker.io/library/app:1.27.3', 'docker.io/library/app:0.9', 'docker.io/library/other:1.27.4');
    expect(rows({ image: 'app:1.27.4', waiting, node })).toMatchObject([{ suggestedImage: 'app:1.27.3' }]);
  });
});

test('every row has the same fields, known or not', () => {
  const [bare] = rows({ waiting: backOff() });
  const [full] = rows({
    waiting: { reason: 'ErrImagePull', message: 'Head "https://r.io/v2/": dial tcp 10.0.0.1:443: i/o timeout' },
    events: [pulling(3)],
    secrets: [],
    node: { spec: { providerID: 'kind://docker/dev/dev-worker' }, status: { nodeInfo: { architecture: 'arm64' } } },
  });
  expect(Object.keys(bare ?? {}).toSorted()).toEqual(Object.keys(full ?? {}).toSorted());
  expect(Object.values(bare ?? {})).not.toContain(undefined);
});
