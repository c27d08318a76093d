import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { isTimeZone, nextRun, parseSchedule, period, timestamp } from '../../model/cron.ts';
import { lastSeen, timesSeen } from '../../model/event.ts';
import { failureOf, jobsOf, jobState } from '../../model/job.ts';
import type { Workload } from '../../model/selection.ts';
import { parseTime } from '../../model/time.ts';
import { workloadsOf, type CronJob } from '../../model/workload.ts';

/** When it should have run last and should run next. */
function timeFields({ metadata, spec, status }: CronJob, cluster: Cluster) {
  const schedule = parseSchedule(spec?.schedule ?? '');
  const zone = spec?.timeZone && isTimeZone(spec.timeZone) ? spec.timeZone : undefined;
  const last = parseTime(status?.lastScheduleTime);
  const since = last ?? parseTime(metadata.creationTimestamp) ?? cluster.now;
  const due = schedule && nextRun(schedule, since, zone);
  const every = (schedule && period(schedule, since, zone)) ?? null;
  return {
    schedule: spec?.schedule ?? null,
    timeZone: spec?.timeZone ?? null,
    zoneKnown: spec?.timeZone === undefined ? null : zone !== undefined,
    parsed: schedule !== undefined,
    never: schedule !== undefined && nextRun(schedule, cluster.now, zone) === undefined,
    period: every,
    next: timestamp(schedule && nextRun(schedule, cluster.now, zone)),
    lastRun: status?.lastScheduleTime ?? null,
    sinceLast: last === undefined ? null : (cluster.age(last) ?? null),
    // how long the first run after the last known one is overdue
    overdue: due === undefined || due > cluster.now ? 0 : (cluster.age(due) ?? 0),
    missed: due === undefined || due > cluster.now || !every ? 0 : Math.floor((cluster.now - due) / 1000 / every) + 1,
    neverRan: last === undefined,
  };
}

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
  const isFailed = newest !== undefined && /^fail/.test(jobState(newest));
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
    refused: refused.message,
    missedMessage: told(workload, 'MissSchedule', cluster).message,
    tooMany: told(workload, 'TooManyMissedTimes', cluster).message,
    unreadable: (told(workload, 'UnparseableSchedule', cluster).message ?? told(workload, 'InvalidSchedule', cluster).message),
    badZone: told(workload, 'UnknownTimeZone', cluster).message,
    running: running.map(({ metadata }) => metadata.name),
    runningJob: oldest?.metadata.name ?? null,
    runningFor: cluster.age(oldest?.status?.startTime ?? oldest?.metadata.creationTimestamp) ?? null,
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
