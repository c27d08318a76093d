/** What went wrong when a probe asked; named after what was seen, not after what caused it. */
export type ProbeFailureKind =
  | 'port-name'
  | 'command'
  | 'exec'
  | 'refused'
  | 'reset'
  | 'unresolved'
  | 'unreachable'
  | 'timeout'
  | 'connect-timeout'
  | 'status'
  | 'https-to-http'
  | 'http-to-tls'
  | 'not-http'
  | 'tls'
  | 'redirects'
  | 'grpc-no-answer'
  | 'grpc-unimplemented'
  | 'grpc-service'
  | 'not-serving'
  | 'ending'
  | 'other';

/** How a probe asks. */
export type ProbeHandler = 'httpGet' | 'tcpSocket' | 'grpc' | 'exec';

/** One failure of a probe as the kubelet's event tells it. */
export interface ProbeFailure {
  kind: ProbeFailureKind;
  /** The kubelet's words without «Readiness probe failed:». */
  detail: string;
  /** The HTTP status code, when one came. */
  status: number | null;
  /** The address that was asked last: differs from the probe's own after a redirect. */
  url: string | null;
}

/** pkg/kubelet/prober/prober.go; older kubelets say only «probe errored:». The event recorder folds similar events together. */
const PREFIX =
  /^(?:\(combined from similar events\): )?(readiness|liveness|startup) probe (?:failed|warning|errored(?: and resulted in \w+ state)?): ?/i;

/** Which probe an `Unhealthy` or `ProbeWarning` event is about: `readiness`, `liveness` or `startup`. */
export const probeOfEvent = (message = ''): string | undefined => PREFIX.exec(message)?.[1]?.toLowerCase();

const NETWORK: [ProbeFailureKind, RegExp][] = [
  ['port-name', /strconv\.Atoi|invalid port number|port \S+ not found/i],
  ['redirects', /stopped after \d+ redirects/i],
  ['grpc-unimplemented', /does not implement the grpc health protocol/i],
  ['not-serving', /service unhealthy \(responded with/i],
  ['grpc-no-answer', /failed to connect service/i],
  ['grpc-service', /code = NotFound/i],
  ['https-to-http', /HTTP response to HTTPS client|first record does not look like a TLS handshake/i],
  ['http-to-tls', /malformed HTTP (?:response|version|status code) "\\x1[45]\\x03/i],
  ['not-http', /malformed HTTP|invalid HTTP|malformed MIME header/i],
  ['tls', /\btls: |x509: |handshake failure/i],
  ['unresolved', /no such host|server misbehaving|lookup .*(?:i\/o timeout|try again)/i],
  ['refused', /connection refused/i],
  ['unreachable', /no route to host|network is unreachable|host is down/i],
  ['connect-timeout', /dial tcp .*(?:i\/o timeout|timed out|deadline exceeded)|waiting for connection/i],
  ['timeout', /timeout|timed out|deadline exceeded/i],
  ['reset', /connection reset|\bEOF\b|broken pipe|server closed/i],
];

/** What the runtime says when it could not run the command at all; the shell says «not found» for what it was given. */
const COMMAND: [ProbeFailureKind, RegExp][] = [
  ['timeout', /^command timed out|^command ".*" timed out|DeadlineExceeded|timeout \S+ exceeded/i],
  [
    'command',
    /executable file not found|no such file or directory: unknown|permission denied: unknown|exec format error|exec: "[^"]*": stat|is a directory: unknown/i,
  ],
  [
    'ending',
    /stopped state|not running|task .* not found|container .* not found|process has finished|no running task/i,
  ],
];
const SHELL_LACKS = /^(?:\/\S+\/)?(?:ba|da|a|z|k)?sh: (?:line )?(?:\d+: )?\S+: (?:command )?not found$/im;

function kindOf(handler: ProbeHandler | undefined, detail: string, errored: boolean): ProbeFailureKind {
  if (handler === 'exec') {
    const found = COMMAND.find(([kind, pattern]) => (errored || kind === 'timeout') && pattern.test(detail))?.[0];
    if (found) return found;
    if (errored) return 'other';
    return SHELL_LACKS.test(detail) ? 'command' : 'exec'; // all else is the command's own output
  }
  if (/statuscode: \d+/i.test(detail)) return 'status';
  return NETWORK.find(([, pattern]) => pattern.test(detail))?.[0] ?? 'other';
}

/** The meaning of an `Unhealthy` event's message; undefined when it is not about a probe. */
export function failureOf(message: string | undefined, handler: ProbeHandler | undefined): ProbeFailure | undefined {
  const prefix = PREFIX.exec(message ?? '');
  if (!message || !prefix) return undefined;
  const detail = message.slice(prefix[0].length).trim();
  const status = /statuscode: (\d+)/i.exec(detail)?.[1];
  return {
    kind: kindOf(handler, detail, /errored/i.test(prefix[0])),
    detail,
    status: status && handler !== 'exec' ? Number(status) : null,
    url: /^(?:Get|Head) "([^"]+)"/.exec(detail)?.[1] ?? null,
  };
}

/** The words of a runtime that a person needs: without container ids and the layers they passed through. */
export const plainDetail = (detail: string): string =>
  detail
    .replace(/^rpc error: code = \w+ desc = /, '')
    .replace(/^failed to exec in container: (?:failed to start exec "[0-9a-f]+": )?/, '')
    .replace(/^OCI runtime exec failed: exec failed: (?:unable to start container process: )?/, '')
    .replace(/: unknown$/, '');
