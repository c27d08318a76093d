import { expect, test } from 'vitest';
import { toSnapshot } from '../../src/collect/build.ts';
import { absolute, coveredBy, overlapping } from '../../src/model/budget.ts';
import { scalesOf } from '../../src/model/scale.ts';
import { Cluster } from '../../src/model/cluster.ts';

const pod = (name: string, labels: Record<string, string>, phase = 'Running', namespace = 'shop') => ({
  metadata: {
    name,
    namespace,
    labels,
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5f', controller: true }],
  },
  status: { phase },
});
const budget = (name: string, selector: object | undefined) => ({
  metadata: { name, namespace: 'shop' },
  spec: { maxUnavailable: 1, ...(selector && { selector }) },
});

const cluster = new Cluster(
  toSnapshot({
    takenAt: '2026-01-01T00:00:00Z',
    source: { kind: 'recording', location: 'test' },
    coverage: [],
    logs: [],
    objects: {
      pods: [
        pod('web-1', { app: 'web', tier: 'front' }),
        pod('done', { app: 'web' }, 'Succeeded'),
        pod('api-1', { app: 'api' }),
        pod('web-1', { app: 'web' }, 'Running', 'other'),
      ],
      replicasets: [
        {
          metadata: {
            name: 'web-5f',
            namespace: 'shop',
            ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', controller: true }],
          },
          spec: { replicas: 2 },
        },
      ],
      deployments: [{ metadata: { name: 'web', namespace: 'shop' }, spec: { replicas: 3 } }],
      poddisruptionbudgets: [
        budget('by-label', { matchLabels: { app: 'web' } }),
        budget('by-expression', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }),
        budget('all', {}),
        budget('none', undefined),
      ],
    },
  }),
);
const named = (name: string) => {
  const found = cluster.find('poddisruptionbudgets', 'shop', name);
  if (!found) throw new Error(name);
  return found;
};
const names = (name: string) => coveredBy(named(name), cluster).map(({ metadata }) => metadata.name);

test('which pods a budget covers: those of its namespace that live, by labels and expressions, all, or none', () => {
  expect(names('by-label')).toEqual(['web-1']);
  expect(names('by-expression')).toEqual(['api-1']);
  expect(names('all')).toEqual(['web-1', 'api-1']);
  expect(names('none')).toEqual([]);
});

test('which other budgets cover the same pods', () => {
  expect(overlapping(named('by-label'), cluster).map(({ metadata }) => metadata.name)).toEqual(['all']);
  expect(overlapping(named('none'), cluster)).toEqual([]);
});

test('the Deployment above a ReplicaSet says how many pods there are to be', () => {
  expect(scalesOf(coveredBy(named('all'), cluster), cluster)).toEqual([
    { kind: 'Deployment', name: 'web', replicas: 3 },
  ]);
});

test.each([
  [2, 5, 2],
  ['50%', 5, 3],
  ['100%', 3, 3],
  ['0%', 3, 0],
  ['half', 3, null],
  [undefined, 3, null],
])('%s of %i pods is %s', (value, of, expected) => {
  expect(absolute(value, of)).toBe(expected);
});
