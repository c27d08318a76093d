import type { Cluster } from './cluster.ts';
import { controlled } from './control.ts';
import type { Pod } from './objects.ts';
import type { Workload } from './selection.ts';
import { isLiving, isServing, isTroubled, podsBelow, share, workloadCondition, type Replicated } from './workload.ts';

/** Kubernetes numbers the ReplicaSets of a Deployment so. */
const REVISION = 'deployment.kubernetes.io/revision';

/** A ReplicaSet of a Deployment, with its pods. */
export interface Revision {
  object: Replicated;
  number: number;
  wanted: number;
  pods: Pod[];
  ready: number;
  troubled: Pod[];
}

/** A Deployment with its newest revision, those before it that still have pods, and the bounds of its rolling update. */
export interface Rollout {
  object: Replicated;
  replicas: number;
  strategy: string;
  surge: number;
  unavailable: number;
  newest: Revision | undefined;
  /** Older ones that are wanted to have pods, the newest of them first. */
  old: Revision[];
  /** Older ones scaled to 0, the newest of them first. */
  kept: Revision[];
}

const revisionOf = (object: Replicated, cluster: Cluster): Revision => {
  const pods = podsBelow({ kind: 'ReplicaSet', object }, cluster).filter(
    (pod) => isLiving(pod) || (pod.status?.phase === 'Failed' && !pod.metadata.deletionTimestamp),
  );
  const living = pods.filter(isLiving);
  return {
    object,
    number: Number(object.metadata.annotations?.[REVISION] ?? 0),
    wanted: object.spec?.replicas ?? 1,
    pods: living,
    ready: living.filter((pod) => isServing(pod, cluster)).length,
    troubled: living.filter((pod) => isTroubled(pod, cluster)),
  };
};

/** How many pods may be too many and too few during an update. Source: pkg/controller/deployment/util, ResolveFenceposts. */
function bounds({ spec }: Replicated, replicas: number): { surge: number; unavailable: number } {
  if (spec?.strategy?.type === 'Recreate') return { surge: 0, unavailable: 0 };
  const { maxSurge = '25%', maxUnavailable = '25%' } = spec?.strategy?.rollingUpdate ?? {};
  const surge = share(maxSurge, replicas, Math.ceil);
  const unavailable = Math.min(share(maxUnavailable, replicas, Math.floor), replicas);
  return { surge, unavailable: surge + unavailable === 0 ? 1 : unavailable };
}

/** A Deployment as its controller sees it. */
export function rolloutOf({ kind, object }: Workload, cluster: Cluster): Rollout {
  const deployment = object as Replicated;
  const replicas = deployment.spec?.replicas ?? 1;
  const sets = controlled('replicasets', { kind, object }, cluster)
    .map((set) => revisionOf(set, cluster))
    .toSorted((a, b) => b.number - a.number);
  const [newest, ...older] = sets;
  return {
    object: deployment,
    replicas,
    strategy: deployment.spec?.strategy?.type ?? 'RollingUpdate',
    ...bounds(deployment, replicas),
    newest,
    old: older.filter(({ wanted, pods }) => wanted > 0 || pods.length > 0),
    kept: older.filter(({ wanted, pods }) => wanted === 0 && pods.length === 0),
  };
}

/** Whether every replica is of the newest revision and available, as the controller counts. */
export function isComplete({ object: { status, spec } }: Rollout): boolean {
  const wanted = spec?.replicas ?? 1;
  return [status?.updatedReplicas, status?.replicas, status?.availableReplicas].every(
    (count) => (count ?? 0) === wanted,
  );
}

/** The images a revision runs, by container. */
const imagesOf = ({ spec }: Replicated): Map<string, string> =>
  new Map(
    [...(spec?.template?.spec?.initContainers ?? []), ...(spec?.template?.spec?.containers ?? [])].map(
      ({ name = '', image = '' }) => [name, image],
    ),
  );

/** What changed from one revision's images to another's: `app: web:1.0 → web:1.1`. */
export function imageChanges(from: Replicated, to: Replicated): string[] {
  const before = imagesOf(from);
  return [...imagesOf(to)].flatMap(([name, image]) => {
    const old = before.get(name);
    return old === image ? [] : [`${name}: ${old ?? '-'} → ${image}`];
  });
}

/** Whether pods of a revision are refused before they exist. */
export const isRefused = ({ object }: Revision): boolean =>
  workloadCondition(object, 'ReplicaFailure')?.status === 'True';
