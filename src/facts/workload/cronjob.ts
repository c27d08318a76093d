import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { timeFields } from '../../model/cron-times.ts';
import { lastSeen, timesSeen } from '../../model/event.ts';
import { failureOf, jobsOf, jobState } from '../../model/job.ts';
import type { Event } from '../../model/objects.ts';
import type { Workload } from '../../model/selection.ts';
import { parseTime } from '../../model/time.ts';
import { podsBelow, workloadsOf, type CronJob } from '../../model/workload.ts';

/** The newest event of a reason that is not older than the last run. */
function told(workload: Workload, reason: string, cluster: Cluster) {
  const since = parseTime((workload.object as CronJob).status?.lastScheduleTime) ?? 0;
  const event = cluster
    .eventsAbout('CronJob', workload.object)
    .find((candidate) => candidate.reason === reason && lastSeen(candidate) >= since - 1000);
  return { message: event?.message ?? null, times: event ? timesSeen(event) : 0 };
}

const COMPLETED = /Saw completed job: (\S+), condition: (\w+)/;
/** With which the Job controller gives a Job up. Source: pkg/apis/batch/v1 JobReason…. */
const GIVEN_UP = /^(?:BackoffLimitExceeded|DeadlineExceeded|PodFailurePolicy|FailedIndexes|MaxFailedIndexesExceeded)$/;

/** The events that tell of the end of a run, by namespace, the newest first. */
const endEvents = (cluster: Cluster): Map<string, Event[]> =>
  Map.groupBy(
    cluster
      .all('events')
      .filter(({ reason = '' }) => reason === 'SawCompletedJob' || GIVEN_UP.test(reason ?? ''))
      .toSorted((a, b) => lastSeen(b) - lastSeen(a)),
    ({ metadata }) => metadata.namespace,
  );

/** The run that an event tells the end of: the CronJob's own word, or that of a Job with the name of one of its runs. */
function endTold({ object: { metadata } }: Workload, { reason, message = '', involvedObject: about }: Event) {
  const [, job = '', condition] = (reason === 'SawCompletedJob' && COMPLETED.exec(message ?? '')) || [];
  if (condition) return about?.name === metadata.name ? { job, failed: condition === 'Failed' } : undefined;
  const run = about?.kind === 'Job' && about.name?.startsWith(`${metadata.name}-`) ? about.name : '';
  return GIVEN_UP.test(reason ?? '') && /^\d{8,}$/.test(run.slice(metadata.name.length + 1))
    ? { job: run, failed: true }
    : undefined;
}

/** The run that ended last, if it failed and nothing of it is kept but events. */
function lastEnded(workload: Workload, kept: Set<string>, cluster: Cluster) {
  const { metadata, status } = workload.object as CronJob;
  const since = parseTime(status?.lastSuccessfulTime ?? metadata.creationTimestamp) ?? 0;
  const events = cluster.derived(endEvents).get(metadata.namespace) ?? [];
  const ends = events
    .filter((event) => lastSeen(event) > since)
    .flatMap((event) => {
      const end = endTold(workload, event);
      return end ? [{ ...end, event }] : [];
    });
  const [last] = ends;
  const gone = last?.failed && !kept.has(last.job) ? last : undefined;
  return {
    goneJob: gone?.job ?? null,
    goneFor: gone ? (cluster.age(new Date(lastSeen(gone.event)).toISOString()) ?? null) : null,
    goneSaid: gone ? `${gone.event.reason}: ${gone.event.message ?? ''}` : null,
  };
}

function cronJobRow(workload: Workload, cluster: Cluster): Row {
  const cronJob = workload.object as CronJob;
  const jobs = jobsOf(workload, cluster);
  const [newest] = jobs;
  const running = jobs.filter((job) => jobState(job) === 'running');
  const [oldest] = running.toReversed();
  const isFailed = newest !== undefined && jobState(newest).startsWith('fail');
  const lost = jobs.findIndex((job) => jobState(job) === 'complete');
  const skipped = told(workload, 'JobAlreadyActive', cluster);
  const refused = told(workload, 'FailedCreate', cluster);
  return {
    target: refTo('CronJob', cronJob),
    ...timeFields(cronJob, cluster),
    suspended: cronJob.spec?.suspend === true,
    policy: cronJob.spec?.concurrencyPolicy ?? 'Allow',
    startingDeadline: cronJob.spec?.startingDeadlineSeconds ?? null,
    skipped: skipped.times,
    refused: refused.message?.replace(/^Error creating job: /, '') ?? null,
    missedMessage: told(workload, 'MissSchedule', cluster).message,
    tooMany: told(workload, 'TooManyMissedTimes', cluster).message,
    unreadable:
      told(workload, 'UnparseableSchedule', cluster).message ?? told(workload, 'InvalidSchedule', cluster).message,
    badZone: told(workload, 'UnknownTimeZone', cluster).message,
    running: running.map(({ metadata }) => metadata.name),
    runningJob: oldest?.metadata.name ?? null,
    runningFor: cluster.age(oldest?.status?.startTime ?? oldest?.metadata.creationTimestamp) ?? null,
    replaced: told(workload, 'SuccessfulDelete', cluster).times,
    pods: [newest, ...running].flatMap((object) =>
      object ? podsBelow({ kind: 'Job', object }, cluster).map(({ metadata }) => metadata.name) : [],
    ),
    ...lastEnded(workload, new Set(jobs.map(({ metadata }) => metadata.name)), cluster),
    failedKept: cronJob.spec?.failedJobsHistoryLimit ?? 1,
    ttl: cronJob.spec?.jobTemplate?.spec?.ttlSecondsAfterFinished ?? null,
    neverSucceeded: cronJob.status?.lastSuccessfulTime === undefined,
    newestJob: newest?.metadata.name ?? null,
    newestFailed: isFailed,
    newestReason: newest ? (failureOf(newest)?.reason ?? null) : null,
    failedInARow: isFailed ? jobs.slice(0, lost < 0 ? jobs.length : lost).length : 0,
    sinceSuccess: cluster.age(cronJob.status?.lastSuccessfulTime) ?? null,
  };
}

/** CronJobs: when they should have run, what kept them from it, and how the newest run went. */
export default defineFact({
  needs: ['cronjobs', 'jobs', 'events'],
  derive: (cluster) =>
    workloadsOf(cluster, 'CronJob')
      .filter(({ object }) => !object.metadata.deletionTimestamp)
      .map((workload) => cronJobRow(workload, cluster)),
});
