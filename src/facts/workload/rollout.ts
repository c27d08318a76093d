import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { imageChanges, isComplete, isRefused, rolloutOf, type Revision, type Rollout } from '../../model/rollout.ts';
import { isServing, workloadCondition, workloadsOf } from '../../model/workload.ts';

const names = (revision: Revision | undefined, which: (revision: Revision) => Revision['pods']): string[] =>
  revision ? which(revision).map(({ metadata }) => metadata.name) : [];

function revisionFields({ newest, old, kept }: Rollout) {
  const oldReady = old.reduce((sum, { ready }) => sum + ready, 0);
  const back = old.find(({ ready }) => ready > 0) ?? old[0] ?? kept[0];
  return {
    newSet: newest?.object.metadata.name ?? null,
    newRevision: newest?.number ?? null,
    newWanted: newest?.wanted ?? 0,
    newPods: newest?.pods.length ?? 0,
    newReady: newest?.ready ?? 0,
    oldSets: old.map(({ object }) => object.metadata.name),
    oldRevisions: old.map(({ number }) => number),
    oldPods: old.reduce((sum, { pods }) => sum + pods.length, 0),
    oldReady,
    oldTroubled: old.flatMap(({ troubled }) => troubled.map(({ metadata }) => metadata.name)),
    undo: back?.number || null,
    undoReady: back?.ready ?? 0,
    undoSet: back?.object.metadata.name ?? null,
    changes: back && newest ? imageChanges(back.object, newest.object) : [],
    refused: newest ? isRefused(newest) : false,
  };
}

function rolloutRow(rollout: Rollout, cluster: Cluster): Row {
  const { object, replicas, strategy, surge, unavailable, newest } = rollout;
  const { spec, status } = object;
  const progressing = workloadCondition(object, 'Progressing');
  const deadlineExceeded = progressing?.reason === 'ProgressDeadlineExceeded';
  const unready = names(newest, ({ pods }) => pods.filter((pod) => !isServing(pod, cluster)));
  const troubled = names(newest, (revision) => revision.troubled);
  return {
    target: refTo('Deployment', object),
    replicas,
    strategy,
    maxSurge: strategy === 'Recreate' ? '0' : String(spec?.strategy?.rollingUpdate?.maxSurge ?? '25%'),
    maxUnavailable: strategy === 'Recreate' ? '0' : String(spec?.strategy?.rollingUpdate?.maxUnavailable ?? '25%'),
    surge,
    unavailable,
    most: replicas + surge,
    least: Math.max(0, replicas - unavailable),
    mustHave: Math.max(0, replicas - unavailable) || null,
    updated: status?.updatedReplicas ?? 0,
    total: status?.replicas ?? 0,
    available: status?.availableReplicas ?? 0,
    complete: isComplete(rollout),
    paused: spec?.paused === true,
    pausedFor: spec?.paused ? (cluster.age(progressing?.lastTransitionTime) ?? null) : null,
    changeWaits: spec?.paused === true && (status?.replicas ?? 0) > 0 && (status?.updatedReplicas ?? 0) === 0,
    deadline: spec?.progressDeadlineSeconds ?? null,
    deadlineExceeded,
    exceededFor: deadlineExceeded ? (cluster.age(progressing?.lastTransitionTime) ?? null) : null,
    pods: troubled.length > 0 ? troubled : deadlineExceeded ? unready : [],
    troubled: troubled.length,
    minReady: spec?.minReadySeconds ?? 0,
    ...revisionFields(rollout),
  };
}

/** How far the newest template of a Deployment has got: pods of each revision, and the bounds within which they may be exchanged. */
export default defineFact({
  needs: ['pods', 'deployments', 'replicasets'],
  derive: (cluster) =>
    workloadsOf(cluster, 'Deployment')
      .filter(({ object }) => !object.metadata.deletionTimestamp)
      .map((workload) => rolloutRow(rolloutOf(workload, cluster), cluster)),
});
