import { expect, test } from 'vitest';
import { shapes } from '../../src/model/objects.ts';
import { kindOf, kindOfAlias, kinds, pathOf } from '../../src/model/resources.ts';

test('every shaped kind has its place in the API', () => {
  expect(kinds.toSorted()).toEqual(Object.keys(shapes).toSorted());
});

test.each([
  ['po', 'pods'],
  ['Pod', 'pods'],
  ['deployments.apps', 'deployments'],
  ['deploy.v1.apps', 'deployments'],
  ['pvc', 'persistentvolumeclaims'],
  ['deployments.example.com', undefined],
  ['constructor', undefined],
  ['', undefined],
])('kubectl’s %s is %s', (word, kind) => {
  expect(kindOfAlias(word)).toBe(kind);
});

test('a kind is known in any version of its group, and in no other group', () => {
  expect(kindOf('apps/v1beta1', 'Deployment')).toBe('deployments');
  expect(kindOf('v1', 'Pod')).toBe('pods');
  expect(kindOf('serving.knative.dev/v1', 'Deployment')).toBeUndefined();
});

test.each([
  [pathOf('pods'), '/api/v1/pods'],
  [pathOf('pods', 'shop', 'a'), '/api/v1/namespaces/shop/pods/a'],
  [pathOf('nodes', 'ignored', 'w1'), '/api/v1/nodes/w1'],
  [pathOf('leases', 'kube-system'), '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases'],
  [pathOf('pods', '../x', 'a?b'), '/api/v1/namespaces/..%2Fx/pods/a%3Fb'],
])('%s', (path, expected) => {
  expect(path).toBe(expected);
});
