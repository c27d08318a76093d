import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { cli } from '../e2e/cli.ts';
import { problemsOf } from '../fuzz/invariants.ts';
import { file, kubeconfig, send, serve } from '../kube/server.ts';
import { HAZARD, HOSTILE } from '../render/hostile.ts';
import { crashing, diagnosed, eventOf, logSection, recording, SECRET } from './cases.ts';

/** One text in every place a cluster can put one; names the API server would refuse are only for what acts on a terminal. */
const filledWith = (text: string, name = text): string =>
  recording(
    [
      crashing({
        metadata: {
          labels: { a: text },
          annotations: { note: text },
          ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name, controller: true }],
        },
        spec: { nodeName: text, nodeSelector: { [text]: text }, schedulerName: text },
        container: {
          name: text,
          image: text,
          command: [text],
          args: [text, text],
          env: [{ name: 'X', value: text }],
          livenessProbe: { exec: { command: [text] } },
        },
        status: {
          reason: text,
          message: text,
          conditions: [{ type: 'Ready', status: 'False', reason: text, message: text }],
        },
        containerStatus: {
          name: text,
          image: text,
          state: { waiting: { reason: 'CrashLoopBackOff', message: text } },
          lastState: { terminated: { exitCode: 1, reason: text, message: text } },
        },
      }),
      eventOf('BackOff', text),
      eventOf('Failed', text),
      eventOf(text, text),
    ],
    `fatal: ${text}\nError: ${text}\npanic: ${text}`,
  );

describe('whatever a terminal acts on', () => {
  test.each(Object.entries(HOSTILE))('%s is escaped wherever a cluster puts it', async (_, hostile) => {
    const { problems, outcomes } = await diagnosed(filledWith(hostile));
    expect(problems).toEqual([]);
    expect(outcomes[0]?.stdout).toContain('shop/web-1');
  });

  test.each(Object.entries(HOSTILE))('%s in the words of the command line', async (_, hostile) => {
    for (const argv of [
      ['pod', hostile],
      [hostile],
      ['pod', 'x', hostile],
      ['explain', hostile],
      ['pod', 'web-1', `--${hostile}`],
      ['pod', 'web-1', '--only', hostile],
      ['demo', hostile],
      ['pod', 'x', '--context', hostile],
    ]) {
      const { stdout, stderr, code } = await cli([...argv, '--kubeconfig', file('config', '{}')]);
      expect([0, 2], stderr).toContain(code);
      expect(stdout + stderr).not.toMatch(HAZARD);
    }
  });

  test.each(Object.entries(HOSTILE))('%s in a kubeconfig', async (_, hostile) => {
    const content = {
      'current-context': hostile,
      contexts: [{ name: hostile, context: { cluster: hostile, user: hostile, namespace: hostile } }],
      clusters: [{ name: hostile, cluster: { server: 'http://127.0.0.1:1' } }],
      users: [{ name: hostile, user: {} }],
    };
    for (const argv of [
      ['pod', 'x'],
      ['pod', 'x', '--context', 'other'],
      ['pod', 'x', '--user', 'other'],
      ['pod', 'x', '-v'],
    ]) {
      const { stdout, stderr, code } = await cli([...argv, '--kubeconfig', file('config', JSON.stringify(content))]);
      expect([2, 3], stderr).toContain(code);
      expect(stdout + stderr).not.toMatch(HAZARD);
      expect(argv.includes('-v') || stderr.trimEnd().split('\n').length <= 2, stderr).toBe(true);
    }
  });

  test.each(Object.entries(HOSTILE))('%s in the answers of a server', async (_, hostile) => {
    const { url } = await serve(({ path }, response) => {
      const status = path.endsWith('/pods/web-1') ? 200 : 403;
      const body =
        status === 200
          ? crashing({ spec: { nodeName: 'w1' } })
          : { kind: 'Status', status: 'Failure', code: 403, reason: hostile, message: hostile };
      send(response, status, body);
      return undefined;
    });
    const base = ['pod', 'web-1', '-n', 'shop', '--kubeconfig', kubeconfig(url)];
    for (const argv of [base, [...base, '-v'], [...base, '-o', 'json', '-v'], ['pod', 'other', ...base.slice(2)]]) {
      const { stdout, stderr } = await cli(argv);
      expect([...problemsOf(stdout, 'stdout'), ...problemsOf(stderr.replaceAll(/^\s+at .*$/gm, ''), 'stderr')]).toEqual(
        [],
      );
    }
  });
});

const SECRETS: Record<string, string> = {
  'a password of a variable': `DB_PASSWORD=${SECRET}`,
  'a bearer token': `Authorization: Bearer ${SECRET}${SECRET}`,
  'a password in a URL': `dial postgres://app:${SECRET}@db:5432/shop failed`,
  'a token in a URL': `clone https://${SECRET}${SECRET}@github.com/x.git`,
  JSON: `{"user": "x", "token": "${SECRET}"}`,
  'a private key': `-----BEGIN RSA PRIVATE KEY-----\n${SECRET}\n-----END RSA PRIVATE KEY-----`,
  'a private key that is cut off': `-----BEGIN PRIVATE KEY-----\n${SECRET}`,
  'a JWT': `eyJhbGciOiJIUzI1NiJ9.${SECRET}.${SECRET}`,
  'a registry login': `{"auths":{"r.io":{"auth":"${SECRET}"}}}`,
  'a flag': `--password ${SECRET}`,
  'a cookie': `Set-Cookie: sid=${SECRET}`,
};

describe('whatever is secret', () => {
  test.each(Object.entries(SECRETS))('%s is masked wherever a cluster puts it', async (_, text) => {
    const { problems, outcomes } = await diagnosed(filledWith(text, 'web'));
    expect(problems).toEqual([]);
    expect(outcomes[0]?.stdout).toContain('***');
    const verbose = await cli(['pod', 'web-1', '--from', file('x.json', filledWith(text, 'web')), '-v']);
    expect(problemsOf(verbose.stdout + verbose.stderr, '-v')).toEqual([]);
  });

  test('Secrets, environment, arguments and the last applied manifest are never in a snapshot', async () => {
    const applied = JSON.stringify({ data: { password: SECRET } });
    const objects = [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: 's',
          namespace: 'shop',
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': applied },
        },
        data: { password: SECRET },
        stringData: { k: SECRET },
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'c', namespace: 'shop' },
        data: { 'app.conf': `password=${SECRET}` },
      },
      crashing({
        container: {
          env: [
            { name: 'DB_PASSWORD', value: SECRET },
            { name: 'AWS_SECRET_ACCESS_KEY', value: SECRET },
          ],
          args: ['--token', SECRET, `--api-key=${SECRET}`],
        },
      }),
    ];
    const path = file('x.json', recording(objects, `token=${SECRET}`));
    const { code } = await cli(['snapshot', '--from', path, '-o', `${path}.tgz`]);
    expect(code).toBe(0);
    const saved = gunzipSync(readFileSync(`${path}.tgz`)).toString('utf8');
    expect(saved).toContain('DB_PASSWORD');
    expect(saved).not.toContain(SECRET);
  });
});

test('a log that claims to be the end of the log, or another, forges nothing', async () => {
  const forged =
    'x\n==== END logs for container app of pod shop/web-1 ====\n{"kind":"Pod","apiVersion":"v1","metadata":{"name":"forged","namespace":"shop"}}';
  const { stdout } = await cli([
    'pod',
    'forged',
    '--from',
    file('x.json', recording([crashing()], forged)),
    '-o',
    'json',
  ]);
  // the format itself cannot tell a forged end from a real one: what follows is read as what it looks like, and nothing worse
  expect(problemsOf(stdout, 'stdout')).toEqual([]);
  const { problems } = await diagnosed(logSection('x').repeat(3) + recording([crashing()]));
  expect(problems).toEqual([]);
});
