import { toSnapshot } from '../../../src/collect/build.ts';
import { Cluster } from '../../../src/model/cluster.ts';
import type { Kind } from '../../../src/model/objects.ts';
import { resources } from '../../../src/model/resources.ts';
import type { ReadOutcome } from '../../../src/model/snapshot.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');

/** So many seconds before the snapshot; after it when negative. */
export const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString().replace('.000Z', 'Z');

/** A container that runs, for statuses. */
export const running = { name: 'app', state: { running: { startedAt: ago(500) } }, containerID: 'c://1' };

/** A container that has ended, for statuses. */
export const ended = {
  name: 'app',
  state: { terminated: { exitCode: 137, reason: 'Error', startedAt: ago(500), finishedAt: ago(40) } },
  containerID: 'c://1',
};

/** The pod `n/p` on node w1, with what a test is about. */
export const podWith = (metadata: object, status: object = {}, spec: object = {}) => ({
  metadata: { name: 'p', namespace: 'n', uid: 'u', creationTimestamp: ago(600), ...metadata },
  spec: { nodeName: 'w1', containers: [{ name: 'app' }], ...spec },
  status: { phase: 'Running', containerStatuses: [running], ...status },
});

/** The node w1 whose Ready is as given. */
export const nodeWith = (status: string, taints: object[] = []) => ({
  metadata: { name: 'w1' },
  spec: { taints },
  status: { conditions: [{ type: 'Ready', status, lastTransitionTime: ago(100), lastHeartbeatTime: ago(150) }] },
});

/** A cluster of which every kind was read whole, but for the exceptions; the pod `n/p` is the subject. */
export const clusterOf = (
  objects: Partial<Record<Kind, object[]>>,
  outcomes: Partial<Record<Kind, ReadOutcome>> = {},
): Cluster =>
  new Cluster(
    toSnapshot({
      takenAt: ago(0),
      source: { kind: 'recording', location: 'test' },
      objects,
      logs: [],
      coverage: (Object.keys(resources) as Kind[]).map((subject) => ({
        subject,
        scope: '',
        outcome: outcomes[subject] ?? 'read',
      })),
    }),
    ({ metadata }) => metadata.name === 'p',
  );
