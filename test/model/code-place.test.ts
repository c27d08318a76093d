import { expect, test } from 'vitest';
import { placeInCode } from '../../src/model/code-place.ts';
import { logLines } from '../../src/model/log.ts';
import { endings } from './endings.ts';

test.each(endings)('the place in the code of %s', (_of, { log, at = null }) =>
  expect(placeInCode(logLines(log))).toBe(at),
);

test('a trace that the program outlived is not its end', () => {
  const trace = ['Traceback (most recent call last):', '  File "/app/a.py", line 3, in f', 'KeyError: 1'];
  expect(placeInCode(trace)).toBe('/app/a.py:3');
  expect(placeInCode([...trace, ...Array.from({ length: 200 }, (_, i) => `INFO request ${i}`)])).toBeNull();
});
