import { snapshotOf } from '../../src/cli/fixture.ts';
import { Cluster } from '../../src/model/cluster.ts';

const META = { name: 'app', namespace: 'shop', uid: 'u1' };

/** A pod on node w1 whose one container waits, or is in the given state. */
export const waitingPod = ({
  state = { waiting: { reason: 'ContainerCreating' } },
  ...status
}: { state?: object; [field: string]: unknown } = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: META,
  spec: { nodeName: 'w1', containers: [{ name: 'app' }], volumes: [{ name: 'v', configMap: { name: 'x' } }] },
  status: { phase: 'Pending', containerStatuses: [{ name: 'app', restartCount: 0, state }], ...status },
});

/** An event about that pod, at a time of the first hour of 2026. */
export const eventOf = (reason: string, message: string, at: string) => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: `${reason}-${at}`, namespace: 'shop' },
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'app', uid: 'u1' },
  reason,
  message,
  count: 1,
  firstTimestamp: `2026-01-01T00:${at}Z`,
  lastTimestamp: `2026-01-01T00:${at}Z`,
});

/** A cluster in which these objects were seen, one minute into 2026. */
export const clusterOf = (pod: object, others: object[] = []): Cluster =>
  new Cluster(snapshotOf({ takenAt: '2026-01-01T00:01:00Z', objects: [pod, ...others] }));
