/** What the last lines of a waiting container's log complain of. */
export type Problem =
  | 'unresolved' // the name has no address
  | 'tool' // the command that should find out is not in the image, or takes no such option
  | 'denied' // the other side answers, and refuses who asks
  | 'locked' // another instance holds the lock
  | 'answer' // HTTP answers that are no success
  | 'refused' // nothing listens there
  | 'timeout' // no answer at all
  | 'waiting'; // it says only that it waits

/** Each pattern is tried on one lower-case line, in this order; all are linear in the line's length. */
const PROBLEMS: [Problem, RegExp][] = [
  [
    'unresolved',
    /no such host|host not found|\benotfound|eai_again|name or service not known|temporary failure in name resolution|could not resolve|unknown ?(?:mysql )?(?:server )?host|name does not resolve|nodename nor servname|getaddrinfo|bad address|server misbehaving|can.t (?:resolve|find)|servfail|nxdomain|could not translate host name|failed to resolve|produced zero addresses/,
  ],
  [
    'tool',
    /: (?:command )?not found$|not found in \$?path|unrecognized option|invalid option|unknown option|^usage: \S|applet not found/,
  ],
  [
    'denied',
    /authentication failed|access denied for user|\bnoauth\b|wrongpass|error from server \(forbidden\)|is forbidden: user|cannot (?:get|list|watch) resource|\b(?:401 unauthorized|403 forbidden)\b|unauthorized|permission denied for/,
  ],
  [
    'locked',
    /waiting for (?:changelog|migration|database|advisory|state)? ?lock|could not acquire (?:\S+ ){0,3}lock|(?:already|currently) locked|lock (?:is )?held|failed to acquire (?:\S+ ){0,3}lock|migrationlocked|waiting to acquire|lock wait timeout|resource temporarily unavailable|another (?:instance|process|migration) is/,
  ],
  [
    'answer',
    /server returned error: http|http\/\d(?:\.\d)?"? [45]\d\d|returned error: [45]\d\d|status(?: ?code)?[:= ]{1,2}[45]\d\d/,
  ],
  [
    'refused',
    /connection refused|econnrefused|actively refused|no response$|rejecting connections|connection reset|could not connect to server|can.t connect to (?:local )?(?:mysql )?server|connectexception/,
  ],
  ['waiting', /timed out waiting for the condition/], // kubectl wait, about an object and not a connection
  [
    'timeout',
    /timed? ?-?out|etimedout|i\/o timeout|no route to host|network is unreachable|host is unreachable|deadline exceeded/,
  ],
  [
    'refused',
    /communications link failure|connect call failed|(?:failed|unable) to (?:re)?connect to|could not be established/,
  ],
  [
    'waiting',
    /\bwait(?:ing|s)?\b|not (?:yet )?(?:ready|available|up|reachable|running)\b|unavailable|unreachable|\bsleeping\b|\bretry(?:ing)?\b|trying again|try again/,
  ],
];

/** A line that says the wait is over: what stood before it is history. */
const OVER =
  /\b(?:connected|succeeded|successfully|is (?:now )?(?:up|ready|available|reachable)|finished|completed?)\b/;
const NOT_OVER = /\b(?:not|never|until|un\w+|wait(?:ing)?|before)\b/;

/** How many of the last lines count; one try of a loop seldom writes more. */
const LOOK_BACK = 12;

/** What the newest lines of a log complain of, and the line that says it. */
export function problemIn(lines: string[]): { problem: Problem; line: string } | undefined {
  const recent = lines.slice(-LOOK_BACK).map((line) => line.trim());
  const over = recent.findLastIndex((line) => OVER.test(line.toLowerCase()) && !NOT_OVER.test(line.toLowerCase()));
  const current = recent.slice(over + 1).toReversed();
  for (const [problem, pattern] of PROBLEMS) {
    const line = current.find((text) => pattern.test(text.toLowerCase()));
    if (line) return { problem, line };
  }
  return undefined;
}

/** A line without what changes from try to try: numbers, times, ids. */
const constant = (line: string): string =>
  line
    .replaceAll(/[0-9a-f]*\d[0-9a-f]*/gi, '#')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Whether the newest lines are one try of a loop written again and again, apart from numbers. */
export function repeats(lines: string[]): boolean {
  const recent = lines.slice(-LOOK_BACK).map(constant);
  return recent.length >= 4 && new Set(recent).size <= recent.length / 2;
}
