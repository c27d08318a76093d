import { plan } from '../../src/drain/plan.ts';
import type { Cluster } from '../../src/model/cluster.ts';
import { NO_FLAGS, type DrainFlags, type DrainPlan, type PlannedPod } from '../../src/model/drain-plan.ts';
import type { Kind } from '../../src/model/objects.ts';
import { plainPlan } from '../../src/render/drain-json.ts';
import { clusterOf, node } from '../schedule/cluster.ts';
import { described } from './described.ts';

type Manifest = Parameters<typeof clusterOf>[0][number];

/** Three Ready workers. */
export const workers: Manifest[] = ['w1', 'w2', 'w3'].map((name) => {
  const made = node(name);
  return { ...made, status: { ...(made['status'] as object), conditions: [{ type: 'Ready', status: 'True' }] } };
});

interface Member {
  node: string;
  name?: string;
  ready?: boolean;
  phase?: string;
  spec?: object;
  status?: object;
  metadata?: object;
  owner?: { apiVersion?: string; kind: string; name: string } | null;
}

/** A pod of `app`; without an owner of its own it belongs to nothing. */
export function member(app: string, index: number, { node: on, ready = true, owner, ...more }: Member): Manifest {
  const name = more.name ?? `${app}-${index}`;
  return {
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      labels: { app },
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(owner && {
        ownerReferences: [{ apiVersion: 'apps/v1', controller: true, uid: `uid-${owner.name}`, ...owner }],
      }),
      ...more.metadata,
    } as Manifest['metadata'],
    spec: { nodeName: on, containers: [{ name: 'app' }], ...more.spec },
    status: {
      phase: more.phase ?? 'Running',
      startTime: '2025-12-31T00:00:00Z',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: '2026-01-01T00:00:12Z' }],
      ...more.status,
    },
  };
}

/** A Deployment with its ReplicaSet and pods on these nodes. */
export function deployment(app: string, members: Member[], replicas = members.length): Manifest[] {
  const meta = { namespace: 'shop', labels: { app } };
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: app, controller: true };
  return [
    { kind: 'Deployment', metadata: { ...meta, name: app }, spec: { replicas } },
    {
      kind: 'ReplicaSet',
      metadata: { ...meta, name: `${app}-rs`, ownerReferences: [owner] } as Manifest['metadata'],
      spec: { replicas },
    },
    ...members.map((one, i) => member(app, i, { owner: { kind: 'ReplicaSet', name: `${app}-rs` }, ...one })),
  ];
}

/** A budget as the disruption controller has left it. */
export function pdb(name: string, app: string, spec: object, status: object = {}): Manifest {
  return {
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: 'shop', generation: 1 } as Manifest['metadata'],
    spec: { selector: { matchLabels: { app } }, ...spec },
    status: {
      observedGeneration: 1,
      disruptionsAllowed: 0,
      currentHealthy: 0,
      desiredHealthy: 0,
      expectedPods: 0,
      ...status,
    },
  };
}

/** A cluster of three workers and these objects. */
export const world = (objects: Manifest[], denied: Kind[] = []): Cluster => clusterOf([...workers, ...objects], denied);

/** The plan to drain nodes of a cluster of three workers; printed, each is as its published schema says. */
export function planOf(objects: Manifest[], nodes = ['w1'], flags: Partial<DrainFlags> = {}): DrainPlan {
  const found = plan(world(objects), { nodes, flags: { ...NO_FLAGS, ...flags } });
  described('DrainPlan', JSON.parse(JSON.stringify(plainPlan(found, 'en'))));
  return found;
}

/** The pod of that name in a plan. */
export function planned({ pods }: DrainPlan, name: string): PlannedPod {
  const found = pods.find((pod) => pod.name === name);
  if (!found) throw new Error(`${name} is not in the plan`);
  return found;
}
