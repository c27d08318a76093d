import type { Cluster } from './cluster.ts';
import { controlled, ownerAbove, ownersBelow } from './control.ts';
import { crashOf, lifeOf } from './crash.ts';
import type { ObjectOf, Pod } from './objects.ts';
import { conditionOf, containersOf, isFinished } from './pod.ts';
import type { Workload } from './selection.ts';
import { wasReady } from './unready.ts';

/** A Deployment, ReplicaSet, StatefulSet or DaemonSet as it is kept. */
export type Replicated = ObjectOf<'deployments'>;
export type Job = ObjectOf<'jobs'>;
export type CronJob = ObjectOf<'cronjobs'>;

/** How long a pod may be without being ready before it counts as stuck, in seconds, when nothing else tells. */
const PATIENCE = 120;
/** Waiting reasons of a pod that is on its way. */
const STARTING = new Set(['ContainerCreating', 'PodInitializing']);

/** The pods a workload controls itself. */
export const podsBelow = (workload: Workload, cluster: Cluster): Pod[] => controlled('pods', workload, cluster);

/** Whether a pod counts as ready for the controllers: without a readiness probe also for the instant between two crashes. */
export const isReady = (pod: Pod): boolean =>
  !pod.metadata.deletionTimestamp && conditionOf(pod, 'Ready')?.status === 'True';

/** Lives of a crash loop shorter than this are nothing that anybody could use, in seconds. */
const INSTANT = 30;

/** Whether a pod serves: it is ready, and not only for the instant between two crashes, so that a flapping one always looks the same. */
export const isServing = (pod: Pod, cluster: Cluster): boolean =>
  isReady(pod) &&
  !containersOf(pod).some((container) => {
    const crash = crashOf(pod, container, cluster);
    return crash && (lifeOf(crash.terminated) ?? 0) < INSTANT;
  });

/** Whether a pod has failed, or is not ready and shows that it will not be by itself soon: it waits with an error, restarts, fell back, or takes too long. */
export function isTroubled(pod: Pod, cluster: Cluster): boolean {
  if (pod.metadata.deletionTimestamp || pod.status?.phase === 'Succeeded' || isServing(pod, cluster)) return false;
  if (pod.status?.phase === 'Failed' || conditionOf(pod, 'PodScheduled')?.reason === 'Unschedulable') return true;
  const fails = containersOf(pod).some((container) => {
    const { status } = container;
    const { waiting, terminated } = status?.state ?? {};
    return (
      (status?.restartCount ?? 0) > 0 ||
      (status?.ready === false && wasReady(pod, container)) ||
      (waiting?.reason && !STARTING.has(waiting.reason)) ||
      (terminated?.exitCode ?? 0) !== 0
    );
  });
  return fails || (cluster.age(pod.metadata.creationTimestamp) ?? PATIENCE) >= PATIENCE;
}

/** Pods that are there to stay. */
export const isLiving = (pod: Pod): boolean => !pod.metadata.deletionTimestamp && !isFinished(pod);

/** An int-or-percent of a number of pods: `25%` of 3, rounded up for surge and down for unavailable. */
export function share(value: string | number | undefined, of: number, round: (x: number) => number): number {
  if (typeof value === 'number') return value;
  const [, percent] = /^(\d+)%$/.exec(value ?? '') ?? [];
  return percent === undefined ? Number.parseInt(value ?? '', 10) || 0 : round((Number(percent) * of) / 100);
}

/** The condition of a type, of any workload. */
export const workloadCondition = ({ status }: { status?: { conditions?: Condition[] } }, type: string) =>
  status?.conditions?.find((condition) => condition.type === type);

type Condition = NonNullable<NonNullable<Replicated['status']>['conditions']>[number];

/** Whether the controller has yet to look at the newest spec. */
export const generationsBehind = ({ metadata, status }: Replicated): number =>
  Math.max(0, (metadata.generation ?? 0) - (status?.observedGeneration ?? 0));

/** The workloads of one kind that a diagnosis is about. */
export const workloadsOf = (cluster: Cluster, ...kinds: string[]): Workload[] =>
  cluster.owners.filter(({ kind }) => kinds.includes(kind));

/** A workload and those it controls, of which a diagnosis is about: a Deployment with its ReplicaSets. */
export const familyOf = (workload: Workload, cluster: Cluster): Workload[] => [
  workload,
  ...ownersBelow(workload, cluster),
];

/** The workloads of some kinds that a diagnosis is about, without those that another of them controls. */
export const topsOf = (cluster: Cluster, ...kinds: string[]): Workload[] =>
  workloadsOf(cluster, ...kinds).filter(({ object }) => !ownerAbove(object, cluster));
