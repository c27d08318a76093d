import { describe, expect, test } from 'vitest';
import { problemIn, repeats } from '../../src/model/wait-words.ts';

describe('what the last lines of a waiting container complain of', () => {
  test.each([
    ["** server can't find db.shop.svc.cluster.local: NXDOMAIN", 'unresolved'],
    ["nslookup: can't resolve 'db': Name does not resolve", 'unresolved'],
    ["wget: bad address 'api:8080'", 'unresolved'],
    ['Error: getaddrinfo EAI_AGAIN db', 'unresolved'],
    ['psql: error: could not translate host name "db" to address: Name or service not known', 'unresolved'],
    ['dial tcp: lookup db on 10.96.0.10:53: server misbehaving', 'unresolved'],
    ["wget: can't connect to remote host (10.96.1.2): Connection refused", 'refused'],
    ['db:5432 - no response', 'refused'],
    ['db:5432 - rejecting connections', 'refused'],
    ['dial tcp 10.1.2.3:5432: i/o timeout', 'timeout'],
    ['curl: (7) Failed to connect to db port 80: No route to host', 'timeout'],
    ['error: timed out waiting for the condition on jobs/migrate', 'waiting'],
    ['wget: server returned error: HTTP/1.1 503 Service Unavailable', 'answer'],
    ['FATAL: password authentication failed for user "app"', 'denied'],
    ['Error from server (Forbidden): jobs.batch "m" is forbidden: User "x" cannot get resource "jobs"', 'denied'],
    ['liquibase.lockservice: Waiting for changelog lock....', 'locked'],
    ['sh: getent: not found', 'tool'],
    ['Postgres is unavailable - sleeping', 'waiting'],
  ])('%s', (line, problem) => {
    expect(problemIn(['starting', line])).toEqual({ problem, line });
  });

  test('lines of plain work are no complaint', () => {
    expect(
      problemIn(['restored table orders', 'restored table customers', 'applying 0007_orders.sql']),
    ).toBeUndefined();
  });

  test('a complaint before the line that says the wait is over is history', () => {
    expect(problemIn(["ping: bad address 'db'", 'connected to db', 'migrating orders'])).toBeUndefined();
    expect(problemIn(["ping: bad address 'db'", 'db is not ready'])?.problem).toBe('unresolved');
  });

  test('a complaint long ago is history', () => {
    const work = Array.from({ length: 12 }, (_, i) => `restored table t${'abcdefghijkl'[i]}`);
    expect(problemIn(["ping: bad address 'db'", ...work])).toBeUndefined();
  });
});

test('tries that differ only in numbers are the same line again', () => {
  expect(repeats(['try 1 at 10:00:01', 'try 2 at 10:00:03', 'try 3 at 10:00:05', 'try 4 at 10:00:07'])).toBe(true);
  expect(repeats(['restored orders', 'restored customers', 'restored invoices', 'analyze'])).toBe(false);
  expect(repeats(['starting'])).toBe(false);
});
