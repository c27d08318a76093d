/** A place where a program says that it listens. */
export interface Listening {
  port: number;
  /** Bound to the loopback address, so that nobody outside of the pod reaches it. */
  local: boolean;
  line: string;
}

const VERB =
  /\b(?:listen(?:s|ing)?|serv(?:es?|ing)|start(?:ed|ing)|bound|bind(?:ing)?|ready|running|accept(?:s|ing)?)\b/i;
const TROUBLE = /\b(?:error|fail(?:ed|ure)?|cannot|could not|denied|in use|refused|connect(?:ing|ed)?)\b/i;
const PLACES: RegExp[] = [
  /(?:(localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]*\]|\*)|[\s/("'=]):(\d{2,5})(?![\d:.])/i,
  /(localhost|\d{1,3}(?:\.\d{1,3}){3})?\W{0,3}\bports?\b\D{0,6}(\d{2,5})\b/i,
  /\b(?:on|at)()\s+(\d{2,5})\s*(?:$|[.,;(])/i,
];
const LOOPBACK = /^(?:localhost|127\.|\[::1\])/i;

function inLine(line: string): Listening | undefined {
  const verb = VERB.exec(line);
  if (!verb || TROUBLE.test(line)) return undefined;
  const rest = ` ${line.slice(verb.index)}`;
  for (const place of PLACES) {
    const [, host = '', digits] = place.exec(rest) ?? [];
    const port = Number(digits);
    if (port > 0 && port < 65_536) return { port, local: LOOPBACK.test(host), line: line.trim() };
  }
  return undefined;
}

/** Where the lines of a log say that the program listens, each port once; one open to all beats a loopback one. */
export function listeningIn(lines: string[]): Listening[] {
  const found = new Map<number, Listening>();
  for (const line of lines) {
    const place = inLine(line);
    if (place && (!found.has(place.port) || !place.local)) found.set(place.port, place);
  }
  return [...found.values()];
}
