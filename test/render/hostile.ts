/** Fields whose values are a closed set, so no cluster can choose them. */
const ENUMS = new Set(['severity', 'confidence', 'permanence', 'risk', 'outcome', 'verdict', 'by']);
const KINDS = new Set(['field', 'event', 'log', 'fact', 'live', 'recording']);
/** Keys between findings: the engine's own hashes. */
const LINKS = new Set(['fingerprint', 'explains', 'explainedBy']);

/** A copy of a report, or of another result, in which every string a cluster, a file or a playbook could fill in is the given one. */
export function filledWith<T>(report: T, hostile: string): T {
  const walk = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return LINKS.has(key) ? value : value.map((entry) => walk(entry, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, walk(entry, name)]));
    }
    if (typeof value !== 'string' || ENUMS.has(key) || LINKS.has(key) || (key === 'kind' && KINDS.has(value)))
      return value;
    return hostile;
  };
  return walk(report, '') as T;
}

/** Whatever a terminal acts on or a reader cannot see, newline apart. */
// eslint-disable-next-line no-control-regex
export const HAZARD = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/u;

/** Values that try to reach the terminal, the reader or the next tool. */
export const HOSTILE: Record<string, string> = {
  'colour and title sequences': 'a\x1b[2J\x1b]0;owned\x07b\x1b]8;;https://evil.example\x1b\\c',
  'C1 controls': 'a\x9b31m\x9d0;x\x9cb\x85c',
  'carriage return over the line before': 'all is well\r✓ healthy',
  'backspaces and DEL': 'rm\b\b\x7fls',
  'bidirectional override': 'gpj.\u202eexe\u2066x\u2069',
  'zero-width and marks': 'ad\u200bmin\u200d\ufeff a' + '\u0300'.repeat(40),
  'lone surrogates': 'a\ud800b\udfff',
  'line and paragraph separators': 'a\u2028b\u2029c\nd\r\ne',
  'NUL and tab': 'a\0b\tc',
};
