import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { cli } from '../e2e/cli.ts';
import { runProblems } from '../fuzz/invariants.ts';
import { file } from '../kube/server.ts';
import { archive, crashing, diagnosed, eventOf, recording } from './cases.ts';

const whole = recording([crashing(), eventOf('BackOff', 'Back-off restarting failed container')], 'fatal: no quorum');
const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
const utf16be = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()]);

test.each<[string, string | Buffer]>([
  ['plain', whole],
  ['with a byte order mark', `\ufeff${whole}`],
  ['in UTF-16, as PowerShell writes it', utf16(whole)],
  ['in UTF-16, the other way round', utf16be(whole)],
  ['with Windows line ends', whole.replaceAll('\n', '\r\n')],
  ['twice in one file', `${whole}\n${whole}`],
  ['as a plain list', JSON.stringify([crashing()])],
  [
    'with objects that are none',
    recording([null, 1, 'x', [], {}, crashing(), { kind: 5 }, { kind: 'Pod', apiVersion: {} }]),
  ],
  ['packed', gzipSync(whole)],
  [
    'in an archive',
    archive({ 'a/b/pods.json': JSON.stringify({ kind: 'PodList', apiVersion: 'v1', items: [crashing()] }) }),
  ],
])('a recording %s is read', async (_, content) => {
  const { outcomes, problems } = await diagnosed(content);
  expect(problems).toEqual([]);
  expect(outcomes.map(({ code }) => code)).toEqual([1, 1, 1, 1]);
});

const deep = (open: string, close: string, inner: string): string =>
  `${open.repeat(20_000)}${inner}${close.repeat(20_000)}`;

test.each<[string, string | Buffer]>([
  ['is empty', ''],
  ['is blank', '\n \n'],
  ['is only a byte order mark', '\ufeff'],
  ['is cut off in a string', whole.slice(0, -200)],
  ['is deeply nested JSON', deep('{"a":', '}', '1')],
  ['is deeply nested YAML', `a: ${deep('[', ']', '1')}`],
  ['is YAML of ever deeper lines', Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ['is YAML that refers to itself', 'a: &a [*a]\n'],
  ['is YAML with a tag of its own', 'kind: !!js/function "x"\n'],
  ['is YAML with a broken anchor', 'kind: *nowhere\n'],
  ['is binary', Buffer.from([0, 1, 2, 3, 255, 254])],
  ['is a picture', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')],
  ['is a web page', '<!DOCTYPE html><html><body>Sign in</body></html>'],
  ['is a damaged gzip', gzipSync(whole).subarray(0, 60)],
  ['is an archive of nothing', archive({})],
  ['is an error of kubectl', 'error: You must be logged in to the server (Unauthorized)\n'],
  ['has escape sequences where it breaks', '{"kind": \u001b[2J\u001b]0;owned\u0007}'],
])('a file that %s is one clear line and exit code 2', async (_, content) => {
  const { outcomes, problems } = await diagnosed(content, 'x.yaml');
  expect(problems).toEqual([]);
  for (const { code, stdout, stderr } of outcomes) {
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('x.yaml');
  }
});

test.each([['../../../../../../tmp/k8sdoctor-owned.json'], ['/tmp/k8sdoctor-owned.json'], ['a/../../pods.json']])(
  'an archive with the path %s is read without writing anything there',
  async (name) => {
    const { outcomes, problems } = await diagnosed(archive({ [name]: JSON.stringify(crashing()) }), 'x.tgz');
    expect(problems).toEqual([]);
    expect(outcomes[0]?.code).toBe(1);
    expect(existsSync(join(tmpdir(), 'k8sdoctor-owned.json'))).toBe(false);
  },
);

test('an archive whose header names a huge size is told as cut off, and what came before is read', async () => {
  const { tar } = await import('../../src/collect/tar.ts');
  const bytes = tar([
    { name: 'pods.json', data: Buffer.from(JSON.stringify(crashing())) },
    { name: 'events.json', data: Buffer.from('{}') },
  ]);
  const second = bytes.indexOf('events.json');
  bytes.write('77777777777\0', second + 124, 'latin1');
  const { outcomes, problems } = await diagnosed(gzipSync(bytes), 'x.tgz');
  expect(problems).toEqual([]);
  expect(outcomes[0]?.stdout.replaceAll(/\s+/g, ' ')).toContain('the archive is cut off');
});

const bomb = (levels: number, width: number): string =>
  Array.from(
    { length: levels },
    (_, i) =>
      `a${i}: &a${i} [${Array(width)
        .fill(i === 0 ? '"lol"' : `*a${i - 1}`)
        .join(', ')}]`,
  ).join('\n');

test('an alias bomb is one clear line, for a snapshot as well', async () => {
  const lines = bomb(12, 9).split('\n').join('\n    ');
  const content = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web-1\n  namespace: shop\n  annotations:\n    ${lines}\nspec: {nodeName: w1}\n`;
  const { outcomes, problems } = await diagnosed(content, 'x.yaml');
  expect(problems).toEqual([]);
  expect(outcomes[0]?.stderr).toContain('aliases');
  const path = file('x.yaml', content);
  const outcome = await cli(['snapshot', '--from', path, '-o', `${path}.tgz`]);
  expect(runProblems(outcome, 'snapshot')).toEqual([]);
  expect(outcome.code).toBe(2);
});
