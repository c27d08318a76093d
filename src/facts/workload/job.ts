import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { disruptionOf } from '../../model/disruption.ts';
import { failureOf, failuresOf, heldOpen, jobsAskedAbout, jobState } from '../../model/job.ts';
import type { Workload } from '../../model/selection.ts';
import { secondsBetween } from '../../model/time.ts';
import { podsBelow, type Job } from '../../model/workload.ts';

/** What a Job asks for, with the defaults of the API. */
function askedFields({ spec }: Job) {
  const indexed = spec?.completionMode === 'Indexed';
  return {
    completions: spec?.completions ?? null,
    parallelism: spec?.parallelism ?? 1,
    // with a limit of its own for each index there is none for the whole
    backoffLimit: spec?.backoffLimitPerIndex === undefined ? (spec?.backoffLimit ?? 6) : null,
    backoffLimitPerIndex: spec?.backoffLimitPerIndex ?? null,
    maxFailedIndexes: spec?.maxFailedIndexes ?? null,
    indexed,
    activeDeadline: spec?.activeDeadlineSeconds ?? null,
    restartPolicy: spec?.template?.spec?.restartPolicy ?? 'Never',
    ttl: spec?.ttlSecondsAfterFinished ?? null,
    managedBy: spec?.managedBy && spec.managedBy !== 'kubernetes.io/job-controller' ? spec.managedBy : null,
  };
}

/** Pods whose failure a rule of podFailurePolicy may leave uncounted, with what that rule asks: an exit code, not an eviction or the like. */
function ignoredFields(workload: Workload, { spec, status }: Job, cluster: Cluster) {
  const rules = spec?.podFailurePolicy?.rules ?? [];
  const at = rules.findIndex(({ action, onExitCodes }) => action === 'Ignore' && onExitCodes);
  const failed = podsBelow(workload, cluster).filter((pod) => pod.status?.phase === 'Failed' && !disruptionOf(pod));
  const uncounted = failed.length - (status?.failed ?? 0);
  return {
    ignored: at >= 0 ? Math.max(0, uncounted) : 0,
    ignoreRule: at >= 0 ? `spec.podFailurePolicy.rules[${at}]` : null,
  };
}

function jobRow(workload: Workload, cluster: Cluster): Row {
  const job = workload.object as Job;
  const failure = failureOf(job);
  const open = heldOpen(workload, cluster);
  const [first] = open;
  return {
    target: refTo('Job', job),
    state: jobState(job),
    reason: failure?.reason ?? null,
    message: failure?.message ?? null,
    conditionType: failure?.type ?? null,
    failedFor: cluster.age(failure?.lastTransitionTime) ?? null,
    ran: secondsBetween(job.status?.startTime, failure?.lastTransitionTime) ?? null,
    age: cluster.age(job.status?.startTime ?? job.metadata.creationTimestamp) ?? null,
    active: job.status?.active ?? 0,
    succeeded: job.status?.succeeded ?? 0,
    failed: job.status?.failed ?? 0,
    failedIndexes: job.status?.failedIndexes ?? null,
    ...askedFields(job),
    ...ignoredFields(workload, job, cluster),
    ...failuresOf(workload, cluster),
    openPod: first?.pod ?? null,
    openDone: first?.done ?? [],
    openRunning: first?.running ?? [],
    firstDone: first?.done[0] ?? null,
    firstRunning: first?.running[0] ?? null,
  };
}

/** Jobs: how many pods succeeded and failed, why one was given up, and how its last pod ended. */
export default defineFact({
  needs: ['pods', 'jobs'],
  derive: (cluster) =>
    jobsAskedAbout(cluster)
      .filter(({ object }) => !object.metadata.deletionTimestamp)
      .map((workload) => jobRow(workload, cluster)),
});
