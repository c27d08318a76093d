import { expect, test } from 'vitest';
import { placeSaid } from '../../src/model/place-said.ts';

test.each([
  ['Caused by: java.net.ConnectException: Connection refused: orders-db/10.96.4.7:5432', 'orders-db', 5432],
  [
    'AnnotatedConnectException: Connection refused: orders-db.shop.svc.cluster.local/10.96.4.7:6379',
    'orders-db.shop.svc.cluster.local',
    6379,
  ],
  [
    'org.postgresql.util.PSQLException: Connection to orders-db:5432 refused. Check that the hostname and port are correct',
    'orders-db',
    5432,
  ],
  ['redis.exceptions.ConnectionError: Error 111 connecting to redis:6379. Connection refused.', 'redis', 6379],
  ['pymongo.errors.ServerSelectionTimeoutError: mongo:27017: [Errno -2] Name or service not known', 'mongo', 27017],
  ['Caused by: java.net.UnknownHostException: orders-db: Name or service not known', 'orders-db', null],
  ['SequelizeConnectionRefusedError: connect ECONNREFUSED 10.96.4.7:5432', '10.96.4.7', 5432],
  [
    "ConnectionError: HTTPConnectionPool(host='orders', port=8080): Max retries exceeded with url: /health",
    'orders',
    8080,
  ],
  ["ConnectionRefusedError: [Errno 111] Connect call failed ('10.96.4.7', 5432)", '10.96.4.7', 5432],
  ['could not translate host name "orders-db" to address: Temporary failure in name resolution', 'orders-db', null],
  ['transport: Error while dialing: dial tcp 10.96.4.7:50051: connect: connection refused', '10.96.4.7', 50051],
  ['dial tcp: lookup orders-db.shop on 10.96.0.10:53: no such host', 'orders-db.shop', null],
  ["Can't connect to MySQL server on 'orders-db:3306' (111)", 'orders-db', 3306],
  ["ERROR 2003 (HY000): Can't connect to MySQL server on 'orders-db' (111)", 'orders-db', null],
  ["ERROR 2005 (HY000): Unknown MySQL server host 'orders-db' (-2)", 'orders-db', null],
  [
    'psql: error: connection to server at "orders-db" (10.96.4.7), port 5432 failed: Connection refused',
    'orders-db',
    5432,
  ],
  ['FATAL: connection to kafka-0.kafka:9092 timed out', 'kafka-0.kafka', 9092],
  [
    'WARN Connection to node -1 (kafka/10.96.2.2:9092) could not be established. Broker may not be available.',
    'kafka',
    9092,
  ],
  ['curl: (7) Failed to connect to orders port 8080 after 2 ms: Could not connect to server', 'orders', 8080],
  ["wget: can't connect to remote host (10.96.4.7): Connection refused", '10.96.4.7', null],
  ['nc: orders (10.96.4.7:80): Connection refused', 'orders', 80],
  ['System.Net.Http.HttpRequestException: Connection refused (orders:8080)', 'orders', 8080],
  [
    'reqwest::Error { kind: Request, url: "http://orders:8080/", source: Error(Connect, ConnectError("tcp connect error"',
    'orders',
    8080,
  ],
  ['cannot connect to redis at redis://redis: ECONNREFUSED', 'redis', 6379],
  ['cannot reach postgresql://app:***@orders-db/shop', 'orders-db', 5432],
  ['Faraday::ConnectionFailed: Failed to open TCP connection to orders:8080 (Connection refused)', 'orders', 8080],
  [
    'SQLSTATE[HY000] [2002] php_network_getaddresses: getaddrinfo for orders-db failed: Name or service not known',
    'orders-db',
    null,
  ],
  [
    'Get "https://api.example.com/v1": proxyconnect tcp: dial tcp 10.0.7.7:3128: connect: connection refused',
    '10.0.7.7',
    3128,
  ],
  ['FATAL cannot connect to postgres at orders-db:5432: connection refused', 'orders-db', 5432],
])('%s', (line, host, port) => expect(placeSaid(line)).toEqual({ host, port }));

test.each([
  'main.go:17: connection refused',
  'server.js:42 connection reset by peer',
  'kombu.exceptions.OperationalError: [Errno 111] Connection refused',
  'connect: connection refused (errno:111)',
  'could not connect to the database: connection refused',
  'nobody answers',
])('names no place: %s', (line) => expect(placeSaid(line)).toBeUndefined());
