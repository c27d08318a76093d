import { describe, expect, test } from 'vitest';
import { logLines, namedIn, saidBy } from '../../src/model/log.ts';

describe('the lines of a log', () => {
  test('have no control characters, escape sequences or blank lines', () => {
    const hostile = '\u001b[31mERROR\u001b[0m \u001b]0;title\u0007bad\u0000\r\n\n \u202e\nend\u009b\n';
    expect(logLines(hostile)[0]).toBe('ERROR bad');
    expect(logLines(hostile).at(-1)).toBe('end');
    expect(logLines(undefined)).toEqual([]);
  });

  test('are none when the runtime has deleted the log and says so in its place', () =>
    expect(logLines('unable to retrieve container logs for containerd://2667afac')).toEqual([]));

  test('are cut, and only the end of a huge log is looked at', () => {
    const lines = logLines(`${'x'.repeat(1_000_000)}\n${'y '.repeat(200_000)}\nFATAL the end`);
    expect(lines.at(-1)).toBe('FATAL the end');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(400);
    expect(lines.length).toBeLessThan(4);
  });
});

test.each([
  ['path', 'FATAL open /etc/app/config.yaml: no such file or directory', '/etc/app/config.yaml'],
  ['path', "cat: can't open '/etc/app/a.yaml': No such file or directory", '/etc/app/a.yaml'],
  ['path', 'Post "https://payments/v1": x509: unknown authority', null],
  ['address', 'dial tcp 10.0.0.1:5432: connect: connection refused', '10.0.0.1:5432'],
  ['address', 'Error: connect ECONNREFUSED 127.0.0.1:6379', '127.0.0.1:6379'],
  ['host', 'dial tcp: lookup no-such-db on 10.96.0.10:53: no such host', 'no-such-db'],
  ['host', 'Error: getaddrinfo ENOTFOUND db.shop.svc', 'db.shop.svc'],
  ['port', '2026/11/21 18:00:01 [emerg] 1#1: bind() to 0.0.0.0:80 failed (98: Address in use)', '80'],
  ['nameServer', 'dial tcp: lookup db on 10.96.0.10:53: i/o timeout', '10.96.0.10:53'],
  ['program', 'sh: exec: line 1: node: not found', 'node'],
  ['program', 'bash: line 1: java: command not found', 'java'],
  ['port', 'Error: listen EADDRINUSE: address already in use :::3000', '3000'],
  ['port', 'listen tcp 0.0.0.0:8080: bind: address already in use', '8080'],
  ['variable', 'sh: DATABASE_URL: parameter not set', 'DATABASE_URL'],
  ['option', "httpd: unrecognized option '--listen'", '--listen'],
  ['option', 'Error: unknown flag: --colour', '--colour'],
  ['module', "ModuleNotFoundError: No module named 'flask'", 'flask'],
  [
    'module',
    'app: error while loading shared libraries: libssl.so.1.1: cannot open shared object file',
    'libssl.so.1.1',
  ],
  ['module', "Can't locate JSON/XS.pm in @INC (you may need to install the JSON::XS module)", 'JSON/XS.pm'],
  ['module', 'Could not find rails-7.1.3 in locally installed gems', 'rails-7.1.3'],
  ['module', 'Could not find the order in any table', null],
  ['variable', '/backup.sh: line 4: BUCKET: unbound variable', 'BUCKET'],
  ['option', 'flag provided but not defined: -prot', '-prot'],
  ['option', 'invalid configuration', null],
  ['host', "[ALERT] : parsing : 'server' : could not resolve address 'orders'.", 'orders'],
  ['port', '2026-11-02T08:12:02+00:00 Error setting up listener: Address already in use', null],
  ['port', 'port taken on 10.0.0.15:8080', '8080'],
  [
    'port',
    '{"msg":"Error setting up listener","attr":{"error":{"code":9001,"errmsg":"Address already in use"}}}',
    null,
  ],
] as const)('the %s is read from «%s»', (what, line, expected) => expect(namedIn([line])[what]).toBe(expected));

test.each([
  [
    '{"level":"fatal","ts":1.5,"msg":"unable to start","error":"open \\"/x\\": denied\\n","stacktrace":"main"}',
    'unable to start: open "/x": denied',
  ],
  [
    '{"s":"E","msg":"terminating","attr":{"error":"DBPathInUse: another mongod is run',
    'terminating: DBPathInUse: another mongod is run',
  ],
  ['time=2026-11-21T18:00:00Z level=error msg="cannot load" err="yaml: line 14"', 'cannot load: yaml: line 14'],
  ['{"code":7}', '{"code":7}'],
  ['2026-11-21T18:00:00.123Z FATAL no licence', 'FATAL no licence'],
  ['[2026/11/21 18:00:00,123] FATAL no licence', 'FATAL no licence'],
  ['E1121 18:00:00.123456       1 run.go:72] "command failed"', '"command failed"'],
  ['2026 is no time', '2026 is no time'],
  ['ERROR msg="as it is"', 'ERROR msg="as it is"'],
])('%s says: %s', (line, said) => expect(saidBy(line)).toBe(said));
