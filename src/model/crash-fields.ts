import type { Cluster } from './cluster.ts';
import { placeInCode } from './code-place.ts';
import { lifeOf, restartPolicyOf, type Crash } from './crash.ts';
import { lastSeen } from './event.ts';
import { isAbout, killedAfter, workedBefore, type Kill } from './killer.ts';
import { listeningIn } from './listening.ts';
import { lastWords, strongestFirst } from './last-words.ts';
import { logLines, namedIn, saidBy } from './log.ts';
import { placeSaid } from './place-said.ts';
import type { Pod, Probe } from './objects.ts';
import type { PodContainer } from './pod.ts';
import { asksTheSame, patientFailures, probeBudget, probeNumbers, probePort, probeSummary } from './probe.ts';
import { formatBytes, parseQuantity } from './quantity.ts';
import { signalOf } from './signal.ts';
import { parseTime } from './time.ts';
import { problemIn } from './wait-words.ts';
import { excerpt } from './redact.ts';

/** The log of the life that ended: while a container stands ended its current log, else the one before. */
export function logOf(
  pod: Pod,
  { container, field }: Crash,
  cluster: Cluster,
): { lines: string[]; source: string | null } {
  for (const previous of field === 'state' ? [false, true] : [true, false]) {
    const lines = logLines(cluster.log(pod, container.name, previous)?.text);
    if (lines.length > 0) return { lines, source: previous ? 'log (previous)' : 'log' };
  }
  return { lines: [], source: null };
}

/** The place on the network that the error lines complain of, over what they name otherwise. */
function placeFields(lines: string[]) {
  const found = problemIn(lines);
  const place = found && placeSaid(found.line);
  if (!place || !['unresolved', 'refused', 'timeout'].includes(found.problem)) return {};
  if (found.problem === 'unresolved') return { host: place.host };
  return { address: place.port ? `${place.host}:${place.port}` : place.host };
}

/** What the ended life said: its log, its termination message, and what the deciding lines name. */
export function saidFields(pod: Pod, crash: Crash, cluster: Cluster) {
  const { lines, source } = logOf(pod, crash, cluster);
  const deciding = lastWords(lines);
  const message = crash.terminated?.message?.trim() || null;
  const started = crash.terminated?.startedAt && parseTime(crash.terminated.startedAt) !== undefined;
  const words = started && message ? [...lastWords(logLines(message)), ...deciding] : deciding;
  const errorLines = strongestFirst(words);
  const all = words.map(({ line }) => line);
  return {
    log: source ? lines.join('\n') : null,
    logSource: source,
    hasLog: source !== null,
    logUnread: [true, false].every((previous) => cluster.log(pod, crash.container.name, previous)?.text === undefined),
    decidingText: deciding.map(({ line }) => line).join('\n') || null,
    errorLines,
    lastError: errorLines[0] ? saidBy(errorLines[0]) : null,
    codePlace: placeInCode(lines),
    errorText: all.join('\n').toLowerCase(),
    message,
    ...namedIn(all),
    ...placeFields(all),
  };
}

/** A waiting message's back-off in seconds: `back-off 1m20s restarting failed container=…`. */
function backoffOf(message: string | undefined): number | null {
  const found = /back-off (?:(\d+)m)?(?:(\d+)s)? restarting/.exec(message ?? '');
  return found ? Number(found[1] ?? 0) * 60 + Number(found[2] ?? 0) : null;
}

/** What a failed hook printed: the kubelet wraps it in the command line and repeats it. */
const hookOutput = (message = ''): string | null =>
  /- error: (?:command '.*' )?(exited with .*?|.+?)(?:, message: "|$)/s.exec(message)?.[1]?.trim() ?? null;

/** The runtime's reason for not starting a container, without the layers it passed through. */
function startProblem(message: string | undefined): string | null {
  const inner = message
    ?.split(
      /unable to start container process: |container_linux\.go:\d+: |starting container process caused:? |OCI runtime create failed: |failed to generate spec: /,
    )
    .at(-1)
    ?.replace(/: unknown$/, '')
    .replace(/^"(.*)"$/, '$1')
    .replaceAll(/\/var\/lib\/kubelet\/pods\/[^\s"]+\/volumes\/[^/\s"]+\/([^\s":/]+)/g, 'volume $1')
    .trim();
  return inner || null;
}

function lastFailure(pod: Pod, container: string, kind: string, cluster: Cluster): string | null {
  const pattern = new RegExp(`^${kind} probe `, 'i');
  const event = cluster
    .eventsAbout('Pod', pod)
    .find((e) => e.reason === 'Unhealthy' && isAbout(e, container) && pattern.test(e.message ?? ''));
  return event?.message?.trim() ?? null;
}

/** The port the container's log says it listens on. */
export const listenPort = (lines: string | null): number | null =>
  listeningIn(lines?.split('\n') ?? [])[0]?.port ?? null;

/** Answers that no waiting will turn into success: the question is wrong, not the app slow. */
const MISFITS: [string, RegExp][] = [
  ['status', /statuscode: 4\d\d/i],
  ['protocol', /HTTP response to HTTPS client|malformed HTTP|tls: |certificate|unimplemented/i],
  ['command', /executable file not found|no such file|not found|permission denied/i],
];

/** Which part of a probe's question is wrong by the answer it got, when no waiting would help: null for an app that may just be slow. */
export function misfitOf(message: string | null, asked: number | null, listens: number | null): string | null {
  if (!message) return null;
  const found = MISFITS.find(([, pattern]) => pattern.test(message))?.[0];
  if (found) return found;
  return /refused/i.test(message) && asked && listens && asked !== listens ? 'port' : null;
}

/** The probe that killed the container, or its liveness probe: what it asks, how patient it is, what it last saw. */
export function probeFields(pod: Pod, crash: Crash, kill: Kill | undefined, cluster: Cluster, log: string | null) {
  const { container } = crash;
  const { spec } = container;
  const { livenessProbe, startupProbe } = spec;
  const hook = spec.lifecycle?.postStart;
  const kind = kill?.by === 'startup' ? 'Startup' : 'Liveness';
  const probe: Probe | undefined = kind === 'Startup' ? startupProbe : livenessProbe;
  const wanted = probe?.terminationGracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
  const grace = Math.max(2, wanted); // the kubelet's minimum
  const after = kill && killedAfter(crash, kill, grace);
  const port = Number(probe && probePort(probe, spec)) || null;
  const message = probe ? lastFailure(pod, container.name, kind, cluster) : null;
  const listens = listenPort(log);
  return {
    hasLiveness: livenessProbe !== undefined,
    hasStartup: startupProbe !== undefined,
    hook: hook ? `postStart ${probeSummary(hook, spec)}` : null,
    probePath: probe ? `${container.specPath}.${kind.toLowerCase()}Probe` : null,
    probe: probe ? probeSummary(probe, spec) : null,
    probeNumbers: probe ? probeNumbers(probe) : null,
    probeTimeout: probe ? (probe.timeoutSeconds ?? 1) : null,
    probeBudget: probe ? probeBudget(probe) : null,
    probePort: port,
    probeMessage: message,
    probeMisfit: misfitOf(message, port, listens),
    probeStatus: Number(/statuscode: (\d+)/i.exec(message ?? '')?.[1]) || null,
    asksReadiness: asksTheSame(probe, spec.readinessProbe, spec),
    listenPort: listens,
    grace,
    killedAfter: after ?? null,
    workedBefore: probe && kill?.by === 'liveness' ? startupProbe !== undefined || workedBefore(probe, after) : null,
    probeHttpPath: probe?.httpGet ? (probe.httpGet.path ?? '/') : null,
    probeScheme: probe?.httpGet?.scheme ?? 'HTTP',
    probeHandler: probe
      ? ((['httpGet', 'tcpSocket', 'grpc', 'exec'] as const).find((handler) => probe[handler]) ?? null)
      : null,
    patientFailures: probe ? patientFailures(probe) : null,
  };
}

/** The memory limit in force, where it stands, and what a trial with twice as much would be. */
export function memoryFields(pod: Pod, { spec, specPath, status }: PodContainer) {
  const own = status?.resources?.limits?.['memory'] ?? spec.resources?.limits?.['memory'];
  const limit = own ?? pod.spec?.resources?.limits?.['memory']; // limits of the pod as a whole: KEP-2837
  const bytes = limit === undefined ? Number.NaN : parseQuantity(limit);
  const known = Number.isFinite(bytes);
  return {
    memoryLimit: known ? String(limit) : null,
    memoryLimitPath: known ? `${own === undefined ? 'spec' : specPath}.resources.limits.memory` : null,
    memoryLimitBytes: known ? bytes : null,
    memoryTrial: known ? formatBytes(Math.ceil((2 * bytes) / 2 ** 20) * 2 ** 20) : null,
  };
}

/** Whether the node's kernel ran out of memory as a whole while this life ended; null when no such event was seen. */
export function systemOom(pod: Pod, { terminated }: Crash, cluster: Cluster): string | null {
  const node = cluster.node(pod.spec?.nodeName);
  const end = parseTime(terminated?.finishedAt);
  if (!node || end === undefined) return null;
  const near = cluster
    .eventsAbout('Node', node)
    .find((event) => event.reason === 'SystemOOM' && Math.abs(lastSeen(event) - end) <= 10_000);
  return near?.message ?? null;
}

const MAX_COMMAND = 160;

/** What the spec runs: the image's entrypoint stays unnamed, as nothing the API shows tells it. */
export function commandOf({ spec }: PodContainer): string | null {
  const { command = [], args = [] } = spec;
  if (command.length + args.length === 0) return null;
  const words = [...(command.length > 0 ? command : ['<entrypoint>']), ...args];
  return excerpt(words.join(' ').replaceAll(/\s+/g, ' ').trim(), MAX_COMMAND);
}

/** How the newest ended life ended, and what the container does now. */
export function endFields(pod: Pod, { container, terminated, field }: Crash) {
  const { status, statusPath } = container;
  const waiting = status?.state?.waiting;
  const signal = signalOf(terminated?.exitCode);
  return {
    endPath: terminated ? `${statusPath}.${field}.terminated` : null,
    statePath: `${statusPath}.state`,
    restarts: status?.restartCount ?? 0,
    restartPolicy: restartPolicyOf(pod, container),
    exitCode: terminated?.exitCode ?? null,
    reason: terminated?.reason ?? null,
    signal: signal?.signal ?? null,
    signalName: signal?.name ?? null,
    ranSeconds: lifeOf(terminated) ?? null,
    waitingReason: waiting?.reason ?? null,
    backoff: backoffOf(waiting?.message),
    hookMessage: waiting?.reason === 'PostStartHookError' ? hookOutput(waiting.message) : null,
    startProblem: startProblem(
      terminated?.reason === 'StartError' || !terminated ? (terminated?.message ?? waiting?.message) : undefined,
    ),
  };
}
