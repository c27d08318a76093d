import { expect, test } from 'vitest';
import { afterwards, sayUnread } from '../../src/cli/drain-ending.ts';
import type { Hand } from '../../src/cli/writing.ts';
import type { DrainResult } from '../../src/model/drain-event.ts';
import type { ClusterWriter } from '../../src/model/writer.ts';
import { planOf, world } from '../drain/world.ts';

/** What is said on stderr, and the events that are told. */
function voice(lang: 'en' | 'zh', flags: { undoOnFailure?: boolean } = {}) {
  const said = { stderr: '', events: [] as unknown[] };
  const io = {
    stdout: { write: () => true },
    stderr: { write: (text: string) => (said.stderr += text) },
    stdin: (async function* () {})(),
    env: {},
  };
  const told = { tell: (event: unknown) => said.events.push(event), stop: () => undefined };
  return { said, flags, context: { lang, io }, told };
}

test('kinds that may not be listed are named with the right to ask for; those that may are not', () => {
  for (const lang of ['en', 'zh'] as const) {
    const { said, context } = voice(lang);
    sayUnread(['pods', 'csinodes', 'poddisruptionbudgets'], world([], ['csinodes', 'poddisruptionbudgets']), context);
    expect(said.stderr).toContain('list csinodes');
    expect(said.stderr).toContain('list poddisruptionbudgets');
    expect(said.stderr).not.toContain('list pods');
  }
  const { said, context } = voice('en');
  sayUnread(['pods', 'csinodes'], world([]), context);
  expect(said.stderr).toBe('');
});

const changes: unknown[] = [];
const writer: Pick<ClusterWriter, 'node' | 'changeNode'> = {
  node: (name) => Promise.resolve({ metadata: { name, namespace: '' }, spec: { unschedulable: true } }),
  changeNode: (node, change) => {
    changes.push({ node, ...change });
    return Promise.resolve({ kind: 'written' });
  },
};
const hand = { writer } as unknown as Hand;
const result = (more: Partial<DrainResult> = {}): DrainResult => ({
  outcome: 'failed',
  left: [{ pod: 'shop/web-0', node: 'w1', why: 'refused\u001b[2J' }],
  cordoned: ['w1'],
  reopened: [],
  ...more,
});

test('a drain that did not end says how the nodes are, what is left and why, the way on and the way back', async () => {
  const { said, ...rest } = voice('en');
  await afterwards(result(), planOf([]), hand, rest);
  expect(said.stderr).toMatch(
    /^w1 is cordoned, with 1 pod left\n {2}shop\/web-0: refused\\x1b\[2J\ngo on: .*drain w1.*\ngo back: k8sdoctor uncordon w1\n$/,
  );
  const chinese = voice('zh');
  await afterwards(result(), planOf([]), hand, chinese);
  expect(chinese.said.stderr).toContain('w1 处于封锁状态，还剩 1 个 Pod');
});

test('a node that somebody uncordoned meanwhile does not count as cordoned', async () => {
  const { said, ...rest } = voice('en');
  await afterwards(result({ reopened: ['w1'] }), planOf([], ['w1', 'w2']), hand, rest);
  expect(said.stderr).toContain('w2 is cordoned, w1 is not: somebody uncordoned meanwhile, with 1 pod left');
});

test('--undo-on-failure gives the nodes back; one that ended has nothing to say', async () => {
  const { said, ...rest } = voice('en', { undoOnFailure: true });
  await afterwards(result(), planOf([]), hand, rest);
  expect(changes).toEqual([{ node: 'w1', unschedulable: false, dryRun: false }]);
  expect(said).toEqual({ stderr: '', events: [{ kind: 'restored', node: 'w1', cordoned: false }] });
  const quiet = voice('en');
  await afterwards(result({ outcome: 'drained', left: [] }), planOf([]), hand, quiet);
  expect(quiet.said).toEqual({ stderr: '', events: [] });
});
