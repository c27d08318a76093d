import { table } from './table.ts';

/** A place on the network that a container asks for. */
export interface Place {
  host: string;
  port: number | null;
  /** Only a word after «waiting for», which means a place if there is a Service of that name. */
  guess?: true;
}

/** An API object that a container waits for with kubectl or a tool like it. */
export interface Awaited {
  kind: 'Job' | 'Pod' | 'Deployment' | 'StatefulSet';
  /** Absent where a label selector chooses. */
  name: string | null;
  selector: string | null;
  namespace: string | null;
}

const HOST = String.raw`[A-Za-z0-9][\w-]{0,62}(?:\.[\w-]{1,63}){0,10}\.?`;
/** Options before the argument that counts; one of them may take a number. */
const OPTIONS = String.raw`(?:[-+][^\s;|&]{1,40}\s+(?:\d{1,5}\s+)?){0,6}`;

const DEFAULT_PORTS: [RegExp, number][] = [
  [/\b(?:pg_isready|psql|pg_dump)\b/, 5432],
  [/\b(?:mysqladmin|mysql|mariadb(?:-admin)?)\b/, 3306],
  [/\bredis-cli\b/, 6379],
  [/\bmongo(?:sh)?\b/, 27017],
  [/\bamqp:|rabbitmq/, 5672],
];
export const SCHEME_PORTS = table<number>({
  http: 80,
  https: 443,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  redis: 6379,
  mongodb: 27017,
  amqp: 5672,
  nats: 4222,
});

const portOf = (text: string | undefined): number | null => {
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
};

const isHost = (host: string): boolean =>
  !/^(?:localhost|127\.|0\.0\.0\.0|(?:do|done|then|fi)$)/.test(host) && /[A-Za-z.]/.test(host);

const all = (text: string, source: string, to: (groups: string[]) => Place[]): Place[] =>
  [...text.matchAll(new RegExp(source, 'g'))].flatMap((match) => to(match.map((group) => group ?? '')));

const defaultPort = (text: string): number | null => DEFAULT_PORTS.find(([tool]) => tool.test(text))?.[1] ?? null;

/** Ways of a command line to name a place, most telling first. */
function named(text: string): Place[] {
  return [
    ...all(
      text,
      String.raw`\b([a-z]{2,12}):\/\/(?:[^@\s/'"]{0,100}@)?(${HOST})(?::(\d{1,5}))?`,
      ([, scheme = '', host = '', port]) => [{ host, port: portOf(port) ?? SCHEME_PORTS[scheme] ?? null }],
    ),
    ...all(text, String.raw`\/dev\/(?:tcp|udp)\/(${HOST})\/(\d{1,5})`, ([, host = '', port]) => [
      { host, port: portOf(port) },
    ]),
    ...all(text, String.raw`\b(?:nc|ncat|netcat|telnet)\s+${OPTIONS}(${HOST})\s+(\d{1,5})\b`, ([, host = '', port]) => [
      { host, port: portOf(port) },
    ]),
    ...all(
      text,
      String.raw`\b(?:nslookup|dig|host|ping|getent\s+(?:ahosts\w{0,2}|hosts))\s+${OPTIONS}(${HOST})(?=[\s;|&'")>]|$)`,
      ([, host = '']) => [{ host, port: null }],
    ),
    ...all(
      text,
      String.raw`(?:\s-h\s?|\s--host(?:name)?[=\s])(${HOST})(?:[^;|&\n]{0,60}?(?:\s-[pP]\s?|\s--port[=\s])(\d{1,5}))?`,
      ([, host = '', port]) => [{ host, port: portOf(port) ?? defaultPort(text) }],
    ),
    ...all(
      text,
      String.raw`(?<![\w./@-])([A-Za-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,10}):(\d{2,5})(?![\w:])`,
      ([, host = '', port]) => [{ host, port: portOf(port) }],
    ),
  ];
}

/** The places that a command line asks for, each once, in the order of how clearly it names them. */
export function placesIn(command: string): Place[] {
  const seen = new Map<string, Place>();
  for (const { host, port } of named(command)) {
    const name = host.replace(/\.$/, '');
    if (!isHost(name)) continue;
    const before = seen.get(name);
    if (!before) seen.set(name, { host: name, port });
    else before.port ??= port;
  }
  return [...seen.values()].slice(0, 4);
}

const KINDS: [RegExp, Awaited['kind']][] = [
  [/^jobs?(?:-w[er])?$/, 'Job'],
  [/^(?:po|pods?(?:-w[er])?)$/, 'Pod'],
  [/^deploy(?:ments?)?$/, 'Deployment'],
  [/^(?:sts|statefulsets?)$/, 'StatefulSet'],
];
const kindOf = (word = ''): Awaited['kind'] | undefined =>
  KINDS.find(([pattern]) => pattern.test(word.split('.')[0]?.toLowerCase() ?? ''))?.[1];

function awaited(words: string[]): Awaited | undefined {
  const option = (...names: string[]): string | null => {
    const at = words.findIndex((word) => names.some((name) => word === name || word.startsWith(`${name}=`)));
    const word = words[at];
    return word === undefined
      ? null
      : word.includes('=') && word.startsWith('-') && names.some((n) => word.startsWith(`${n}=`))
        ? word.slice(word.indexOf('=') + 1)
        : (words[at + 1] ?? null);
  };
  const at = words.findIndex((word) => kindOf(word.split('/')[0]) !== undefined);
  const kind = kindOf(words[at]?.split('/')[0]);
  if (!kind) return undefined;
  const glued = words.find((word) => /^-l[^=-]\S*=/.test(word))?.slice(2) ?? null;
  const selector = option('-l', '--selector') ?? glued;
  const next = words[at]?.split('/')[1] ?? words[at + 1];
  const name = selector || !next || next.startsWith('-') ? null : next;
  return name || selector ? { kind, name, selector, namespace: option('-n', '--namespace') } : undefined;
}

/** The API object that a command line waits for: `kubectl wait job/migrate`, `kubectl rollout status …`, `wait_for.sh job migrate`. */
export function awaitedIn(command: string): Awaited | undefined {
  const call =
    /\b(?:kubectl\b[^;|&\n]{0,80}?\b(?:wait|rollout\s+status|get)\b|wait_for\.sh|k8s-wait-for)\s([^;|&\n]{1,300})/.exec(
      command,
    );
  const words = call?.[0].match(/[^\s'"]+/g) ?? [];
  return awaited(words);
}

/** A command line with its variables filled in from literal values of the container's environment. */
export const withVariables = (command: string, env: Map<string, string>): string =>
  command.replaceAll(
    /\$(?:\{(\w+)(?::-[^}]*)?\}|\((\w+)\)|(\w+))/g,
    (whole, a?: string, b?: string, c?: string) => env.get(a ?? b ?? c ?? '') ?? whole,
  );
