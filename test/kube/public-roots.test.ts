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

test('public roots are only parsed for a cluster whose kubeconfig names no CA, and stay once one needed them', async () => {
  const own = { 'certificate-authority-data': 'Y2E=' };
  const { tls } = await credentialsOf(target(own), around);
  expect(tls.ca?.toString()).toBe('ca');
  expect(getCACertificates('default')).toEqual([]);
  await credentialsOf(target({}), around);
  expect(getCACertificates('default').length).toBeGreaterThan(10);
  await credentialsOf(target(own), around);
  expect(getCACertificates('default').length).toBeGreaterThan(10);
});
