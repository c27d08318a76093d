import { describe, expect, it } from 'vitest';
import type { Finding, Report, Verdict } from '../../src/model/finding.ts';
import type { Lang } from '../../src/model/text.ts';
import { renderText } from '../../src/render/text.ts';
import { columns } from '../../src/render/width.ts';
import { filledWith, HAZARD, HOSTILE } from './hostile.ts';
import { crashLoop, healthy, imagePull, reports, twoRoots, unknown } from './reports.ts';

const LANGS: Lang[] = ['en', 'zh'];
const text = (report: Report, lang: Lang = 'en', width = 80, verbose = false): string =>
  renderText(report, { lang, color: false, width, verbose });

const rootOf = (report: Report): Finding => {
  const [root] = report.findings;
  if (!root) throw new Error('the report has no finding');
  return root;
};

describe('what a person reads', () => {
  for (const [name, report] of Object.entries(reports)) {
    for (const lang of LANGS) {
      it.each([80, 60])(`${name} in ${lang} at %i columns`, async (width) => {
        await expect(text(report, lang, width)).toMatchFileSnapshot(`../golden/render/${name}.${lang}.${width}.txt`);
      });
    }
  }

  it('all of it with -v', async () => {
    await expect(text(twoRoots, 'en', 100, true)).toMatchFileSnapshot('../golden/render/twoRoots.verbose.txt');
    await expect(text(imagePull, 'zh', 100, true)).toMatchFileSnapshot('../golden/render/imagePull.verbose.zh.txt');
  });
});

describe('order', () => {
  it('is: verdict, cause, proof, next command, consequences, ruled out, not seen', () => {
    const shown = text(crashLoop);
    const places = ['✖ shop/checkout', 'ROOT CAUSE', 'PROOF', 'NEXT', 'ALSO', 'RULED OUT', 'NOT SEEN'].map((heading) =>
      shown.indexOf(heading),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it.each<[Verdict, string]>([
    ['failing', '✖'],
    ['degraded', '▲'],
    ['healthy', '✓'],
    ['progressing', '…'],
    ['unknown', '?'],
  ])('%s begins with %s', (verdict, mark) => {
    expect(text({ ...healthy, verdict })).toMatch(new RegExp(`^[${mark}] shop/web-1 · Running`));
  });

  it('a healthy pod is one line, and says so', () => {
    expect(text(healthy, 'en', 100)).toBe(
      '✓ shop/web-1 · Running · ready 1/1 · age 5d2h · node w1 · statefulset/web · nothing wrong found\n',
    );
  });

  it('an unknown verdict gives its reason and what was not seen', () => {
    expect(text(unknown, 'en', 120)).toContain('not as it should be (no node has been chosen yet)');
    expect(text(unknown, 'en', 120)).toContain('nodes: not in the recording');
  });
});

describe('commands', () => {
  it.each([40, 60, 80, 120])('stand whole on one line at %i columns, so that they can be copied', (width) => {
    for (const report of Object.values(reports)) {
      const lines = text(report, 'zh', width, true).split('\n');
      for (const { command } of report.findings.flatMap(({ fixes }) => fixes)) {
        expect(lines.some((line) => line.endsWith(` ${command}`))).toBe(true);
      }
    }
  });

  it('carry their risk in words', () => {
    expect(text(twoRoots)).toMatch(/1 inspect +kubectl get node w3/);
    expect(text(twoRoots)).toMatch(/2 destructive +kubectl delete node w3/);
    expect(text(twoRoots, 'zh')).toMatch(/2 有破坏性 +kubectl delete node w3/);
  });

  it('cannot smuggle a second line in', () => {
    const root = rootOf(crashLoop);
    const report = {
      ...crashLoop,
      findings: [{ ...root, fixes: [{ risk: 'safe' as const, command: 'kubectl get pod x\nrm -rf ~' }] }],
    };
    expect(text(report)).toContain('kubectl get pod x ⏎ rm -rf ~');
  });
});

describe('many findings', () => {
  it('counts the consequences it does not list, and lists all with -v', () => {
    expect(text(twoRoots)).toContain('and 3 more (-v shows all)');
    expect(text(twoRoots)).not.toContain('cart-7');
    expect(text(twoRoots, 'en', 80, true)).toContain('cart-7');
  });

  it('tells the second of three roots in brief: no proof, one command', () => {
    const [second] = twoRoots.findings.slice(-1);
    const root = rootOf(crashLoop);
    const extra = (fingerprint: string): Finding => ({ ...root, fingerprint, title: second?.title ?? root.title });
    const shown = text({ ...crashLoop, findings: [root, extra('x'), extra('y')] });
    expect(shown.match(/PROOF/g)).toHaveLength(1);
    expect(shown.match(/kubectl logs/g)).toHaveLength(3);
    expect(shown.match(/kubectl patch/g)).toHaveLength(1);
  });

  it('never loses a finding: not in a circle, not below a cause that is not there', () => {
    const root = rootOf(crashLoop);
    const a = { ...root, fingerprint: 'a', explainedBy: 'b', title: { en: 'finding A', zh: '' } };
    const b = { ...root, fingerprint: 'b', explainedBy: 'a', title: { en: 'finding B', zh: '' } };
    const c = { ...root, fingerprint: 'c', explainedBy: 'gone', title: { en: 'finding C', zh: '' } };
    const shown = text({ ...crashLoop, findings: [a, b, c] });
    for (const title of ['finding A', 'finding B', 'finding C']) expect(shown).toContain(title);
  });

  it('calls what breaks nothing a warning or a note, not a root cause', () => {
    expect(text(twoRoots)).toMatch(/WARNING +cart requests no memory/);
    const note = { ...rootOf(twoRoots), severity: 'info' as const };
    expect(text({ ...healthy, findings: [note] })).toMatch(/^✓ .*\n.*nothing wrong found\n\n {2}NOTE/);
  });

  it('names the object when it is another than the report’s, and the object a proof was read from', () => {
    expect(text(twoRoots)).toContain('node/w3 · node-down/not-ready');
    expect(text(twoRoots)).toContain('lease/w3 spec.renewTime');
  });
});

/** Whether a line ends in a word that would not fit any line: one wider than the room beside a heading. */
const endsInLongWord = (line: string, width: number): boolean => {
  const words = line.replace(/ ·$/, '').split(/[ \p{Script=Han}]/u);
  return columns(words.at(-1) ?? '') > width - 16;
};

describe('width', () => {
  const commands = new Set(
    Object.values(reports).flatMap(({ findings, ways = [] }) => [
      ...findings.flatMap((f) => f.fixes.map((x) => x.command)),
      ...ways.map(({ command }) => command?.line ?? ''),
    ]),
  );
  const isCommand = (line: string): boolean => [...commands].some((command) => command && line.endsWith(` ${command}`));

  it.each([40, 60, 72, 80, 100, 120])(
    'no line is wider than %i, but for a command or a word that fills a line',
    (width) => {
      for (const report of Object.values(reports)) {
        for (const lang of LANGS) {
          const wide = text(report, lang, width, true)
            .split('\n')
            .filter((line) => columns(line) > width && !isCommand(line) && !endsInLongWord(line, width));
          expect(wide).toEqual([]);
        }
      }
    },
  );

  it('proof is cut where a word is wider than the line, so that a table stays a table', () => {
    const root = rootOf(crashLoop);
    const evidence = root.evidence.map((entry) => ({ ...entry, value: 'x'.repeat(250), source: 'y'.repeat(250) }));
    const lines = text({ ...crashLoop, findings: [{ ...root, evidence, fixes: [] }] }, 'en', 60, true).split('\n');
    expect(lines.filter((line) => columns(line) > 60)).toEqual([]);
  });

  it('a width that is none counts as 80, a tiny one as 40', () => {
    expect(text(crashLoop, 'en', Number.NaN)).toBe(text(crashLoop, 'en', 80));
    expect(text(crashLoop, 'en', 3)).toBe(text(crashLoop, 'en', 40));
  });
});

describe('colour', () => {
  // eslint-disable-next-line no-control-regex
  const SGR = /\x1b\[\d+m/g;

  it('is a second signal: without it every character is the same', () => {
    for (const report of Object.values(reports)) {
      const colored = renderText(report, { lang: 'en', color: true, width: 80 });
      expect(colored).toMatch(SGR);
      expect(colored.replace(SGR, '')).toBe(text(report));
    }
  });
});

describe('hostile values', () => {
  it.each(Object.entries(HOSTILE))('%s reach no terminal', (_name, hostile) => {
    for (const report of Object.values(reports)) {
      for (const lang of LANGS) expect(text(filledWith(report, hostile), lang, 80, true)).not.toMatch(HAZARD);
    }
  });

  it('cannot fake a line of the report', () => {
    const shown = text(filledWith(crashLoop, 'x\n✓ shop/web-1 · Running · nothing wrong found'), 'en', 120);
    expect(shown.split('\n').filter((line) => line.startsWith('✓'))).toEqual([]);
  });

  it('is not buried by a message of a megabyte', () => {
    const [evidence] = rootOf(crashLoop).evidence;
    const huge = 'pássword=x \x1b[0m 节点'.repeat(50_000);
    const root = { ...rootOf(crashLoop), cause: { en: huge, zh: huge }, evidence: [{ ...evidence, value: huge }] };
    const shown = text({ ...crashLoop, findings: [root as Finding] });
    expect(shown).not.toMatch(HAZARD);
    expect(shown.split('\n').length).toBeLessThan(60);
  });

  it('survives empty strings everywhere', () => {
    for (const report of Object.values(reports))
      expect(text(filledWith(report, ''), 'zh', 60, true)).toMatch(/^[✖✓…?▲]/);
  });
});
