import { expect, test } from 'vitest';
import {
  asksTheSame,
  patientFailures,
  probeAllowance,
  probeBudget,
  probePort,
  probeSummary,
  probeWorkedAfter,
  unknownPortName,
} from '../../src/model/probe.ts';

const app = { name: 'app', ports: [{ name: 'web', containerPort: 8080 }] };

test.each([
  [{ httpGet: { path: '/healthz', port: 'web' } }, 'httpGet :8080/healthz'],
  [{ httpGet: { path: 'up', port: 80, scheme: 'HTTPS' } }, 'httpGet https :80/up'],
  [{ tcpSocket: { port: 5432 } }, 'tcpSocket :5432'],
  [{ grpc: { port: 9000, service: 'ready' } }, 'grpc :9000 ready'],
  [{ exec: { command: ['cat', '/tmp/ok'] } }, 'exec cat /tmp/ok'],
  [{ httpGet: { port: 'nameless' } }, 'httpGet :nameless/'],
])('a probe is said in a word: %o', (probe, words) => expect(probeSummary(probe, app)).toBe(words));

test('the budget is the time until the earliest kill, with the API server’s defaults', () => {
  expect(probeBudget({})).toBe(21);
  expect(probeBudget({ initialDelaySeconds: 10, periodSeconds: 5, failureThreshold: 4, timeoutSeconds: 2 })).toBe(27);
  expect(probeBudget({ periodSeconds: 1, failureThreshold: 1, timeoutSeconds: 30 })).toBe(1);
});

test('only a kill later than any first round of failures proves that the probe had worked', () =>
  expect(probeWorkedAfter({ initialDelaySeconds: 10 })).toBeGreaterThan(10 + 10 + 2 * 10 + 1));

test('the port of a probe is looked up by its name', () => {
  expect(probePort({ tcpSocket: { port: 'web' } }, app)).toBe(8080);
  expect(probePort({ exec: { command: ['x'] } }, app)).toBeUndefined();
});

test('a patient startup probe waits at least four times as long', () => {
  expect(patientFailures({}) * 5).toBeGreaterThanOrEqual(120);
  expect(patientFailures({ periodSeconds: 10, failureThreshold: 9 }) * 5).toBeGreaterThanOrEqual(4 * 81);
});

test('what a probe allows in all, with the API server’s defaults', () => {
  expect(probeAllowance({})).toBe(30);
  expect(probeAllowance({ initialDelaySeconds: 5, periodSeconds: 2, failureThreshold: 10 })).toBe(25);
});

test('a port name that the container does not have; digits are a number, as the kubelet takes them', () => {
  expect(unknownPortName({ httpGet: { port: 'http' } }, app)).toBe('http');
  expect(unknownPortName({ httpGet: { port: 'web' } }, app)).toBeUndefined();
  expect(unknownPortName({ tcpSocket: { port: '9000' } }, app)).toBeUndefined();
  expect(unknownPortName({ tcpSocket: { port: 9000 } }, app)).toBeUndefined();
});

test('two probes ask the same when port, path and host are, by number or by name', () => {
  const ready = { httpGet: { path: '/ready', port: 8080 } };
  expect(asksTheSame(ready, { httpGet: { path: '/ready', port: 'web' }, periodSeconds: 3 }, app)).toBe(true);
  expect(asksTheSame(ready, { httpGet: { path: '/live', port: 8080 } }, app)).toBe(false);
  expect(asksTheSame(ready, { httpGet: { path: '/ready', port: 8080, host: 'db' } }, app)).toBe(false);
  expect(asksTheSame(ready, undefined, app)).toBe(false);
});
