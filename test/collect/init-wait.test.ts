import { expect, test } from 'vitest';
import { collectPods } from '../../src/collect/pod.ts';
import type { ClusterReader, Query } from '../../src/model/reader.ts';

const pod = (command: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', uid: 'u1' },
  spec: {
    nodeName: 'w1',
    initContainers: [{ name: 'wait', command: ['sh', '-c', command] }],
    containers: [{ name: 'app' }],
  },
  status: {
    phase: 'Pending',
    initContainerStatuses: [
      { name: 'wait', restartCount: 0, containerID: 'c', state: { running: { startedAt: '2026-01-01T00:00:00Z' } } },
    ],
  },
});
const service = {
  metadata: { name: 'db', namespace: 'shop', uid: 's1' },
  spec: { clusterIP: '10.0.0.1', selector: { app: 'db' } },
};

/** What is asked of a server for a pod whose init container says this. */
async function asked(command: string, log: string, services: unknown[] = []): Promise<string[]> {
  const questions: string[] = [];
  const items = (query: Query): unknown[] => {
    if (query.kind === 'pods' && query.name) return [pod(command)];
    return query.kind === 'services' && !query.fieldSelector ? services : [];
  };
  const reader: ClusterReader = {
    read: (query) => {
      const { kind, namespace = '-A', name = '', labelSelector = '', fieldSelector = '' } = query;
      questions.push([kind, namespace, name, labelSelector, fieldSelector].filter(Boolean).join(' '));
      return Promise.resolve({ outcome: 'read', items: items(query) });
    },
    log: ({ container, previous }) => {
      questions.push(`log ${container}${previous ? ' previous' : ''}`);
      return Promise.resolve({ outcome: 'read', text: log });
    },
    serverTime: () => '2026-01-01T00:01:00Z',
    location: 'https://test',
    context: 'test',
    namespace: 'shop',
  };
  await collectPods(reader, { namespace: 'shop', names: ['web'] });
  expect(new Set(questions).size).toBe(questions.length);
  expect(questions.length).toBeLessThanOrEqual(12);
  return questions.filter((question) => !/^(?:events|nodes|pods shop web)/.test(question));
}

test('a name that does not resolve is looked for among the Services of the namespace, then in others', async () => {
  expect(await asked('until nslookup db; do sleep 2; done', "** server can't find db: NXDOMAIN")).toEqual([
    'log wait',
    'services shop',
    'services -A metadata.name=db',
  ]);
});

test('a Service that is there is asked for its endpoints, and without any for the pods it selects', async () => {
  expect(await asked('until nc -z db 5432; do sleep 2; done', '', [service])).toEqual([
    'log wait',
    'services shop',
    'endpointslices shop kubernetes.io/service-name=db',
    'pods shop app=db',
  ]);
});

test('kubectl wait leads to the object it names, in its namespace', async () => {
  expect(await asked('kubectl -n data wait --for=condition=complete job/seed', '')).toEqual([
    'log wait',
    'jobs data seed',
  ]);
});

test('an init container that gets on with its work costs its log and nothing more', async () => {
  expect(await asked('restore --host db', 'restored orders\nrestored customers\nanalyze\nvacuum')).toEqual([
    'log wait',
  ]);
});
