/** How much of a log's end is looked at: what ends a program stands there, and a dump's log can have 50 MB. */
const TAIL = 256 * 1024;
const MAX_LINE = 400;

/** Escape sequences (colours, cursor moves, titles) and other control characters, which logs may bring along. */
const CONTROL =
  // eslint-disable-next-line no-control-regex
  /\u001b\[[0-9;?]{0,32}[ -/]?[@-~]|\u001b\][^\u0007\u001b]{0,256}(?:\u0007|\u001b\\)?|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g;

/** What the container runtime's log endpoint answers instead of a log that it has deleted. */
const COLLECTED = /^unable to retrieve container logs for \S+$/;

/** The non-empty lines at the end of a log, clean of control characters and of bounded length. */
export function logLines(text: string | undefined): string[] {
  if (!text || COLLECTED.test(text.trim().slice(0, 200))) return [];
  const cut = text.length > TAIL;
  const lines = text.slice(-TAIL).split('\n');
  if (cut) lines.shift(); // most likely half a line
  return lines.flatMap((line) => {
    const clean = line
      .slice(0, 4 * MAX_LINE)
      .replaceAll(CONTROL, '')
      .trimEnd();
    return clean.trim() ? clean.slice(0, MAX_LINE) : [];
  });
}

const STRUCTURED = /^(?:\{|(?:time|ts|t|level|lvl)=)/;
const MESSAGE = /(?:^|[{,\s])"?(?:msg|message)"?\s?[:=]\s?"((?:[^"\\]|\\.)+)/;
const ERROR = /(?:^|[{,\s])"?(?:error|err|exception|error\.message|errmsg)"?\s?[:=]\s?"((?:[^"\\]|\\.)+)/;

/** When a line was written, by what it begins with: a date and time, or klog's header. */
const TIME =
  /^(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d[\d.,+:Z]*\]?(?: UTC| GMT)?|[IWEF]\d{4} [\d:.]+\s+\d+ \S+\])\s+/;

/** What a line of a structured log (JSON, logfmt) says, without its other fields; any other line without its time. */
export function saidBy(line: string): string {
  if (!STRUCTURED.test(line)) return line.replace(TIME, '');
  const said = [MESSAGE, ERROR].flatMap((pattern) => pattern.exec(line)?.[1] ?? []);
  const plain = said.map((text) =>
    text
      .replaceAll(/\\[nrt]/g, ' ')
      .replaceAll(/\\(.)/g, '$1')
      .trim(),
  );
  return plain.join(': ') || line;
}

/** What the first of the patterns finds, in the last lines first. Each match holds one of the `signs`: most lines hold none, and compiling patterns takes time. */
const firstMatch = (lines: string[], patterns: RegExp[], signs = ''): string | null => {
  const able = signs ? lines.filter((line) => [...signs].some((sign) => line.includes(sign))) : lines;
  for (const pattern of able.length > 0 ? patterns : []) {
    for (const line of able.toReversed()) {
      const found = pattern.exec(line)?.slice(1).find(Boolean);
      if (found) return found;
    }
  }
  return null;
};

/** What error lines name: the file, the address, the host name, the program and the variable they are about. */
export function namedIn(lines: string[]) {
  return {
    path: firstMatch(
      lines,
      [
        /(?:open|stat|read|write|create|creating|writing|exec|mkdir|load|opening)\s+['"`]?(\/[^\s'"`:,)]+)/i,
        /['"`](\/[^\s'"`:,)]+)['"`]/,
        /(?:^|[\s=(])(\/[^/\s'"`:,)][^\s'"`:,)]*)/,
      ],
      '/',
    ),
    address: firstMatch(
      lines,
      [
        /\b([a-z][\w.-]*\/(?:\d{1,3}\.){3}\d{1,3}:\d{2,5})\b/i,
        /(?:tcp|udp|connect to|connecting to|remote host|host|server at|ECONNREFUSED)[\s(:]+['"]?((?:\[[0-9a-f:]+\]|[\w.-]+):\d{2,5})/i,
        /\b((?:\d{1,3}\.){3}\d{1,3}:\d{2,5})\b/,
        /\b([a-z][\w-]*(?:\.[\w-]+)*:\d{2,5})\b/i,
        /\(((?:\d{1,3}\.){3}\d{1,3})\)/,
      ],
      ':(',
    ),
    host: firstMatch(lines, [
      /(?:lookup|host not found in upstream) ['"]?([\w.-]+)/i,
      /(?:getaddrinfo|resolve(?: host| address)?|unknown host|UnknownHostException:?|bad address|host name|hostname)[\s:'"]+(?:ENOTFOUND |EAI_AGAIN )?['"]?([\w.-]+)/i,
    ]),
    nameServer: firstMatch(lines, [/ on ((?:(?:\d{1,3}\.){3}\d{1,3}|\[[0-9a-f:]+\]):53)\b/i], ':'),
    program: firstMatch(
      lines,
      [
        /exec: "([^"]{1,200})"/,
        /(?:^|[\s:])([^\s:'"]{1,200}): (?:command )?not found/,
        /'([^']{1,200})': No such file/,
      ],
      ':',
    ),
    port: firstMatch(
      lines,
      [
        /(?:EADDRINUSE|bind|listen)\D{0,60}?(?:(?:\d{1,3}\.){3}\d{1,3}|[\w.\]*]|::)?(?<!"):(\d{2,5})\b/i,
        /port[\s=:]+(\d{2,5})\b/i,
        /(?<!(?:^|[T\s:[+-])\d\d|"):(\d{2,5})\b/,
      ],
      '0123456789',
    ),
    variable: firstMatch(lines, [
      /\b([A-Za-z_]\w*): (?:unbound variable|parameter (?:null or )?not set)/,
      /\b((?!ERR_|ERROR_|EAI_|CERT_|DEPTH_|UNABLE_|MODULE_)[A-Z][A-Z0-9]*_[A-Z0-9_]+)\b/,
      /(?:variable|setting|option|property|key)\s+['"`]?([\w.-]+)/i,
    ]),
    option: firstMatch(lines, [
      /(?:unrecogni[sz]ed|unknown|invalid|illegal|undefined|no such) (?:long |short )?(?:option|flag|argument|arguments|command|subcommand)?[s:]?[\s:]+(?:-- )?['"`]?(-{0,2}[\w][\w-]*)/i,
      /provided but not defined: (-{1,2}[\w][\w-]*)/,
    ]),
    module: firstMatch(lines, [
      /(?:No module named|Cannot find module|Cannot find package|NoClassDefFoundError:|ClassNotFoundException:|cannot load such file --|Can't locate|Could not find(?=\s\S+ in (?:locally installed gems|any of the sources)))\s+['"]?([^\s'"]+)/,
      /loading shared libraries: ([^\s:]+)/,
    ]),
  };
}
