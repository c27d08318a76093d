import { expect, test } from 'vitest';
import { signalOf } from '../../src/model/signal.ts';

test.each([
  [137, 'SIGKILL'],
  [143, 'SIGTERM'],
  [139, 'SIGSEGV'],
  [150, 'signal 22'],
])('exit code %i is %s', (code, name) => expect(signalOf(code)).toEqual({ signal: code - 128, name }));

test.each([[0], [1], [127], [128], [255], [undefined]])('exit code %s is no signal', (code) =>
  expect(signalOf(code)).toBeUndefined(),
);
