import { expect, test } from 'vitest';
import { configRefsOf, toldMissing } from '../../src/model/config-refs.ts';
import { containersOf } from '../../src/model/pod.ts';

test.each([
  ['configmap "app" not found', { kind: 'ConfigMap', name: 'app', key: undefined }],
  ['configmaps "app" not found', { kind: 'ConfigMap', name: 'app', key: undefined }], // kubelets before 1.16
  ['secret "db.v1" not found', { kind: 'Secret', name: 'db.v1', key: undefined }],
  ["couldn't find key log level in ConfigMap shop/app", { kind: 'ConfigMap', name: 'app', key: 'log level' }],
  ["couldn't find key tls.crt in Secret shop/cert", { kind: 'Secret', name: 'cert', key: 'tls.crt' }],
])('the kubelet names what it cannot find: %s', (message, told) => {
  expect(toldMissing(message)).toEqual(told);
});

test.each([
  'container has runAsNonRoot and image will run as root',
  'configmaps "app" is forbidden: User "system:node:w1" cannot get resource "configmaps"',
  'failed to sync configmap cache: timed out waiting for the condition',
  'persistentvolumeclaim "data" not found',
  '',
])('nothing is named as not found: %s', (message) => {
  expect(toldMissing(message)).toBeUndefined();
});

test('a message of any length is read', () => {
  expect(toldMissing("couldn't find key ".repeat(50_000))).toBeUndefined();
});

test('references are listed as the kubelet resolves them, with where they stand', () => {
  const [container] = containersOf({
    metadata: { name: 'p', namespace: 'n' },
    spec: {
      containers: [
        {
          name: 'app',
          env: [
            { name: 'PLAIN' },
            { name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } },
            { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          ],
          envFrom: [{ configMapRef: { name: 'c' }, prefix: 'APP_' }, { secretRef: {} }],
        },
      ],
    },
  });
  expect(container && configRefsOf(container)).toEqual([
    {
      kind: 'ConfigMap',
      name: 'c',
      key: undefined,
      optional: false,
      use: 'envFrom with prefix APP_',
      path: 'spec.containers[app].envFrom[0]',
    },
    { kind: 'Secret', name: 's', key: 'k', optional: true, use: 'A', path: 'spec.containers[app].env[A].valueFrom' },
  ]);
});
