import { expect, test } from 'vitest';
import { dependencyIn } from '../../src/model/dependency.ts';

test.each([
  ['Caused by: java.net.ConnectException: Connection refused: orders-db/10.96.3.4:5432', 'orders-db', 5432],
  ['[emerg] 1#1: host not found in upstream "api-svc" in /etc/nginx/conf.d/default.conf:5', 'api-svc', null],
  ['[emerg] 1#1: host not found in upstream "api-svc:8080" in /etc/nginx/nginx.conf:7', 'api-svc', 8080],
  ['panic: dial tcp: lookup cache on 10.96.0.10:53: no such host', 'cache', null],
  ['Error: getaddrinfo ENOTFOUND mongo.data', 'mongo.data', null],
  ['redis.exceptions.ConnectionError: Error 111 connecting to redis:6379. Connection refused.', 'redis', 6379],
  ['FATAL cannot connect to postgres at orders-db:5432: connection refused', 'orders-db', 5432],
  ['dial tcp 10.96.0.77:443: i/o timeout', '10.96.0.77', 443],
  ["Can't connect to MySQL server on 'orders-db:3306' (111)", 'orders-db', 3306],
  ["ERROR 2005 (HY000): Unknown MySQL server host 'orders-db' (-2)", 'orders-db', null],
  ['Npgsql.NpgsqlException (0x80004005): Failed to connect to orders-db:5432', 'orders-db', 5432],
  ["ConnectionRefusedError: [Errno 111] Connect call failed ('10.96.4.7', 5432)", '10.96.4.7', 5432],
])('%s', (line, host, port) => {
  expect(dependencyIn(`INFO starting\n${line}\n`)?.places).toEqual([{ host, port }]);
});

test.each([
  'ValueError: orders-db is no number',
  'FATAL: password authentication failed for user "app" at db:5432',
  '',
])('no connection is complained of: %s', (line) => expect(dependencyIn(line)).toBeUndefined());
