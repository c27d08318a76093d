import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toSnapshot } from '../../src/collect/build.ts';
import { loadRecording } from '../../src/collect/load.ts';
import { errorOf, files, load, pod, podNames } from './recordings.ts';

test('links that lead in a circle or out of the recording are not followed', async () => {
  const secret = files({ 'pods.json': JSON.stringify(pod('outside')) });
  const root = files({ 'sub/pods.json': JSON.stringify(pod('a')) });
  symlinkSync(root, join(root, 'sub', 'loop'));
  symlinkSync(secret, join(root, 'out'));
  symlinkSync('/no/such', join(root, 'dangling.json'));
  const collected = await loadRecording(root);
  expect(podNames(collected)).toEqual(['a']);
});

test('an alias bomb in YAML is refused, a few aliases are not', async () => {
  const levels = Array.from(
    { length: 30 },
    (_, i) =>
      `a${i}: &a${i} [${Array(9)
        .fill(i === 0 ? 'x' : `*a${i - 1}`)
        .join(',')}]`,
  );
  const podWith = (lines: string[]): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a, creationTimestamp: '2026-01-01T00:00:00Z'}\nspec:\n  ${lines.join('\n  ')}\n`;
  expect((await errorOf(load('x.yaml', podWith(levels)))).text.en).toMatch(/^x\.yaml: its YAML aliases/);
  const collected = await load('x.yaml', podWith(levels.slice(0, 3)));
  expect(podNames(collected)).toEqual(['a']);
  expect(collected.takenAt).toBe('2026-01-01T00:00:00Z');
});

test.each([
  ['deep nesting', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ['many quotes', `{"a": ${'"\\"'.repeat(200_000)}`],
  [
    'a prototype',
    '{"__proto__": {"kind": "Pod"}, "kind": "List", "items": [null, 1, "x", {"kind": 5}, {"kind": "Pod", "apiVersion": {}}]}',
  ],
])('%s ends in an input error', async (_, content) => {
  expect((await errorOf(load('x.json', content))).code).toBe('input');
});

test('objects without a name are left out and told', async () => {
  const snapshot = toSnapshot(
    await load(
      'x.json',
      JSON.stringify({ kind: 'PodList', apiVersion: 'v1', items: [pod('a'), { metadata: {} }, 'x', null] }),
    ),
  );
  expect(snapshot.objects.pods).toHaveLength(1);
  expect(snapshot.coverage).toContainEqual(
    expect.objectContaining({
      subject: 'pods',
      outcome: 'truncated',
      detail: expect.stringMatching(/^3 of pods left out/),
    }),
  );
});

test.each([
  ['empty', '', 'nothing in it'],
  ['blank', ' \n', 'no Kubernetes objects in it'],
  ['of another kind', 'replicas: 2\n', 'no Kubernetes objects in it'],
  ['a number', '42', 'no Kubernetes objects in it'],
  ['cut off', '{"kind":"List",\n"items":[\n{"kind":"Pod"', /x, line 3: JSON ends in the middle/],
  ['wrong in the middle', '{"kind":"List",\n"items": oops}', /x, line 2: not valid JSON \(Unexpected token 'o'\)/],
  ['followed by something else', '{"kind":"List"}\nbye', /x, line 2: not JSON from here on/],
  ['broken YAML', 'kind: Pod\nmetadata: [a\nb: }', /x, line \d: not valid YAML/],
  ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]), 'binary data'],
  ['a damaged gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), 'damaged gzip'],
])('a file that is %s is one clear line', async (_, content, words) => {
  const error = await errorOf(load('x', content));
  expect(error.code).toBe('input');
  expect(error.text.en).toMatch(words);
  expect(error.hint?.zh).toBeTruthy();
});

test('a path that is not there', async () => {
  expect((await errorOf(loadRecording('/no/such/dump'))).text.en).toBe(
    '/no/such/dump: there is no such file or directory',
  );
});
