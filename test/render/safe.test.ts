import { describe, expect, it } from 'vitest';
import { safe, safeLines, safeProse } from '../../src/render/safe.ts';
import { HAZARD, HOSTILE } from './hostile.ts';

describe('safe', () => {
  it('shows control and invisible characters by their code', () => {
    expect(safe('\x1b[31mred\x1b[0m')).toBe(String.raw`\x1b[31mred\x1b[0m`);
    expect(safe('a\u202eb\u200bc\ud800')).toBe(String.raw`a\u202eb\u200bc\ud800`);
    expect(safe('a\u{e0041}')).toBe(String.raw`a\u{e0041}`);
  });

  it('shows line breaks of every kind as ⏎, none at the end, and a tab as a blank', () => {
    expect(safe('one\ntwo\r\nthree\rfour\u2028five\n')).toBe('one ⏎ two ⏎ three ⏎ four ⏎ five');
    expect(safe('a\tb')).toBe('a b');
  });

  it('leaves Chinese, accents, arrows and emoji as they are', () => {
    const text = '节点 w2 未就绪 → naïve café ✖ 🚀';
    expect(safe(text)).toBe(text);
  });

  it('masks secrets before anything else', () => {
    expect(safe('postgres://app:hunter2@db/x')).toBe('postgres://app:***@db/x');
    expect(safeLines('PASSWORD=hunter2\nnext')).toBe('PASSWORD=***\nnext');
    expect(safeProse('password: hunter2')).toBe('password: ***');
  });

  it('makes prose one paragraph', () => {
    expect(safeProse('  one\n  two\t three \n')).toBe('one two three');
  });

  it.each(Object.entries(HOSTILE))('lets nothing through of: %s', (_name, text) => {
    for (const shown of [safe(text), safeLines(text), safeProse(text)]) expect(shown).not.toMatch(HAZARD);
    expect(safe(text)).not.toContain('\n');
  });
});
