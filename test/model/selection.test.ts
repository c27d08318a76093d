import { expect, test } from 'vitest';
import { toSnapshot } from '../../src/collect/build.ts';
import type { Kind } from '../../src/model/objects.ts';
import { selectPods, type Selection } from '../../src/model/selection.ts';
import { parseSelector } from '../../src/model/selector.ts';

const ownedBy = (kind: string, name: string, uid?: string) => [
  { apiVersion: 'apps/v1', kind, name, uid, controller: true },
];

const object = (name: string, extra: object = {}, spec: object = {}) => ({
  metadata: { name, namespace: 'shop', uid: `uid-${name}`, ...extra },
  spec,
});

const world: Partial<Record<Kind, unknown[]>> = {
  deployments: [
    object('web', {}, { selector: { matchLabels: { app: 'web' } } }),
    object('web', { namespace: 'other' }),
  ],
  replicasets: [object('web-new', { ownerReferences: ownedBy('Deployment', 'web', 'uid-web') }), object('stray')],
  statefulsets: [object('db')],
  pods: [
    object('web-new-a', {
      labels: { app: 'web', tier: 'front' },
      ownerReferences: ownedBy('ReplicaSet', 'web-new', 'uid-web-new'),
    }),
    object('web-old', {
      labels: { app: 'web' },
      ownerReferences: ownedBy('ReplicaSet', 'web-new', 'uid-of-an-earlier'),
    }),
    object('db-0', { labels: { app: 'db' }, ownerReferences: ownedBy('StatefulSet', 'db', 'uid-db') }),
    object('webhook'),
    object('db-0', { namespace: 'other' }),
  ],
};

const chosen = (selection: Selection, namespace?: string, objects = world): string[] => {
  const snapshot = toSnapshot({
    takenAt: '2026-01-01T00:00:00Z',
    source: { kind: 'recording', location: 'test' },
    objects,
    logs: [],
    coverage: [],
  });
  return selectPods(snapshot, selection, namespace).pods.map(
    ({ metadata }) => `${metadata.namespace}/${metadata.name}`,
  );
};

test('a Deployment leads through its ReplicaSets to its pods, and to no pod of an earlier one of the same name', () => {
  expect(chosen({ owner: { kind: 'deployments', name: 'web' } }, 'shop')).toEqual(['shop/web-new-a']);
  expect(chosen({ owner: { kind: 'statefulsets', name: 'db' } })).toEqual(['shop/db-0']);
});

test('without its ReplicaSets a Deployment is known by selector and by the name of the owner', () => {
  const { replicasets: _, ...unseen } = world;
  expect(chosen({ owner: { kind: 'deployments', name: 'web' } }, 'shop', unseen)).toEqual([
    'shop/web-new-a',
    'shop/web-old',
  ]);
});

test('a name is a pod, or the beginning of several', () => {
  expect(chosen({ names: ['db-0'] }, 'shop')).toEqual(['shop/db-0']);
  expect(chosen({ names: ['web'] })).toEqual(['shop/web-new-a', 'shop/web-old']);
  expect(chosen({ names: ['web*'] })).toEqual(['shop/web-new-a', 'shop/web-old', 'shop/webhook']);
  expect(chosen({ names: ['nothing'] })).toEqual([]);
});

test.each([
  ['app=web', ['shop/web-new-a', 'shop/web-old']],
  ['app==web,tier', ['shop/web-new-a']],
  ['app in (web, db),!tier', ['shop/web-old', 'shop/db-0']],
  ['app!=web', ['shop/db-0', 'shop/webhook']],
  ['app notin (web,db)', ['shop/webhook']],
])('-l "%s"', (labelSelector, names) => {
  expect(chosen({ labelSelector }, 'shop')).toEqual(names);
});

test.each(['app in web', 'app=we b', 'a b', '', '=web', 'app=(web)'])(
  '"%s" is no selector, and the error names it',
  (text) => {
    expect(() => parseSelector(text)).toThrow(/not a label selector/);
  },
);
