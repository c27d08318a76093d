import type { Container, Probe } from './objects.ts';
import type { ProbeHandler } from './probe-failure.ts';

/** The numbers of a probe with the API server's defaults filled in. */
export const probeSettings = (probe: Probe) => ({
  initialDelay: probe.initialDelaySeconds ?? 0,
  period: probe.periodSeconds ?? 10,
  timeout: probe.timeoutSeconds ?? 1,
  failures: probe.failureThreshold ?? 3,
});

/** The port a probe asks, with a named one looked up in the container's ports. */
export function probePort(probe: Probe, container: Container): number | string | undefined {
  const port = probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port;
  return container.ports?.find(({ name }) => name === port)?.containerPort ?? port;
}

/** A probe as people say it: `httpGet :8080/healthz`, `tcpSocket :5432`, `exec cat /tmp/healthy`. */
export function probeSummary(probe: Probe, container: Container): string {
  const port = probePort(probe, container) ?? '?';
  if (probe.httpGet) {
    const { scheme, path = '/' } = probe.httpGet;
    return `httpGet ${scheme === 'HTTPS' ? 'https ' : ''}:${port}${path.startsWith('/') ? path : `/${path}`}`;
  }
  if (probe.tcpSocket) return `tcpSocket :${port}`;
  if (probe.grpc) return `grpc :${port}${probe.grpc.service ? ` ${probe.grpc.service}` : ''}`;
  return `exec ${probe.exec?.command?.join(' ') ?? '?'}`;
}

/** The numbers behind a budget: `initialDelaySeconds 10, periodSeconds 10, failureThreshold 3, timeoutSeconds 1`. */
export function probeNumbers(probe: Probe): string {
  const { initialDelay, period, timeout, failures } = probeSettings(probe);
  return `initialDelaySeconds ${initialDelay}, periodSeconds ${period}, failureThreshold ${failures}, timeoutSeconds ${timeout}`;
}

/** Seconds after its start at which a container that never answers is killed, at the earliest. */
export function probeBudget(probe: Probe): number {
  const { initialDelay, period, timeout, failures } = probeSettings(probe);
  return initialDelay + (failures - 1) * period + Math.min(timeout, period);
}

/**
 * Seconds after which a kill proves that the probe had succeeded before: the first probe lands up to one period after
 * initialDelaySeconds, and one success puts the last failure off by a period.
 */
export function probeWorkedAfter(probe: Probe): number {
  const { initialDelay, period, timeout, failures } = probeSettings(probe);
  const LATE = 2; // a busy node probes late, and timestamps are whole seconds
  return initialDelay + failures * period + Math.min(timeout, period) + LATE;
}

/** How often a startup probe may fail at 5 s a try to be four times as patient as this one, two minutes at least. */
export const patientFailures = (probe: Probe): number => Math.ceil(Math.max(120, 4 * probeBudget(probe)) / 5);

/** How a probe asks; undefined for a form this version does not know. */
export const probeHandler = (probe: Probe): ProbeHandler | undefined =>
  (['httpGet', 'tcpSocket', 'grpc', 'exec'] as const).find((handler) => probe[handler]);

/** Seconds a probe allows in all: `initialDelaySeconds + periodSeconds × failureThreshold`. */
export function probeAllowance(probe: Probe): number {
  const { initialDelay, period, failures } = probeSettings(probe);
  return initialDelay + period * failures;
}

/** The name of a port that a probe asks for and its container does not have; the kubelet takes digits for a number. */
export function unknownPortName(probe: Probe, container: Container): string | undefined {
  const port = probe.httpGet?.port ?? probe.tcpSocket?.port;
  if (typeof port !== 'string' || /^\d+$/.test(port)) return undefined;
  return container.ports?.some(({ name }) => name === port) ? undefined : port;
}

/** Whether two probes put the same question. */
export function asksTheSame(one: Probe | undefined, other: Probe | undefined, container: Container): boolean {
  if (!one || !other) return false;
  const host = ({ httpGet, tcpSocket }: Probe): string => httpGet?.host ?? tcpSocket?.host ?? '';
  return probeSummary(one, container) === probeSummary(other, container) && host(one) === host(other);
}
