import { describe, expect, it } from 'vitest';
import { excerpt, redactText } from '../../src/model/redact.ts';

describe('redactText masks', () => {
  it.each([
    ['postgres://app:hunter2@db:5432/x', 'postgres://app:***@db:5432/x'],
    ['redis://:hunter2@cache', 'redis://:***@cache'],
    ['amqp://u:p@ss@mq/v', 'amqp://u:***@mq/v'],
    ['https://0123456789abcdef0123456789@github.com/x', 'https://***@github.com/x'],
    ['DB_PASSWORD=hunter2 PORT=1', 'DB_PASSWORD=*** PORT=1'],
    ['password: hunter2', 'password: ***'],
    ['{"password":"hun\\"ter2","a":1}', '{"password":"***","a":1}'],
    [String.raw`{\"token\":\"abc1\"}`, String.raw`{\"token\":\"***\"}`],
    ["passwd='two words' x", "passwd='***' x"],
    ['\x1b[36mpassword\x1b[0m=hunter2 user=x', '\x1b[36mpassword\x1b[0m=*** user=x'],
    ['{"name":"DB_PASSWORD","value":"hunter2"}', '{"name":"DB_PASSWORD","value":"***"}'],
    ['--password hunter2 --v 2', '--password *** --v 2'],
    ['--api-key=abc123', '--api-key=***'],
    ['Authorization: Basic dXNlcjpodW50ZXIy', 'Authorization: Basic ***'],
    ['basic dXNlcjpodW50ZXIy', 'basic ***'],
    ['Authorization: Bearer abc', 'Authorization: Bearer ***'],
    ['sent Bearer abcdefghijklmnop1', 'sent Bearer ***'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln end', 'jwt *** end'],
    ['key AKIAIOSFODNN7EXAMPLE', 'key ***'],
    ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG', 'aws_secret_access_key = ***'],
    ['Server=x;Pwd=hunter2;Db=y', 'Server=x;Pwd=***;Db=y'],
    ['"auth":"dXNlcjpodW50ZXIy"', '"auth":"***"'],
    ['Set-Cookie: sid=abc; Path=/', 'Set-Cookie: ***'],
    ['glpat-abcdefghijklmnopqrst', '***'],
    ['-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----\nafter', '*** private key ***\nafter'],
    ['-----BEGIN PRIVATE KEY-----\nabc (cut off)', '*** private key ***'],
  ])('%j', (text, masked) => {
    expect(redactText(text)).toBe(masked);
  });
});

describe('redactText leaves', () => {
  it.each([
    'ssh://git@github.com/x',
    'http://registry:5000/app@sha256:abc',
    'WWW-Authenticate: Bearer realm="https://auth.docker.io/token",service="x"',
    'Basic authentication failed',
    'secretName: web-tls',
    'secret "db" not found',
    'error getting secret: secrets "db" is forbidden',
    'invalid token: expired',
    'may require authorization: server message: insufficient_scope: authorization failed',
    'may require authorization: authorization failed: no basic auth credentials',
    'volumes: secret: {secretName: x}',
    'secretKeyRef: {name: db, key: password}',
    "couldn't find key DB_PASSWORD in Secret shop/db",
    'automountServiceAccountToken: false',
    'tokenExpirationSeconds: 3607',
    '--docker-password=<password>',
    'password=$DB_PASSWORD',
    'kubectl logs -n shop web-1 --previous',
  ])('%s', (text) => {
    expect(redactText(text)).toBe(text);
  });
});

it('gives the same again when its result is redacted again', () => {
  const text = 'a://u:p1@h password="x y" Authorization: Bearer abc eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln';
  expect(redactText(redactText(text))).toBe(redactText(text));
});

it('a key right behind a slash is one all the same', () => {
  expect(redactText('GET :8443/password: hunter2X')).toBe('GET :8443/password: ***');
});

it('a path that ends in passwd is no key: what is wrong with the file must stay readable', () => {
  for (const line of [
    'exec: "/etc/passwd": permission denied',
    'mkdir /etc/passwd: not a directory',
    "cat: can't open '/var/run/secrets/kubernetes.io/serviceaccount/token': No such file or directory",
    'cat: /run/secrets/db_password: Permission denied',
  ])
    expect(redactText(line)).toBe(line);
});

it('masks the lines of a private key whose beginning was cut off', () => {
  const text =
    'abcDEF0123456789+/abcDEF\n  MIIEvQIBADANBgkqhkiG9w0==\n-----END RSA PRIVATE KEY-----\nlistening on :8080';
  expect(redactText(text)).toBe('*** private key ***\nlistening on :8080');
  expect(redactText('one\ntwo\n')).toBe('one\ntwo\n');
});

it('takes no longer for many lines that could be of a key', () => {
  expect(redactText(`${'abcdef\n'.repeat(30_000)}-----BEGIN X PRIVATE KEY----`)).toContain('abcdef');
});

it('masks before it cuts: what is left of a secret would not be recognised', () => {
  const text = 'sleep 3; postgres://app:hunter2hunter2@10.0.0.1:5432/shop';
  for (let length = 0; length <= text.length; length++) expect(excerpt(text, length)).not.toContain('hunt');
  expect(excerpt('sleep 3; postgres://app@db/shop', 14)).toBe('sleep 3; postg');
});
