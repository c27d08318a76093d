import { SCHEME_PORTS, type Place } from './wait-target.ts';

const NAME = String.raw`(?:[a-z0-9][\w-]{0,62}\.){0,10}[a-z0-9][\w-]{0,62}`;
const ADDRESS = String.raw`(?:\d{1,3}\.){3}\d{1,3}`;
const patternOf = (...parts: string[]): RegExp => new RegExp(parts.join(''), 'i');

/** Ways of well-known clients to name a place: the host, and the port where it is told. */
const CLIENTS = [
  patternOf(String.raw`proxyconnect tcp: dial tcp (${NAME})(?::(\d{2,5}))?`), // Go: the proxy, not the address behind it
  patternOf(String.raw`\b([a-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,10})\/${ADDRESS}:(\d{2,5})\b`), // Java: name/address:port
  patternOf(String.raw`\b([a-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,10}) \(${ADDRESS}:(\d{2,5})\)`), // busybox nc
  patternOf(String.raw`server at "(${NAME})"(?: \([^)]{1,60}\))?, port (\d{2,5})`), // libpq
  patternOf(String.raw`\bhost=['"](${NAME})['"], port=(\d{2,5})`), // urllib3
  patternOf(String.raw`connect call failed \('(${NAME})', (\d{2,5})`), // asyncio
  patternOf(String.raw`mysql server (?:on|host) '(${NAME})(?::(\d{2,5}))?'`),
  patternOf(String.raw`host not found in upstream ['"]?(${NAME})(?::(\d{2,5}))?`), // nginx
  patternOf(String.raw`^([a-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,10}):(\d{2,5}) - `), // pg_isready
];
const NAMES = patternOf(
  String.raw`(?:lookup|find|resolve|resolve host|unknown ?host(?:exception:)?|bad address|host name|hostname|getaddrinfo \w+|enotfound|eai_again|translate host name)`,
  String.raw`[\s:'"]+(${NAME})\.?(?::(\d{2,5}))?`,
);
const URL_SAID = patternOf(
  String.raw`\b([a-z][a-z0-9]{1,11})(?:\+\w+)?:\/\/(?:[^@\s/'"]{0,100}@)?(${NAME})(?::(\d{2,5}))?`,
);
const VERBS = patternOf(
  String.raw`(?:connect(?:ing|ion)? to|waiting (?:\d+ seconds )?(?:for|on)|tcp|econnrefused|server at|reach(?:ing)?)\s+`,
  String.raw`(?:remote host \(|host |server |service |\w{2,20} (?:at|on) )?['"]?(${NAME})(?:(?::| port )(\d{2,5}))?(?!\w|:\/\/)`,
);
const NAME_AND_PORT = patternOf(String.raw`(?<![\w./@-])([a-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,10}):(\d{2,5})(?!\w|:\w)`);
const ADDRESS_SAID = patternOf(String.raw`\b(${ADDRESS})(?::(\d{2,5}))?\b`);
/** What stands before a colon and a number and is no host: a file of source code, the name of a number. */
const NUMBERED =
  /\.(?:go|[cm]?[jt]sx?|py|rb|rs|java|kt|scala|php|cc?|cpp|cs|ex|pl|sh|ya?ml|json|conf)$|^(?:errno|code|errorcode|line|port|status|exit|pid|error|took|at)$/i;
const NO_HOST =
  /^(?:the|a|an|any|all|and|to|be|it|its|this|that|your|for|with|at|on|in|via|host|server|service|node|broker|remote|database|connect|connection|response|address|mysql|localhost|lock|retry)$/i;

const placeOf = (host: string | undefined, port: string | number | undefined): Place | undefined =>
  host && !NO_HOST.test(host) && !/^\d+$/.test(host) ? { host, port: port ? Number(port) : null } : undefined;

function placeBy(pattern: RegExp, line: string): Place | undefined {
  const [, host, port] = pattern.exec(line) ?? [];
  return placeOf(host, port);
}

function urlSaid(line: string): Place | undefined {
  const [, scheme = '', host, port] = URL_SAID.exec(line) ?? [];
  return placeOf(host, port ?? SCHEME_PORTS[scheme.toLowerCase()]);
}

function nameAndPort(line: string): Place | undefined {
  const [, name = '', port] = NAME_AND_PORT.exec(line) ?? [];
  return NUMBERED.test(name) ? undefined : placeOf(name, port);
}

/** The place on the network that a line of a log names. */
export function placeSaid(line: string): Place | undefined {
  for (const pattern of [...CLIENTS, NAMES]) {
    const found = placeBy(pattern, line);
    if (found) return found;
  }
  return urlSaid(line) ?? placeBy(VERBS, line) ?? nameAndPort(line) ?? placeBy(ADDRESS_SAID, line);
}
