import { expect, test } from 'vitest';
import { isReady, isServing, isTroubled } from '../../src/model/workload.ts';
import { clusterOf } from './cluster-of.ts';

/** A pod that is Ready; its container runs since `since`, and lived `life` seconds before. `clusterOf` looks at 01:00:00. */
function ready(restartCount: number, since: string, life?: number) {
  const end = Date.parse('2026-01-01T00:59:00Z');
  const at = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
  const terminated = { exitCode: 3, startedAt: at(end - (life ?? 0) * 1000), finishedAt: at(end) };
  const cluster = clusterOf({
    pods: [
      {
        metadata: { name: 'p', namespace: 'n', creationTimestamp: '2026-01-01T00:55:00Z' },
        spec: { containers: [{ name: 'app' }] },
        status: {
          phase: 'Running',
          conditions: [{ type: 'Ready', status: 'True' }],
          containerStatuses: [
            {
              name: 'app',
              ready: true,
              restartCount,
              state: { running: { startedAt: `2026-01-01T${since}Z` } },
              ...(life !== undefined && { lastState: { terminated } }),
            },
          ],
        },
      },
    ],
  });
  const [pod] = cluster.all('pods');
  if (!pod) throw new Error('no pod');
  return { pod, cluster };
}

test.each([
  ['in the instant between two crashes', ready(4, '00:59:59', 1), false],
  ['without a restart', ready(0, '00:59:59'), true],
  ['after one restart', ready(1, '00:59:59', 1), true],
  ['outliving its crashes', ready(4, '00:57:00', 1), true],
  ['crashing after minutes of service', ready(4, '00:59:30', 200), true],
])('whether a ready pod serves: %s', (_what, { pod, cluster }, serves) => {
  expect(isReady(pod)).toBe(true);
  expect(isServing(pod, cluster)).toBe(serves);
  expect(isTroubled(pod, cluster)).toBe(!serves);
});
