import { expect, test } from 'vitest';
import { mergeAlike } from '../../src/diagnose/alike.ts';
import type { Finding } from '../../src/model/finding.ts';

const finding = (pod: string, fingerprint: string, extra: Partial<Finding> = {}): Finding => ({
  id: 'image-pull/tag-not-found',
  fingerprint,
  severity: 'error',
  confidence: 'high',
  permanence: 'permanent',
  target: { kind: 'Pod', namespace: 'shop', name: pod },
  title: { en: `image of ${fingerprint}`, zh: '' },
  cause: { en: '', zh: '' },
  fix: { en: '', zh: '' },
  evidence: [],
  ruledOut: [],
  fixes: [],
  explains: [],
  topics: [],
  ...extra,
});

const names = ({ targets = [] }: Finding): string[] => targets.map(({ name }) => name);

test('replicas with one cause are one finding that names them all', () => {
  const merged = mergeAlike([finding('web-b', 'web'), finding('web-a', 'web'), finding('api-a', 'api')]);
  expect(merged.map((one) => [one.target.name, names(one)])).toEqual([
    ['web-a', ['web-a', 'web-b']],
    ['api-a', []],
  ]);
});

test('several workloads with the same cause in the same words are one finding, what differs stays apart', () => {
  const title = { en: 'registry.example does not answer', zh: '' };
  const merged = mergeAlike([
    finding('web-a', 'web', { title }),
    finding('api-a', 'api', { title }),
    finding('db-0', 'db', { title, id: 'image-pull/other' }),
  ]);
  expect(merged.map(names)).toEqual([['api-a', 'web-a'], []]);
});

test('the surest of them speaks', () => {
  const [only] = mergeAlike([finding('web-a', 'web', { confidence: 'low' }), finding('web-b', 'web')]);
  expect(only).toMatchObject({ confidence: 'high', target: { name: 'web-b' } });
});

test('links between causes and consequences lead to what is left, and none to itself', () => {
  const title = { en: 'same words', zh: '' };
  const merged = mergeAlike([
    finding('web-a', 'cause-a', { title, explains: ['effect-a'] }),
    finding('web-b', 'cause-b', { title, explains: ['effect-b', 'cause-a'] }),
    finding('web-a', 'effect-a', { id: 'x/y', title, explainedBy: 'cause-a' }),
    finding('web-b', 'effect-b', { id: 'x/y', title, explainedBy: 'cause-b' }),
  ]);
  expect(merged.map(({ fingerprint, explains, explainedBy }) => ({ fingerprint, explains, explainedBy }))).toEqual([
    { fingerprint: 'cause-a', explains: ['effect-a'], explainedBy: undefined },
    { fingerprint: 'effect-a', explains: [], explainedBy: 'cause-a' },
  ]);
});

test('a cause that stands alone on one pod is not hidden below another', () => {
  const [only] = mergeAlike([finding('web-a', 'web', { explainedBy: 'node' }), finding('web-b', 'web')]);
  expect(only?.explainedBy).toBeUndefined();
});

test('what stands behind one replica stands behind the others, whose logs were not read', () => {
  const merged = mergeAlike([
    finding('web-a', 'service', { id: 'crash-loop/service-missing', explains: ['unresolved'] }),
    finding('web-a', 'unresolved', { explainedBy: 'service' }),
    finding('web-b', 'unresolved'),
  ]);
  expect(merged.map(({ fingerprint, explainedBy }) => [fingerprint, explainedBy])).toEqual([
    ['service', undefined],
    ['unresolved', 'service'],
  ]);
});
