import { describe, expect, it } from 'vitest';
import { renderTable } from '../../src/render/table.ts';
import { columns } from '../../src/render/width.ts';

const rows = [
  ['crash-loop/out-of-memory', 'error', '超出内存限制被杀死'],
  ['镜像/拉取', 'warning', 'the registry has no such tag, or says so because the pull secret has no right to it'],
];

describe('renderTable', () => {
  it('aligns columns, Chinese counted double, and wraps the last column under itself', () => {
    expect(renderTable(rows, { width: 80 })).toBe(
      [
        'crash-loop/out-of-memory  error    超出内存限制被杀死',
        '镜像/拉取                 warning  the registry has no such tag, or says so',
        '                                   because the pull secret has no right to it',
        '',
      ].join('\n'),
    );
  });

  it('puts the last cell below where the others leave no room', () => {
    const lines = renderTable(rows, { width: 50 }).split('\n');
    expect(lines.slice(0, 2)).toEqual(['crash-loop/out-of-memory  error', '    超出内存限制被杀死']);
    expect(lines.filter((line) => columns(line) > 50)).toEqual([]);
  });

  it('takes ragged rows, none, and hostile cells', () => {
    expect(renderTable([], { width: 80 })).toBe('');
    expect(renderTable([['a'], ['b', 'c']], { width: 80 })).toBe('a\nb  c\n');
    expect(renderTable([['a\x1b[2J', 'b\nc']], { width: 80 })).toBe('a\\x1b[2J  b ⏎ c\n');
  });
});
