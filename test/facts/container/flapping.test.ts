import { expect, test } from 'vitest';
import flapping from '../../../src/facts/container/flapping.ts';
import { toSnapshot } from '../../../src/collect/build.ts';
import { Cluster } from '../../../src/model/cluster.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString().replace('.000Z', 'Z');

interface Given {
  /** Seconds since the container started, and since the pod's Ready condition turned. */
  started?: number;
  turned: number;
  ready: boolean;
  /** How often the probe failed, from when to when. */
  failed: { count: number; first: number; last: number };
}

function rows({ started = 600, turned, ready, failed }: Given) {
  const snapshot = toSnapshot({
    takenAt: ago(0),
    source: { kind: 'recording', location: 'test' },
    objects: {
      pods: [
        {
          metadata: { name: 'p', namespace: 'n', uid: 'u' },
          spec: { containers: [{ name: 'app', readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 5 } }] },
          status: {
            phase: 'Running',
            conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: ago(turned) }],
            containerStatuses: [{ name: 'app', ready, state: { running: { startedAt: ago(started) } } }],
          },
        },
      ],
      events: [
        {
          metadata: { name: 'e', namespace: 'n' },
          involvedObject: { kind: 'Pod', namespace: 'n', name: 'p', uid: 'u', fieldPath: 'spec.containers{app}' },
          reason: 'Unhealthy',
          message: 'Readiness probe failed: EOF',
          count: failed.count,
          firstTimestamp: ago(failed.first),
          lastTimestamp: ago(failed.last),
        },
      ],
    },
    logs: [],
    coverage: [],
  });
  return flapping.derive(new Cluster(snapshot));
}

test('more failures than the present spell can have had, the first long before it', () => {
  expect(rows({ ready: false, turned: 20, failed: { count: 30, first: 400, last: 2 } })).toMatchObject([
    { container: 'app', count: 30, readyNow: false, turned: 20 },
  ]);
});

test('ready at the moment, after failures with gaps between them', () => {
  expect(rows({ ready: true, turned: 20, failed: { count: 30, first: 400, last: 22 } })).toHaveLength(1);
});

test.each<[string, Given]>([
  ['one spell that goes on', { ready: false, turned: 100, failed: { count: 23, first: 112, last: 2 } }],
  ['one spell without a gap, over now', { ready: true, turned: 60, failed: { count: 20, first: 160, last: 62 } }],
  ['a slow start', { started: 100, ready: true, turned: 40, failed: { count: 5, first: 98, last: 45 } }],
  ['a few failures below the threshold', { ready: true, turned: 590, failed: { count: 2, first: 300, last: 290 } }],
  ['an outage long ago', { started: 9000, ready: true, turned: 4000, failed: { count: 40, first: 5000, last: 4001 } }],
])('no flapping is %s', (_what, given) => {
  expect(rows(given)).toEqual([]);
});
