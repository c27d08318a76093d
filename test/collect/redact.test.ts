import { expect, test } from 'vitest';
import { redactObject } from '../../src/collect/redact.ts';

test('drops what nobody reads and what holds copies of everything', () => {
  const metadata = {
    name: 'a',
    managedFields: [{}],
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"password":"hunter2"}', team: 'shop' },
  };
  expect(redactObject({ kind: 'Pod', metadata })).toEqual({
    kind: 'Pod',
    metadata: { name: 'a', annotations: { team: 'shop' } },
  });
});

test('a Secret has no values, also within a list', () => {
  const secret = {
    kind: 'Secret',
    metadata: { name: 's' },
    type: 'Opaque',
    data: { a: 'eA==' },
    stringData: { b: 'x' },
  };
  expect(redactObject({ kind: 'List', items: [secret] })).toEqual({
    kind: 'List',
    items: [{ kind: 'Secret', metadata: { name: 's' }, type: 'Opaque' }],
  });
});

test('a ConfigMap keeps its keys without the values', () => {
  const map = { kind: 'ConfigMap', metadata: { name: 'c' }, data: { 'app.yaml': 'password: hunter2' } };
  expect(redactObject(map)).toEqual({ ...map, data: { 'app.yaml': '' } });
});

test.each([
  [{ name: 'DB_PASSWORD', value: 'hunter2' }, '***'],
  [{ name: 'AWS_SECRET_ACCESS_KEY', value: 'x' }, '***'],
  [{ name: 'GITHUB_TOKEN', value: 'x' }, '***'],
  [{ name: 'API_KEY', value: 'x' }, '***'],
  [{ name: 'LOG_LEVEL', value: 'debug' }, 'debug'],
  [{ name: 'PASSWORD_FILE', value: '/run/secrets/p' }, '/run/secrets/p'],
  [{ name: 'MONKEY', value: 'banana' }, 'banana'],
  [{ name: 'DATABASE_URL', value: 'postgres://u:hunter2@db/x' }, 'postgres://u:***@db/x'],
])('the environment value %j becomes %s', (variable, value) => {
  expect(redactObject({ env: [variable] })).toEqual({ env: [{ ...variable, value }] });
});

test('a reference to a Secret stays: it is what a diagnosis is about', () => {
  const container = {
    env: [{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db-password', key: 'password' } } }],
    volumes: [{ name: 'token', secret: { secretName: 'my-token' } }],
  };
  expect(redactObject(container)).toEqual(container);
});

test('a flag and its value may be two arguments', () => {
  expect(
    redactObject({ args: ['--password', 'hunter2', '--token', '--verbose', '--level', 'debug', '--api-key=abc'] }),
  ).toEqual({
    args: ['--password', '***', '--token', '--verbose', '--level', 'debug', '--api-key=***'],
  });
});

test('does not change its input, and a second time changes nothing', () => {
  const object = {
    kind: 'Pod',
    status: { message: 'Bearer abcdef0123456789abcdef' },
    env: [{ name: 'TOKEN', value: 'x' }],
  };
  const copy = structuredClone(object);
  const once = redactObject(object);
  expect(object).toEqual(copy);
  expect(JSON.stringify(once)).not.toContain('abcdef0123456789');
  expect(redactObject(once)).toEqual(once);
});

test.each([[null], [7], ['x'], [[null, { a: undefined }]], [{ name: 5, value: { a: 1 } }]])('%j passes', (value) => {
  expect(redactObject(value)).toEqual(value);
});

test('depth without end is cut', () => {
  const cyclic: Record<string, unknown> = { name: 'a' };
  cyclic['self'] = cyclic;
  expect(JSON.stringify(redactObject(cyclic)).length).toBeLessThan(10_000);
});
