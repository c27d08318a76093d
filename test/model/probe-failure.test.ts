import { expect, test } from 'vitest';
import { failureOf, plainDetail, probeOfEvent, type ProbeHandler } from '../../src/model/probe-failure.ts';

const kindOf = (handler: ProbeHandler, message: string): string | undefined => failureOf(message, handler)?.kind;
const RPC = 'rpc error: code = Unknown desc = failed to exec in container: ';

test.each<[string, ProbeHandler, string]>([
  ['refused', 'tcpSocket', 'Readiness probe failed: dial tcp 10.0.0.1:8080: connect: connection refused'],
  [
    'refused',
    'httpGet',
    'Startup probe failed: Get "http://10.0.0.1:80/": dial tcp 10.0.0.1:80: connect: connection refused',
  ],
  ['connect-timeout', 'tcpSocket', 'Readiness probe failed: dial tcp 10.0.0.1:8080: i/o timeout'],
  ['unreachable', 'tcpSocket', 'Readiness probe failed: dial tcp 10.0.0.1:8080: connect: no route to host'],
  [
    'timeout',
    'httpGet',
    'Readiness probe failed: Get "http://10.0.0.1:80/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    'timeout',
    'httpGet',
    'Liveness probe failed: Get http://10.0.0.1:80/: net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    'unresolved',
    'httpGet',
    'Readiness probe failed: Get "http://web:80/": dial tcp: lookup web on 10.0.0.2:53: no such host',
  ],
  ['reset', 'httpGet', 'Readiness probe failed: Get "http://10.0.0.1:80/": EOF'],
  ['status', 'httpGet', 'Readiness probe failed: HTTP probe failed with statuscode: 503'],
  [
    'https-to-http',
    'httpGet',
    'Readiness probe failed: Get "https://10.0.0.1:80/": http: server gave HTTP response to HTTPS client',
  ],
  [
    'http-to-tls',
    'httpGet',
    String.raw`Readiness probe failed: Get "http://10.0.0.1:443/": net/http: HTTP/1.x transport connection broken: malformed HTTP response "\x15\x03\x01\x00\x02\x02"`,
  ],
  [
    'not-http',
    'httpGet',
    String.raw`Readiness probe failed: Get "http://10.0.0.1:22/": malformed HTTP response "SSH-2.0-OpenSSH_9.6"`,
  ],
  ['redirects', 'httpGet', 'Readiness probe failed: Get "/a": stopped after 10 redirects'],
  [
    'port-name',
    'httpGet',
    'Readiness probe errored and resulted in unknown state: strconv.Atoi: parsing "web": invalid syntax',
  ],
  ['port-name', 'tcpSocket', 'Liveness probe errored: strconv.Atoi: parsing "web": invalid syntax'],
  [
    'grpc-no-answer',
    'grpc',
    'Readiness probe failed: timeout: failed to connect service "10.0.0.1:50051" within 1s: context deadline exceeded',
  ],
  [
    'grpc-unimplemented',
    'grpc',
    'Readiness probe failed: error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service',
  ],
  [
    'grpc-service',
    'grpc',
    'Readiness probe failed: error: health rpc probe failed: rpc error: code = NotFound desc = unknown service',
  ],
  ['not-serving', 'grpc', 'Readiness probe failed: service unhealthy (responded with "NOT_SERVING")'],
  [
    'command',
    'exec',
    `Readiness probe errored and resulted in unknown state: ${RPC}OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown`,
  ],
  ['command', 'exec', 'Liveness probe failed: sh: 1: pg_isready: not found'],
  ['exec', 'exec', "Readiness probe failed: cat: can't open '/tmp/healthy': No such file or directory"],
  ['exec', 'exec', 'Readiness probe failed: '],
  ['timeout', 'exec', 'Readiness probe failed: command timed out: "sh -c sleep 5" timed out after 1s'],
  [
    'timeout',
    'exec',
    'Readiness probe errored: rpc error: code = DeadlineExceeded desc = failed to exec in container: timeout 1s exceeded: context deadline exceeded',
  ],
  ['ending', 'exec', `Readiness probe errored: ${RPC}cannot exec in a stopped state: unknown`],
])('%s, asked by %s: %s', (kind, handler, message) => {
  expect(kindOf(handler, message)).toBe(kind);
});

test('what a command prints is its own: it is not taken for the answer of a probe', () => {
  const said =
    'Readiness probe failed: curl: (7) Failed to connect: Connection refused; HTTP probe failed with statuscode: 503';
  expect(failureOf(said, 'exec')).toMatchObject({ kind: 'exec', status: null });
});

test('similar events folded together, other probes and other messages', () => {
  const folded = '(combined from similar events): Liveness probe failed: HTTP probe failed with statuscode: 404';
  expect(probeOfEvent(folded)).toBe('liveness');
  expect(failureOf(folded, 'httpGet')).toMatchObject({ kind: 'status', status: 404 });
  expect(probeOfEvent('Startup probe failed: EOF')).toBe('startup');
  expect(probeOfEvent('Stopping container app')).toBeUndefined();
  expect(failureOf('Stopping container app', 'httpGet')).toBeUndefined();
});

test('the address that was asked last, and a detail without the layers it passed through', () => {
  const message =
    'Readiness probe failed: Get "https://10.0.0.1/login": dial tcp 10.0.0.1:443: connect: connection refused';
  expect(failureOf(message, 'httpGet')?.url).toBe('https://10.0.0.1/login');
  const detail = `${RPC}failed to start exec "b6983d2b": OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown`;
  expect(plainDetail(detail)).toBe('exec: "curl": executable file not found in $PATH');
});
