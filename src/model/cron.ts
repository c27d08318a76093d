/** The minutes, hours, days and months in which a schedule fires, and whether days of month and week are both restricted. */
interface Fields {
  minutes: Set<number>;
  hours: Set<number>;
  days: Set<number>;
  months: Set<number>;
  weekdays: Set<number>;
  /** A star in either: both must match; else either is enough. */
  both: boolean;
}

/** A schedule as CronJob takes it: five fields, a name like `@daily`, or `@every 1h30m`. */
export type Schedule = { kind: 'fields'; fields: Fields } | { kind: 'every'; seconds: number };

const NAMED: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function number(text: string, names: string[], first: number): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + first;
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

/** One field: lists of numbers, ranges and steps. */
function field(text: string, [low, high]: [number, number], names: string[] = []): Set<number> | undefined {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step = '1'] = part.split('/');
    const any = range === '*' || range === '?';
    const [start = '', end] = range.split('-');
    const from = any ? low : number(start, names, low);
    const to =
      any || (end === undefined && part.includes('/')) ? high : end === undefined ? from : number(end, names, low);
    const by = Number(step);
    if (from === undefined || to === undefined || from < low || to > high || from > to || !(by >= 1)) return undefined;
    for (let value = from; value <= to; value += by) found.add(value);
  }
  return found;
}

const UNIT: Record<string, number> = { h: 3600, m: 60, s: 1 };

/** Reads a schedule; undefined for one that is none. As github.com/robfig/cron/v3 ParseStandard, which the controller uses. */
export function parseSchedule(text: string): Schedule | undefined {
  const plain = text.trim().replace(/^(?:CRON_)?TZ=\S+\s+/, '');
  const [, every] = /^@every\s+((?:\d+(?:\.\d+)?[hms])+)$/.exec(plain) ?? [];
  if (every) {
    const parts = [...every.matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
    const seconds = parts.reduce((sum, [, amount, unit = 's']) => sum + Number(amount) * (UNIT[unit] ?? 1), 0);
    return { kind: 'every', seconds: Math.max(1, Math.floor(seconds)) };
  }
  const words = (NAMED[plain] ?? plain).split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = words;
  const minutes = field(minute, [0, 59]);
  const hours = field(hour, [0, 23]);
  const days = field(day, [1, 31]);
  const months = field(month, [1, 12], MONTHS);
  const weekdays = field(weekday, [0, 6], DAYS);
  if (words.length !== 5 || !minutes || !hours || !days || !months || !weekdays) return undefined;
  return {
    kind: 'fields',
    fields: { minutes, hours, days, months, weekdays, both: /^[*?]/.test(day) || /^[*?]/.test(weekday) },
  };
}

/** Whether a time zone is known; undefined without one. */
export function isTimeZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

/** The wall clock of a zone at a moment, as if it were UTC: arithmetic on it knows no daylight saving. NaN for no moment. */
function wallClock(ms: number, zone: string): number {
  if (Number.isNaN(new Date(ms).getTime())) return NaN; // beyond what a date can hold
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(ms);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** The controller's library gives up after five years: February 30 never comes. */
const HORIZON_DAYS = 5 * 366;

const dayMatches = ({ days, weekdays, months, both }: Fields, date: Date): boolean => {
  if (!months.has(date.getUTCMonth() + 1)) return false;
  const ofMonth = days.has(date.getUTCDate());
  const ofWeek = weekdays.has(date.getUTCDay());
  return both ? ofMonth && ofWeek : ofMonth || ofWeek;
};

/** The next time of the wall clock after one. */
function nextOnClock(fields: Fields, after: number): number | undefined {
  const start = Math.floor(after / MINUTE) * MINUTE + MINUTE;
  const midnight = Math.floor(start / DAY) * DAY;
  for (let day = 0; day <= HORIZON_DAYS; day++) {
    const date = midnight + day * DAY;
    if (!dayMatches(fields, new Date(date))) continue;
    const first = day === 0 ? Math.floor((start - date) / MINUTE) : 0;
    for (let minute = first; minute < 1440; minute++) {
      if (fields.hours.has(Math.floor(minute / 60)) && fields.minutes.has(minute % 60)) return date + minute * MINUTE;
    }
  }
  return undefined;
}

/** When a schedule fires next after a moment, in milliseconds; undefined when it never does. Right to the minute but for the hour the clock changes. */
export function nextRun(schedule: Schedule, after: number, zone = 'Etc/UTC'): number | undefined {
  if (schedule.kind === 'every') return after + schedule.seconds * 1000;
  const clock = wallClock(after, zone);
  const next = nextOnClock(schedule.fields, clock);
  if (next === undefined) return undefined;
  const ahead = after + (next - clock);
  const run = ahead + (next - wallClock(ahead, zone)); // the offset from UTC may have changed in between
  return Number.isNaN(run) ? undefined : run;
}

/** How far apart two runs are, in seconds, from a moment on. */
export function period(schedule: Schedule, after: number, zone?: string): number | undefined {
  const first = nextRun(schedule, after, zone);
  const second = first === undefined ? undefined : nextRun(schedule, first, zone);
  return first === undefined || second === undefined ? undefined : Math.round((second - first) / 1000);
}

/** A moment as the API writes it. */
export const timestamp = (ms: number | undefined): string | null =>
  ms === undefined || Number.isNaN(new Date(ms).getTime()) ? null : new Date(ms).toISOString().replace('.000', '');
