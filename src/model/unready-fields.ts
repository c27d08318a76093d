import type { Cluster } from './cluster.ts';
import { listeningIn } from './listening.ts';
import { lastWords, strongestFirst } from './last-words.ts';
import { logLines } from './log.ts';
import type { Pod, Probe } from './objects.ts';
import { containersOf, type PodContainer } from './pod.ts';
import { failureOf, plainDetail } from './probe-failure.ts';
import {
  asksTheSame,
  probeAllowance,
  probeHandler,
  probeNumbers,
  probePort,
  probeSettings,
  probeSummary,
  unknownPortName,
} from './probe.ts';
import { parseQuantity } from './quantity.ts';
import { parseTime } from './time.ts';
import { failuresOf, patience, wasReady, type Unready } from './unready.ts';
import { excerpt } from './redact.ts';

const LONGEST_DETAIL = 300;

/** What the probe is, as words and as parts. */
export function questionFields({ container, waitsFor, probe }: Unready) {
  const { spec, specPath } = container;
  const port = probe ? probePort(probe, spec) : undefined;
  const { period = null, timeout = null, failures = null } = probe ? probeSettings(probe) : {};
  return {
    probeKind: waitsFor,
    startup: waitsFor === 'startup',
    probeField: `${waitsFor}Probe`,
    probePath: probe ? `${specPath}.${waitsFor}Probe` : null,
    probe: probe ? probeSummary(probe, spec) : null,
    probeNumbers: probe ? probeNumbers(probe) : null,
    period,
    timeout,
    failures,
    handler: (probe && probeHandler(probe)) ?? null,
    port: Number(port) || null,
    portName: (probe && unknownPortName(probe, spec)) ?? null,
    path: probe?.httpGet ? (probe.httpGet.path ?? '/') : null,
    scheme: probe?.httpGet ? (probe.httpGet.scheme ?? 'HTTP') : null,
    proxyScheme: probe?.httpGet?.scheme === 'HTTPS' ? 'https:' : '',
    host: (probe?.httpGet?.host ?? probe?.tcpSocket?.host) || null,
    command: probe?.exec?.command?.join(' ') ?? null,
    service: probe?.grpc?.service || null,
    tlsPort: String(port).endsWith('443') || /https|tls|ssl/i.test(portNameOf(probe, spec.ports)),
  };
}

const portNameOf = (probe: Probe | undefined, ports: PodContainer['spec']['ports']): string => {
  const asked = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
  return ports?.find(({ name, containerPort }) => name === asked || containerPort === asked)?.name ?? '';
};

/** The port and the address the probe was led to by a redirect; null while it got to where it asked. */
function redirectOf(url: string | null, { scheme, path }: { scheme: string | null; path: string | null }) {
  if (!url || !scheme || !path) return null;
  const asked = path.startsWith('/') ? path : `/${path}`;
  const same = url.toLowerCase().startsWith(`${scheme.toLowerCase()}://`) && url.endsWith(asked);
  return same ? null : url;
}

/** What the probe got for an answer in the container's present life. */
export function answerFields(pod: Pod, { container, waitsFor, probe }: Unready, cluster: Cluster) {
  const { events, count, first, last } = failuresOf(pod, container, waitsFor, cluster);
  const failure = failureOf(events[0]?.message, probe && probeHandler(probe));
  const scheme = probe?.httpGet ? (probe.httpGet.scheme ?? 'HTTP') : null;
  const text = failure && excerpt(plainDetail(failure.detail), LONGEST_DETAIL);
  return {
    eventsRead: cluster.hasRead('events'),
    failure: failure?.kind ?? null,
    status: failure?.status ?? null,
    answer: text || null,
    rightScheme: failure?.kind === 'https-to-http' ? 'HTTP' : 'HTTPS',
    redirect: redirectOf(failure?.url ?? null, { scheme, path: probe?.httpGet?.path ?? '/' }),
    count,
    failingFor: cluster.age(first) ?? null,
    lastFailure: cluster.age(last) ?? null,
  };
}

/** How long the container runs, how long it may take, and whether that is over. */
export function timeFields(
  pod: Pod,
  { container, waitsFor, probe }: Unready,
  failingFor: number | null,
  cluster: Cluster,
) {
  const startedAt = container.status?.state?.running?.startedAt;
  const start = parseTime(startedAt);
  const ran = cluster.age(startedAt) ?? null;
  const was = wasReady(pod, container);
  const allowed = probe ? patience(probe, waitsFor) : null;
  // readiness is only asked once the startup probe has passed, and when that was nobody tells
  const since = waitsFor === 'readiness' && container.spec.startupProbe ? (failingFor ?? 0) : ran;
  const until = start === undefined || allowed === null ? undefined : new Date(start + allowed * 1000);
  return {
    ran,
    allowed,
    until: until ? until.toISOString().replace('.000Z', 'Z') : null,
    left: until ? Math.max(0, Math.round((until.getTime() - cluster.now) / 1000)) : null,
    wasReady: was,
    settled: was || allowed === null || since === null || since >= allowed,
    unreadyFor: cluster.age(pod.status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime) ?? null,
  };
}

/** The port a probe of the same container gets its answers from, when that is not the one asked. */
function answeredPort(pod: Pod, container: PodContainer, asked: number | null, cluster: Cluster): number | null {
  const { spec, status } = container;
  const probe = spec.livenessProbe;
  const port = Number(probe && probePort(probe, spec)) || null;
  const ran = cluster.age(status?.state?.running?.startedAt) ?? 0;
  if (!probe || !port || port === asked || !cluster.hasRead('events') || ran <= probeAllowance(probe)) return null;
  if (probe.httpGet?.host || probe.tcpSocket?.host || status?.started === false) return null;
  return failuresOf(pod, container, 'liveness', cluster).count === 0 ? port : null;
}

/** Ports that variables tell the app to listen on: those that are named for nothing else. */
const portsInEnv = ({ spec }: PodContainer): number[] =>
  (spec.env ?? []).flatMap(({ name, value }) =>
    /^(?:(?:HTTP|SERVER|APP|WEB|LISTEN|CONTAINER)_)?PORT$/.test(name ?? '') && Number(value) > 0 ? [Number(value)] : [],
  );

/** Where the app seems to listen, by its log, by another probe, by its declared ports: each as far as it is known. */
export function placeFields(pod: Pod, container: PodContainer, asked: number | null, cluster: Cluster) {
  const lines = logLines(cluster.log(pod, container.name, false)?.text);
  const said = listeningIn(lines);
  const other = said.find(({ port }) => port !== asked) ?? null;
  const own = said.find(({ port }) => port === asked) ?? null;
  const answered = answeredPort(pod, container, asked, cluster);
  const declared = (container.spec.ports ?? []).flatMap(({ containerPort, protocol }) =>
    containerPort && (protocol ?? 'TCP') === 'TCP' ? [containerPort] : [],
  );
  const meant = [...new Set([...declared, ...portsInEnv(container)])];
  const errors = lastWords(lines);
  return {
    log: lines.length > 0 ? lines.join('\n') : null,
    logSource: lines.length > 0 ? 'log' : null,
    lastError: strongestFirst(errors)[0] ?? null,
    listenLine: own?.line ?? other?.line ?? null,
    listensHere: own !== null,
    listensLocal: own?.local ?? false,
    answeredPort: answered,
    likelyPort: own ? null : (answered ?? (other && !other.local ? other.port : null)),
    declared,
    told: [
      ...(other && !own ? [`log: ${other.line}`] : []),
      ...(answered ? [`livenessProbe :${answered}`] : []),
      ...meant.map((port) => (declared.includes(port) ? `containerPort ${port}` : `env ${port}`)),
    ],
    declaredPort: asked && !meant.includes(asked) && meant.length === 1 ? (meant[0] ?? null) : null,
  };
}

const LOW_CPU = 0.25;

/** What else of the container and its pod matters. */
export function contextFields(pod: Pod, { container, probe }: Unready, cluster: Cluster) {
  const { spec, status, specPath, statusPath, type, name } = container;
  const cpu = status?.resources?.limits?.['cpu'] ?? spec.resources?.limits?.['cpu'];
  const all = containersOf(pod).filter((other) => other.type !== 'init');
  const later = containersOf(pod).slice(containersOf(pod).findIndex((other) => other.name === name) + 1);
  return {
    type,
    specPath,
    statusPath,
    ownerKind: cluster.ownersOf(pod).at(-1)?.kind ?? null,
    cpuLimit: cpu === undefined ? null : String(cpu),
    cpuLow: cpu !== undefined && parseQuantity(cpu) <= LOW_CPU,
    hostNetwork: pod.spec?.hostNetwork ?? false,
    livenessAsksTheSame: asksTheSame(probe, spec.livenessProbe, spec),
    hasLiveness: spec.livenessProbe !== undefined,
    ready: all.filter((other) => other.status?.ready).map((other) => other.name),
    held:
      type === 'sidecar' && status?.started === false
        ? later.filter((other) => !other.status?.containerID).map((other) => other.name)
        : [],
    restarts: status?.restartCount ?? 0,
  };
}
