import { expect, test } from 'vitest';
import { ignoresTerm } from '../../src/model/signal-handling.ts';

test.each([
  [['sleep', '3600']],
  [['tail', '-f', '/dev/null']],
  [['sh', '-c', 'while true; do work; done']],
  [['/bin/bash', '-c', 'prepare && ./server']],
  [['sh', '-c', 'sleep 3600']],
  [['sh', '-ec', 'a\nb']],
])('ignores SIGTERM: %s', (command) => expect(ignoresTerm({ command })).toBe(true));

test.each([
  [['sh', '-c', 'prepare && exec ./server']],
  [['sh', '-c', 'trap "exit 0" TERM; while true; do sleep 1; done']],
  [['sh', '-c', './server --port 80']],
])('does not: %s', (command) => expect(ignoresTerm({ command })).toBe(false));

test.each([[{ command: ['nginx'] }], [{ command: ['sh', '/start.sh'] }], [{ args: ['sleep', '1'] }], [{}]])(
  'nobody knows: %o',
  (container) => expect(ignoresTerm(container)).toBeUndefined(),
);

test('arguments belong to the command line', () =>
  expect(ignoresTerm({ command: ['sh', '-c'], args: ['a; b'] })).toBe(true));
