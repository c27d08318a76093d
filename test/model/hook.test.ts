import { expect, test } from 'vitest';
import { hookSummary, plannedSeconds } from '../../src/model/hook.ts';

const exec = (...command: string[]) => ({ exec: { command } });

test.each([
  ['the sleep action', { sleep: { seconds: 15 } }, 15],
  ['sleep as a program', exec('sleep', '20'), 20],
  ['sleep at the end of a shell line', exec('sh', '-c', 'nginx -s quit; sleep 90'), 90],
  ['sleep with a path and a unit', exec('/bin/sleep', '5s'), 5],
])('how long a hook takes: %s', (_what, hook, seconds) => {
  expect(plannedSeconds(hook)).toBe(seconds);
});

test.each([
  ['a program', exec('/app/drain.sh')],
  ['a number that is no sleep', exec('/app/drain', '20')],
  ['a loop of sleeps', exec('sh', '-c', 'while ! [ -e /tmp/drained ]; do sleep 1; done')],
  ['a request', { httpGet: { port: 8080, path: '/drain' } }],
])('how long a hook takes is not known: %s', (_what, hook) => {
  expect(plannedSeconds(hook)).toBeUndefined();
});

test('a hook as people say it', () => {
  expect(hookSummary({ sleep: { seconds: 15 } }, { name: 'app' })).toBe('sleep 15');
  expect(hookSummary(exec('nginx', '-s', 'quit'), { name: 'app' })).toBe('exec nginx -s quit');
});
