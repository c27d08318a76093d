import { describe, expect, it } from 'vitest';
import { columns, join, pad, shorten, wrap } from '../../src/render/width.ts';

const bare = (text: string): string => text.replaceAll(' ', '');

describe('columns', () => {
  it.each([
    ['abc', 3],
    ['节点', 4],
    ['，。（）', 8],
    ['ｗｉｄｅ', 8],
    ['한글', 4],
    ['かな', 4],
    ['🚀', 2],
    ['✖ ▲ ✓ … · ×', 11],
    ['e\u0301', 1],
    ['', 0],
  ])('%s takes %i', (text, width) => {
    expect(columns(text)).toBe(width);
  });

  it('pads by columns, not by characters', () => {
    expect(pad('节点', 6)).toBe('节点  ');
    expect(pad('long', 2)).toBe('long');
  });
});

describe('wrap', () => {
  it('breaks between words and fills lines', () => {
    expect(wrap('the quick brown fox', 10)).toEqual(['the quick', 'brown fox']);
  });

  it('breaks between Chinese characters, counting two columns each', () => {
    expect(wrap('存活探针失败', 8)).toEqual(['存活探针', '失败']);
  });

  it('never begins a line with closing punctuation nor ends one with an opening one', () => {
    const text = '节点未就绪，请检查。容器（应用）已被终止：原因「内存溢出」；退出码 137！';
    for (let width = 6; width < 40; width++) {
      for (const line of wrap(text, width)) {
        expect(line).not.toMatch(/^[，。、；：！？）」]/);
        expect(line).not.toMatch(/[（「]$/);
        expect(columns(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  it('keeps words and paths within Chinese whole', () => {
    expect(wrap('请查看/var/log/pods/shop目录下的文件', 20)).toContain('请查看');
    expect(wrap('请查看/var/log/pods/shop目录', 20).join('')).toBe('请查看/var/log/pods/shop目录');
    expect(wrap('请查看/var/log/pods/shop目录', 20).some((line) => line.includes('/var/log/pods/shop'))).toBe(true);
  });

  it('gives a word longer than the line a line of its own, uncut unless asked', () => {
    expect(wrap('see aaaaaaaaaaaa now', 6)).toEqual(['see', 'aaaaaaaaaaaa', 'now']);
    expect(wrap('see aaaaaaaaaaaa now', 6, { cut: true })).toEqual(['see', 'aaaaaa', 'aaaaaa', 'now']);
  });

  it('cuts a long path behind a slash', () => {
    expect(wrap('registry.example.com/team/web:v2.14.0', 30, { cut: true })).toEqual([
      'registry.example.com/team/',
      'web:v2.14.0',
    ]);
  });

  it('gives one empty line for an empty text', () => {
    expect(wrap('', 10)).toEqual(['']);
  });

  it('loses and invents nothing', () => {
    const text = '容器 app 被 kubelet 终止（exit code 137），日志见 kubectl logs -n shop web-1 --previous。The end.';
    for (let width = 4; width < 60; width++) expect(bare(wrap(text, width, { cut: true }).join(''))).toBe(bare(text));
  });
});

describe('join', () => {
  it('breaks between items and leaves the separator at the end of the line', () => {
    expect(join(['one two', 'three', 'four five'], ' · ', 18)).toEqual(['one two · three ·', 'four five']);
  });

  it('wraps an item that is longer than a line', () => {
    expect(join(['a', 'one two three four'], ' · ', 12)).toEqual(['a ·', 'one two', 'three four']);
  });
});

describe('shorten', () => {
  it('leaves out the middle, because Go puts the reason of an error at its end', () => {
    const text = `Failed to pull image: ${'rpc error: '.repeat(20)}not found`;
    const short = shorten(text, 60);
    expect(short).toMatch(/^Failed to pull image: .* … .*not found$/);
    expect(short.length).toBeLessThanOrEqual(63);
  });

  it('leaves short texts alone', () => {
    expect(shorten('short', 60)).toBe('short');
  });
});
