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
])('%s', (line, host, port) => {
  expect(dependencyIn(`INFO starting\n${line}\n`)?.places).toEqual([{ host, port }]);
});

test.each([
  'ValueError: orders-db is no number',
  'FATAL: password authentication failed for user "app" at db:5432',
  '',
])('no connection is complained of: %s', (line) => expect(dependencyIn(line)).toBeUndefined());
