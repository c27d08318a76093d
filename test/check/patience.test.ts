import { expect, test } from 'vitest';
import { Patience } from '../../src/check/patience.ts';
import type { Finding } from '../../src/model/finding.ts';

const finding = (id: string, fingerprint = id): Finding => ({
  id,
  fingerprint,
  severity: 'error',
  confidence: 'high',
  permanence: 'permanent',
  target: { kind: 'Pod', namespace: 'shop', name: 'web' },
  title: { en: '', zh: '' },
  cause: { en: '', zh: '' },
  fix: { en: '', zh: '' },
  evidence: [],
  ruledOut: [],
  fixes: [],
  explains: [],
  topics: [],
});
const image = finding('image-pull/tag-not-found');
const crash = finding('crash-loop/missing-setting');

test('what Kubernetes says counts when it is seen again', () => {
  const patience = new Patience();
  expect(patience.confirmed([image], 0)).toEqual([]);
  expect(patience.waits).toBe(true);
  expect(patience.confirmed([image], 3000)).toEqual([image]);
});

test('what the application does is given a few tries', () => {
  const patience = new Patience();
  patience.confirmed([crash], 0);
  expect(patience.confirmed([crash], 19_000)).toEqual([]);
  expect(patience.confirmed([crash, image], 20_000)).toEqual([crash]);
});

test('what was gone in between begins anew, and another cause is none of it', () => {
  const patience = new Patience();
  patience.confirmed([image], 0);
  expect(patience.confirmed([], 3000)).toEqual([]);
  expect(patience.waits).toBe(false);
  expect(patience.confirmed([image], 4000)).toEqual([]);
  expect(patience.confirmed([finding(image.id, 'of another workload')], 9000)).toEqual([]);
});
