import { expect, test } from 'vitest';
import { listeningIn } from '../../src/model/listening.ts';

test.each<[string, number, boolean]>([
  ['INFO listening on :9090', 9090, false],
  ['2026/01/01 12:30:45 Listening and serving HTTP on :8080', 8080, false],
  ['{"level":"info","msg":"server started","addr":":3000"}', 3000, false],
  [' * Running on http://127.0.0.1:5000 (Press CTRL+C to quit)', 5000, true],
  ['[INFO] Listening at: http://0.0.0.0:8000 (1)', 8000, false],
  ['Tomcat started on port(s): 8080 (http) with context path', 8080, false],
  ['Serving HTTP on 0.0.0.0 port 8000 (http://0.0.0.0:8000/) ...', 8000, false],
  ['Server listening on 3000', 3000, false],
  ['ready - started server on [::]:3000, url: http://localhost:3000', 3000, false],
  ['INFO gRPC server listening on 0.0.0.0:50051', 50051, false],
  ['Ready to accept connections on localhost:6379', 6379, true],
])('%s', (line, port, local) => {
  expect(listeningIn([line])).toEqual([{ port, local, line: line.trim() }]);
});

test.each([
  'ERROR failed to start: listen tcp :8080: bind: address already in use',
  'INFO connecting to database at 10.0.0.5:5432',
  '2026-01-01T12:30:45Z service started',
  'started in 2.317 seconds',
  'dial tcp 10.0.0.5:5432: connection refused while serving request',
])('not a place where it listens: %s', (line) => {
  expect(listeningIn([line])).toEqual([]);
});

test('a port that is open to all is not local, however often the log also names the loopback address', () => {
  const lines = [
    ' * Running on http://127.0.0.1:5000',
    ' * Running on all addresses (0.0.0.0)',
    ' * Running on http://10.1.2.3:5000',
  ];
  expect(listeningIn(lines)).toMatchObject([{ port: 5000, local: false }]);
});
