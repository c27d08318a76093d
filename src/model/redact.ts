const MASK = '***';

/** Colour codes that loggers put between a key and its value. */
const SGR = String.raw`(?:\x1b\[[0-9;]{0,16}m){0,4}`;

const KEYS = [
  'pass(?:word|wd|phrase)',
  'pwd',
  'secret',
  'token',
  'credentials?',
  'signature',
  '(?:api|access|secret|private|encryption|signing|auth|account|storage|license)[-_.]?key',
].join('|');

/**
 * A key whose value is a secret, and what stands between them: `DB_PASSWORD=`, `"token": `, `--password `, and an environment
 * variable as Kubernetes spells it (`name: DB_PASSWORD, value: `).
 */
const KEY = new RegExp(
  String.raw`(?:(?:${KEYS})\\?["']?${SGR}\s{0,3}(?:[:=]\s{0,3}|,\s{0,3}\\?["']?value\\?["']?\s{0,3}[:=]\s{0,3})|--[\w-]{0,40}(?:${KEYS})(?:,?\s{1,3})|"(?:auth|identitytoken)"\s{0,3}:\s{0,3})${SGR}`,
  'gi',
);

/** One of these is part of whatever `KEY` matches. */
const KEY_WORDS = ['pass', 'pwd', 'secret', 'token', 'credential', 'signature', 'key', 'auth'];

/** Words that stand where a secret would, and tell nothing. */
const HARMLESS = /^(?:true|false|null|none|nil|<[^<>]*>|\$\{?[A-Z_][A-Z0-9_]*\}?|\*+)$/i;
/** `token: expired`, `secret: secrets "db" is forbidden`: prose, not a value. A password may be any word. */
const PROSE = /^[a-z]+[.,;:]?$/;
/** What the system says of a file whose name ends like a key: `can't open '/run/token': No such file or directory`. Source: strerror(3). */
const SYSTEM_ERROR =
  /^(?:no such file or directory|permission denied|operation not permitted|is a directory|not a directory|read-only file system)/i;

/** Where a value that begins at `from` ends: at its closing quote, or at the next blank, quote, `;` or `&`. */
function valueEnd(text: string, from: number): { start: number; end: number } {
  const quote = /^\\?["']/.exec(text.slice(from, from + 2))?.[0];
  if (quote) {
    const start = from + quote.length;
    for (let end = text.indexOf(quote, start); end >= 0; end = text.indexOf(quote, end + quote.length)) {
      if (quote.length > 1 || text[end - 1] !== '\\') return { start, end };
    }
    const newline = text.indexOf('\n', start);
    return { start, end: newline < 0 ? text.length : newline };
  }
  const stop = /[\s;&"']|\x1b/g; // eslint-disable-line no-control-regex
  stop.lastIndex = from;
  return { start: from, end: stop.exec(text)?.index ?? text.length };
}

function maskKeyed(text: string): string {
  const lower = text.toLowerCase();
  if (!KEY_WORDS.some((word) => lower.includes(word))) return text;
  let out = '';
  let done = 0;
  KEY.lastIndex = 0;
  for (let match = KEY.exec(text); match; match = KEY.exec(text)) {
    const from = match.index + match[0].length;
    const { start, end } = valueEnd(text, from);
    const value = text.slice(start, end);
    // `"/etc/passwd": permission denied` names a file
    const isWord = text[match.index - 1] === '/' || /^(?:secret|token|credential|signature)/i.test(match[0]);
    const mayBeProse = start === from && isWord && !match[0].includes('=');
    const keep =
      value === '' ||
      /^[{[]/.test(value) ||
      HARMLESS.test(value) ||
      (mayBeProse && PROSE.test(value)) ||
      SYSTEM_ERROR.test(text.slice(from, from + 30));
    out += text.slice(done, keep ? end : start) + (keep ? '' : MASK);
    done = end;
    KEY.lastIndex = Math.max(end, from);
  }
  return out + text.slice(done);
}

/**
 * Every quantifier is bounded, or starts where no other match of it can: the time stays linear in the length. Each match holds
 * one of the words in front: few texts do, and compiling the patterns would be felt at each start.
 */
const PATTERNS: [words: string[], pattern: RegExp, mask: string][] = [
  [
    ['-----begin '],
    /-----BEGIN ([A-Z0-9 ]{0,40})PRIVATE KEY-----[\s\S]*?(?:-----END \1PRIVATE KEY-----|$)/g,
    `${MASK} private key ${MASK}`,
  ],
  [['://'], /(:\/\/[^\s:/?#@"'<>]{0,128}:)[^\s/?#"'<>]{1,256}@/g, `$1${MASK}@`],
  [['://'], /(:\/\/)[^\s:/?#@"'<>]{20,256}@/g, `$1${MASK}@`],
  [['eyj'], /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g, MASK],
  // containerd's «may require authorization: server message: …» is no header
  [
    ['authorization'],
    /(\b(?:proxy-)?authorization\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?(?:(?:basic|bearer|token|digest|negotiate|apikey)\s{1,3})?)(?!server message:|authorization failed)[^\s"'\\]+/gi,
    `$1${MASK}`,
  ],
  [['bearer'], /(\bbearer\s{1,3})(?![\w.]{0,64}=")[\w.~+/=-]{16,}/gi, `$1${MASK}`],
  [['basic'], /(\b[Bb]asic\s{1,3})(?=[a-zA-Z]{0,200}[0-9=+/]|[a-z]{1,200}[A-Z])[A-Za-z0-9+/]{8,}={0,2}/g, `$1${MASK}`],
  [['cookie'], /(\b(?:set-)?cookie\s{0,3}:\s{0,3})[^\n"]+/gi, `$1${MASK}`],
  [['akia', 'asia'], /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, MASK],
  [
    ['gh', 'glpat-', 'dckr_pat_', 'npm_', 'xox', 'hvs.', 'aiza'],
    /\b(?:gh[oprsu]_|github_pat_|glpat-|dckr_pat_|npm_|xox[abeoprs]-|hvs\.|AIza)[\w-]{16,}/g,
    MASK,
  ],
];

function maskPatterns(text: string): string {
  const lower = text.toLowerCase();
  return PATTERNS.reduce(
    (result, [words, pattern, mask]) =>
      words.some((word) => lower.includes(word)) ? result.replace(pattern, mask) : result,
    text,
  );
}

/** The lines of a private key whose beginning is not in the text: a log's tail may begin inside of one. */
const END_OF_KEY = /(?:^[ \t]*[A-Za-z0-9+/=]{1,80}[ \t]*\r?\n){1,120}[ \t]*-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----/gm;

const maskKeyEnds = (text: string): string =>
  text.includes('PRIVATE KEY-----') ? text.replace(END_OF_KEY, `${MASK} private key ${MASK}`) : text;

/**
 * Text with the secrets in it masked: passwords in URLs and in `PASSWORD=…`, bearer tokens, basic auth, JWTs, cloud and registry
 * keys, private keys. Errs on the side of masking; takes time linear in the length.
 */
export const redactText = (text: string): string => maskKeyed(maskKeyEnds(maskPatterns(text)));

/** The beginning of a text, for showing. Masked before it is cut: half a secret is no longer recognised as one. */
export const excerpt = (text: string, length: number): string => redactText(text).slice(0, length);
