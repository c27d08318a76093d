import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { timeFields } from '../../model/cron-times.ts';
import { lastSeen, timesSeen } from '../../model/event.ts';
import { failureOf, jobsOf, jobState } from '../../model/job.ts';
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
