import { describe, expect, it } from 'vitest';
import { codeSpan, escapeMarkdown, renderMarkdown } from '../../src/render/markdown.ts';
import { filledWith } from './hostile.ts';
import { crashLoop, reports, twoRoots, unknown } from './reports.ts';

describe('a report as a comment', () => {
  it.each([
    ['crashLoop', crashLoop],
    ['twoRoots', twoRoots],
    ['unknown', unknown],
  ])('%s', async (name, report) => {
    await expect(renderMarkdown(report, 'en')).toMatchFileSnapshot(`../golden/render/${name}.en.md`);
    await expect(renderMarkdown(report, 'zh')).toMatchFileSnapshot(`../golden/render/${name}.zh.md`);
  });
});

/** What is left of Markdown when code, escapes and entities are taken away: there a hostile value would show. */
const active = (markdown: string): string =>
  markdown
    .replace(/^ *(`{3,})sh\n.*\n *\1$/gm, '')
    .replace(/(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)/g, '')
    .replace(/\\[^\w\s]/g, '')
    .replace(/&#?\w+;/g, ' ');

describe('hostile values', () => {
  it.each([
    ['a link', '[click](https://evil.example)', /\[|\]\(/],
    ['an image', '![x](https://evil.example/p.png)', /!\[/],
    ['HTML', '<img src=x onerror=alert(1)><script>', /<img|<script/],
    ['a comment that hides the rest', '<!-- ', /<!--/],
    ['a bare address', 'see https://evil.example now', /https:\/\//],
    ['an address without scheme', 'see www.evil.example', /www\.evil/],
    ['a mention', 'ping @octocat please', /@octocat/],
    ['an issue', 'fixes #123', /#123/],
    ['a table', 'a | b', /a \| b/],
    ['code that ends early', '``` ` `` <b>', /<b>/],
    ['an entity', '&lt;b&gt;', /&lt;b/],
    ['emphasis', '**loud** _and_ ~~gone~~', /\*\*loud|_and_|~~gone/],
  ])('%s stays text', (_name, hostile, never) => {
    for (const report of Object.values(reports))
      expect(active(renderMarkdown(filledWith(report, hostile), 'en'))).not.toMatch(never);
  });

  it.each(['# heading', '- item', '+ item', '1. item', '1) item', '> quote'])('%s begins no block', (text) => {
    expect(escapeMarkdown(text)).not.toMatch(/^(?:# |- |\+ |\d+[.)] |> )/);
  });

  it('code spans hold any run of backticks', () => {
    expect(codeSpan('a``b')).toBe('```a``b```');
    expect(codeSpan('`')).toBe('`` ` ``');
    expect(codeSpan('')).toBe('');
  });

  it('a table row stays one row of two cells', () => {
    const rows = renderMarkdown(filledWith(crashLoop, 'a|b\nc'), 'en')
      .split('\n')
      .filter((line) => line.startsWith('|'));
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(3);
  });
});
