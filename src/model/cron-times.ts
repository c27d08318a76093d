import type { Cluster } from './cluster.ts';
import { isTimeZone, nextRun, parseSchedule, period, timestamp } from './cron.ts';
import { parseTime } from './time.ts';
import type { CronJob } from './workload.ts';

/** When a CronJob should have run last, and should run next. */
export function timeFields({ metadata, spec, status }: CronJob, cluster: Cluster) {
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
