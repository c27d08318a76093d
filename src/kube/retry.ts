/** How often one request is tried at most: when the server asks us to come back, and when it only failed. */
const MOST_TRIES = { asked: 4, failed: 2 };
/** The pause when the server names none. */
const USUAL_PAUSE = 250;
/** No single pause is longer, whatever Retry-After says. */
const LONGEST_PAUSE = 15_000;

/** Whether a later try may be answered better; 501 and 505 never are. */
export const isTransient = (status: number): boolean =>
  status === 429 || status === 500 || (status >= 502 && status <= 504);

/** The pause the server asks for: seconds or an HTTP date; undefined without one. */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (!value) return undefined;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** How to wait and what time it is. */
export interface Clock {
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
}

/** The pause before the next try, or undefined when there is no try or time left. */
export function nextPause(tries: number, asked: number | undefined, timeLeft: number): number | undefined {
  if (tries >= (asked === undefined ? MOST_TRIES.failed : MOST_TRIES.asked)) return undefined;
  const pause = Math.min(asked ?? USUAL_PAUSE, LONGEST_PAUSE);
  return pause < timeLeft ? pause : undefined;
}
