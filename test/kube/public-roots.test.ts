import { getCACertificates } from 'node:tls';
import { expect, test } from 'vitest';
import { credentialsOf } from '../../src/kube/credentials.ts';
import type { Target } from '../../src/kube/target.ts';

const target = (cluster: Target['cluster'], user: Target['user'] = {}): Target => ({
  server: 'https://cluster.test',
  context: undefined,
  userName: 'me',
  namespace: 'default',
  cluster,
  user,
});
const around = { env: {}, now: () => 0 };

test('public roots are trusted where the kubeconfig names no CA, and not needed where it does', async () => {
  await credentialsOf(target({}), around);
  expect(getCACertificates('default').length).toBeGreaterThan(10);
  const { tls } = await credentialsOf(target({ 'certificate-authority-data': 'Y2E=' }), around);
  expect(tls.ca?.toString()).toBe('ca');
  expect(getCACertificates('default')).toEqual([]);
});
