import { describe, expect, test } from 'vitest';
import { lastWords, strongestFirst } from '../../src/model/last-words.ts';
import { logLines, saidBy } from '../../src/model/log.ts';
import { endings } from './endings.ts';

const shown = (lines: string[]): string[] => lastWords(lines).map(({ line }) => line);

describe('the lines that say why a program ended', () => {
  test.each(endings)('are, of %s', (_of, { log, says, shows = '' }) => {
    const words = lastWords(logLines(log));
    expect(saidBy(strongestFirst(words)[0] ?? '')).toContain(says);
    expect(shown(logLines(log)).join('\n')).toContain(shows);
  });

  test.each([
    [
      'a Python traceback: its last line',
      [
        'INFO start',
        'Traceback (most recent call last):',
        '  File "/app/a.py", line 1, in f',
        'ZeroDivisionError: division by zero',
      ],
      ['ZeroDivisionError: division by zero'],
    ],
    [
      'a Java exception with its causes, without the frames',
      [
        'Exception in thread "main" a.B: x',
        '\tat a.B.main(B.java:1)',
        'Caused by: java.net.ConnectException: Connection refused',
        '\t... 3 more',
      ],
      ['Exception in thread "main" a.B: x', 'Caused by: java.net.ConnectException: Connection refused'],
    ],
    [
      'an error, not the information and warnings after it',
      [
        '2026-01-01 ERROR cannot open db',
        'INFO retry failed? no',
        'WARN shutting down failed hooks',
        'level=info msg="error count 1"',
      ],
      ['2026-01-01 ERROR cannot open db'],
    ],
    ['the last lines when none looks like an error', ['one', 'two'], ['one', 'two']],
    [
      'usage text after the complaint',
      ["httpd: unrecognized option '--x'", 'Usage: httpd [-f]', '-f FILE'],
      ["httpd: unrecognized option '--x'"],
    ],
  ])('are, of %s', (_what, lines, expected) => expect(shown(lines)).toEqual(expected));

  test('are few, newest first chosen, and keep the order of the log', () => {
    const lines = Array.from(
      { length: 50 },
      (_, i) => `ERROR table ${'abcdefghij'.charAt(i / 10)}${'klmnopqrst'.charAt(i % 10)} is locked`,
    );
    const kept = ['ERROR table es is locked', 'ERROR table et is locked', 'FATAL no lock left', 'ERROR page lost'];
    expect(shown([...lines, 'FATAL no lock left', 'ERROR page lost'])).toEqual(kept);
  });

  test('are led by the strongest', () =>
    expect(strongestFirst(lastWords(['pool.c:42: Assertion failed', 'Aborted', 'info']))[0]).toBe(
      'pool.c:42: Assertion failed',
    ));

  test('are said once when a program tries again and again', () => {
    const lines = Array.from({ length: 50 }, (_, i) => `${i} ERROR try ${i}: orders-db does not answer`);
    expect(shown([...lines, 'FATAL giving up on orders-db'])).toEqual([lines[49], 'FATAL giving up on orders-db']);
  });
});
