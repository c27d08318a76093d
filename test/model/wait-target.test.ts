import { describe, expect, test } from 'vitest';
import { awaitedIn, placesIn, withVariables } from '../../src/model/wait-target.ts';

describe('the places a command line asks for', () => {
  test.each([
    ['sh -c until nslookup db; do sleep 2; done', { host: 'db', port: null }],
    ['until getent hosts db.shop.svc; do sleep 2; done', { host: 'db.shop.svc', port: null }],
    ['until nc -z -w 2 db 5432; do sleep 2; done', { host: 'db', port: 5432 }],
    [
      'until nc -zv db.shop.svc.cluster.local 5432; do sleep 2; done',
      { host: 'db.shop.svc.cluster.local', port: 5432 },
    ],
    ['until wget -qO- http://api:8080/health; do sleep 2; done', { host: 'api', port: 8080 }],
    ['curl -sf https://api.shop/ready', { host: 'api.shop', port: 443 }],
    ['psql postgres://app:x@db/orders', { host: 'db', port: 5432 }],
    ['while ! (echo > /dev/tcp/redis/6379); do sleep 1; done', { host: 'redis', port: 6379 }],
    ['until pg_isready -h db -U app; do sleep 2; done', { host: 'db', port: 5432 }],
    ['until mysqladmin ping --host=mysql --port=3307; do sleep 2; done', { host: 'mysql', port: 3307 }],
    ['/wait-for-it.sh rabbit:5672 -t 0', { host: 'rabbit', port: 5672 }],
    ['dockerize -wait tcp://kafka:9092 -timeout 60s', { host: 'kafka', port: 9092 }],
  ])('%s', (command, place) => {
    expect(placesIn(command)[0]).toEqual(place);
  });

  test('itself is no place to wait for, and a command without one names none', () => {
    expect(placesIn('until wget -qO- http://localhost:8080; do sleep 1; done')).toEqual([]);
    expect(placesIn('sh -c echo migrating; ./migrate --dir /sql')).toEqual([]);
  });

  test('a place that is named twice counts once, with the port that one of them tells', () => {
    expect(placesIn('nslookup db && nc -z db 5432')).toEqual([{ host: 'db', port: 5432 }]);
  });
});

describe('the object a command line waits for', () => {
  const none = { name: null, selector: null, namespace: null };
  test.each([
    ['kubectl wait --for=condition=complete job/migrate --timeout=60s', { ...none, kind: 'Job', name: 'migrate' }],
    ['kubectl -n data wait --for=condition=ready pod/db-0', { ...none, kind: 'Pod', name: 'db-0', namespace: 'data' }],
    ['kubectl wait --for=condition=ready pod -l app=db', { ...none, kind: 'Pod', selector: 'app=db' }],
    ['kubectl wait --for=condition=ready pods --selector=app=db', { ...none, kind: 'Pod', selector: 'app=db' }],
    ['kubectl rollout status deployment/web --timeout=5m', { ...none, kind: 'Deployment', name: 'web' }],
    ['kubectl rollout status sts db', { ...none, kind: 'StatefulSet', name: 'db' }],
    ['wait_for.sh job migrate', { ...none, kind: 'Job', name: 'migrate' }],
    ['wait_for.sh pod -lapp=db', { ...none, kind: 'Pod', selector: 'app=db' }],
  ])('%s', (command, awaited) => {
    expect(awaitedIn(command)).toEqual(awaited);
  });

  test('other commands wait for none', () => {
    expect(awaitedIn('until nslookup job; do sleep 2; done')).toBeUndefined();
    expect(awaitedIn('kubectl apply -f job.yaml')).toBeUndefined();
  });
});

test('variables take their literal values, in each of the three spellings; others stay', () => {
  const env = new Map([['H', 'db']]);
  expect(withVariables('$H ${H} ${H:-x} $(H) $OTHER', env)).toBe('db db db db $OTHER');
});
