/** Milliseconds since the epoch of an RFC 3339 timestamp; undefined for what is none (absent, zero, garbage). */
export function parseTime(timestamp: string | undefined): number | undefined {
  if (!timestamp) return undefined;
  const ms = Date.parse(timestamp);
  return Number.isNaN(ms) || ms <= 0 ? undefined : ms;
}

/** Whole seconds from one timestamp to another; undefined when either is none. */
export function secondsBetween(from: string | undefined, to: string | undefined): number | undefined {
  const start = parseTime(from);
  const end = parseTime(to);
  return start === undefined || end === undefined ? undefined : Math.round((end - start) / 1000);
}
