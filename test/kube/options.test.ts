import { expect, test } from 'vitest';
import { parseTimeout } from '../../src/kube/options.ts';
import { proxyFor } from '../../src/kube/proxy.ts';
import { retryAfter } from '../../src/kube/retry.ts';

test.each([
  [undefined, 30_000],
  ['0', 30_000],
  ['0s', 30_000],
  ['5', 5000],
  ['1m30s', 90_000],
  ['1.5s', 1500],
  ['250ms', 250],
  ['999999h', 2_147_483_647],
])('--request-timeout %s is %i ms', (value, expected) => {
  expect(parseTimeout(value)).toBe(expected);
});

const PROXY = { HTTPS_PROXY: 'http://proxy:3128' };

test.each([
  ['https://api.example:6443', PROXY, 'http://proxy:3128'],
  ['https://api.example:6443', { https_proxy: 'proxy:3128' }, 'http://proxy:3128'],
  ['http://api.example', PROXY, undefined],
  ['http://api.example', { HTTP_PROXY: 'http://p' }, 'http://p'],
  ['https://127.0.0.1:6443', PROXY, undefined],
  ['https://localhost:6443', PROXY, undefined],
  ['https://[::1]:6443', PROXY, undefined],
  ['https://api.example:6443', { ...PROXY, NO_PROXY: '*' }, undefined],
  ['https://api.corp.example', { ...PROXY, NO_PROXY: 'other, corp.example' }, undefined],
  ['https://api.corp.example', { ...PROXY, NO_PROXY: '.corp.example' }, undefined],
  ['https://notcorp.example', { ...PROXY, NO_PROXY: 'corp.example' }, 'http://proxy:3128'],
  ['https://10.1.2.3:6443', { ...PROXY, NO_PROXY: '10.0.0.0/8' }, undefined],
  ['https://11.1.2.3:6443', { ...PROXY, NO_PROXY: '10.0.0.0/8,bad/99,::/0' }, 'http://proxy:3128'],
  ['https://api.example:6443', { ...PROXY, NO_PROXY: 'api.example:6443' }, undefined],
  ['https://api.example:6443', { ...PROXY, NO_PROXY: 'api.example:443' }, 'http://proxy:3128'],
])('the proxy for %s with %j is %s', (server, env, expected) => {
  expect(proxyFor(server, env)).toBe(expected);
});

test('Retry-After is seconds or a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(retryAfter('3', now)).toBe(3000);
  expect(retryAfter('Thu, 01 Jan 2026 00:00:10 GMT', now)).toBe(10_000);
  expect(retryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
  expect(retryAfter('soon', now)).toBeUndefined();
});
