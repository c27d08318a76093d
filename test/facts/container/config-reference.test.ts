import { describe, expect, test } from 'vitest';
import { toSnapshot } from '../../../src/collect/build.ts';
import fact from '../../../src/facts/container/config-reference.ts';
import { Cluster } from '../../../src/model/cluster.ts';

interface Given {
  message: string;
  spec?: object;
  status?: object;
  configmaps?: object[];
  secrets?: object[];
}

const named = (name: string, rest: object = {}) => ({ metadata: { name, namespace: 'n', uid: name }, ...rest });
const env = (
  name: string,
  kind: 'configMapKeyRef' | 'secretKeyRef',
  object: string,
  key: string,
  optional = false,
) => ({
  name,
  valueFrom: { [kind]: { name: object, key, ...(optional && { optional }) } },
});

/** Lists that are given were read; the others were not. */
function rows({ message, spec, status = {}, configmaps, secrets }: Given) {
  const read = (subject: 'configmaps' | 'secrets') => ({ subject, scope: '-n n', outcome: 'read' as const });
  const state = { waiting: { reason: 'CreateContainerConfigError', message } };
  const snapshot = toSnapshot({
    takenAt: '2026-01-01T12:00:00Z',
    source: { kind: 'recording', location: 'test' },
    objects: {
      pods: [
        named('p', {
          spec: { containers: [{ name: 'app', ...spec }] },
          status: { phase: 'Pending', containerStatuses: [{ name: 'app', restartCount: 0, state, ...status }] },
        }),
      ],
      configmaps: configmaps ?? [],
      secrets: secrets ?? [],
    },
    logs: [],
    coverage: [...(configmaps ? [read('configmaps')] : []), ...(secrets ? [read('secrets')] : [])],
  });
  return fact.derive(new Cluster(snapshot));
}

const LEVEL = env('LEVEL', 'configMapKeyRef', 'app-confg', 'level');

describe('a ConfigMap that is not there', () => {
  const message = 'configmap "app-confg" not found';
  test('is missing whether or not ConfigMaps may be read', () => {
    const known = rows({ message, spec: { env: [LEVEL] }, configmaps: [named('app-config'), named('other')] });
    expect(known).toMatchObject([
      {
        problem: 'missing',
        refName: 'app-confg',
        nearNames: ['app-config'],
        messagePath: expect.stringContaining('waiting.message'),
      },
    ]);
    const denied = rows({ message, spec: { env: [LEVEL] } });
    expect(denied).toMatchObject([
      { problem: 'missing', nearNames: [], messagePath: expect.stringContaining('waiting.message') },
    ]);
  });

  test('all its uses are one row, and what the kubelet would name next another', () => {
    const found = rows({
      message,
      spec: {
        envFrom: [{ configMapRef: { name: 'app-confg' } }],
        env: [LEVEL, env('B', 'configMapKeyRef', 'gone', 'b'), env('C', 'configMapKeyRef', 'maybe', 'c', true)],
      },
      configmaps: [],
    });
    expect(found).toMatchObject([
      { refName: 'app-confg', uses: ['envFrom', 'LEVEL'], alsoMissing: ['ConfigMap gone'] },
      { refName: 'gone', messagePath: null },
    ]);
  });

  test('that is there by now has appeared', () => {
    expect(
      rows({ message, spec: { env: [LEVEL] }, configmaps: [named('app-confg', { data: { level: '' } })] }),
    ).toMatchObject([{ problem: 'appeared' }]);
  });

  test('of another namespace does not count', () => {
    const elsewhere = { metadata: { name: 'app-confg', namespace: 'other' }, data: { level: '' } };
    expect(rows({ message, spec: { env: [LEVEL] }, configmaps: [elsewhere] })).toMatchObject([{ problem: 'missing' }]);
  });

  test('was there when the container last ran', () => {
    const ended = (reason: string) => ({ lastState: { terminated: { exitCode: 1, reason } } });
    const [row] = rows({ message, spec: { env: [LEVEL] }, status: ended('Error') });
    expect(row).toMatchObject({ ranBefore: true, lastExit: 1 });
    expect(rows({ message, spec: { env: [LEVEL] }, status: ended('StartError') })).toMatchObject([
      { ranBefore: false },
    ]);
  });
});

describe('a key that is not there', () => {
  test('of a ConfigMap: its keys are told', () => {
    const found = rows({
      message: "couldn't find key log_level in ConfigMap n/app",
      spec: { env: [env('L', 'configMapKeyRef', 'app', 'log_level')] },
      configmaps: [named('app', { data: { 'log-level': '', port: '' } })],
    });
    expect(found).toMatchObject([
      { problem: 'key-missing', keys: ['log-level', 'port'], nearKey: 'log-level', inBinary: false },
    ]);
  });

  test('of a ConfigMap: binary data is no data', () => {
    const found = rows({
      message: "couldn't find key blob in ConfigMap n/app",
      spec: { env: [env('L', 'configMapKeyRef', 'app', 'blob')] },
      configmaps: [named('app', { binaryData: { blob: '' } })],
    });
    expect(found).toMatchObject([{ problem: 'key-missing', inBinary: true }]);
  });

  test('of a Secret: only what the kubelet says is known', () => {
    const found = rows({
      message: "couldn't find key passwd in Secret n/db",
      spec: { env: [env('A', 'secretKeyRef', 'db', 'user'), env('B', 'secretKeyRef', 'db', 'passwd')] },
      secrets: [named('db')],
    });
    expect(found).toMatchObject([{ problem: 'key-missing', key: 'passwd', uses: ['B'], keys: [] }]);
  });
});

test('another error, and references that may be missing, are not blamed', () => {
  const optional = env('A', 'secretKeyRef', 'db', 'user', true);
  const message = 'container has runAsNonRoot and image will run as root';
  expect(
    rows({
      message,
      spec: { env: [optional, LEVEL] },
      configmaps: [named('app-confg', { data: { level: '' } })],
      secrets: [],
    }),
  ).toEqual([]);
});
