import { describe, expect, test } from 'vitest';
import { builtinKnowledge } from '../../src/playbook/builtin-knowledge.ts';
import { cli } from '../e2e/cli.ts';

const LANGS = ['en', 'zh'] as const;

describe('explain WORD', () => {
  test('says what it is, the causes, how to check and how to fix, in both languages', async () => {
    const headings = {
      en: ['WHAT IT IS', 'USUAL CAUSES', 'HOW TO CHECK', 'HOW TO FIX', 'SEE ALSO'],
      zh: ['是什么', '常见原因', '如何检查', '如何解决', '另见'],
    };
    for (const lang of LANGS) {
      const { code, stdout } = await cli(['explain', 'FailedAttachVolume', '--lang', lang]);
      expect(code).toBe(0);
      const at = headings[lang].slice(0, 4).map((heading) => stdout.indexOf(`\n  ${heading}\n`));
      expect(at.every((place) => place > 0)).toBe(true);
      expect(at).toEqual(at.toSorted((a, b) => a - b));
      expect(stdout.startsWith('FailedAttachVolume')).toBe(true);
      expect(stdout).toContain('kubectl get volumeattachments');
    }
  });

  test('the words of a question need no quotes', async () => {
    const quoted = await cli(['explain', 'exit code 137', '--lang', 'en']);
    const plain = await cli(['explain', 'exit', 'code', '137', '--lang', 'en']);
    expect(plain).toEqual(quoted);
    expect(plain.stdout).toMatch(/^exit code 137: killed at once/);
  });

  test.each([
    ['PreferNoSchedule', /^PreferNoSchedule: /],
    ['exited with code 57', /^exit code 57: /],
    ['kubelet has disk pressure', /^KubeletHasDiskPressure: /],
    ['退出码137', /^exit code 137: /],
  ])('%s is answered by the name it was asked by', async (query, start) => {
    expect((await cli(['explain', query, '--lang', 'en'])).stdout).toMatch(start);
  });

  test('a pasted message is recognised, and its causes are named', async () => {
    const { code, stdout } = await cli(['explain', '0/3 nodes are available: 3 Insufficient cpu.', '--lang', 'zh']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Insufficient cpu：/);
    expect(stdout).toContain('pending/insufficient-resources');
  });

  test('a symptom still lists its causes', async () => {
    const { stdout } = await cli(['explain', 'image-pull', '--lang', 'en']);
    expect(stdout).toContain('CAUSES');
    expect(stdout).toContain('image-pull/tag-not-found');
  });

  test('a part of many names lists them', async () => {
    const { code, stdout } = await cli(['explain', 'Mount', '--lang', 'en']);
    expect(code).toBe(0);
    expect(stdout).toContain('FailedMount');
    expect(stdout).not.toContain('HOW TO FIX');
  });

  test.each([
    ['FailedMonut', 'FailedMount'],
    ['OOMKiled', 'OOMKilled'],
    ['imagepulbackof', 'ImagePullBackOff'],
    ['SIGTREM', 'SIGTERM'],
    ['污占', '污点'],
  ])('%s: did you mean %s? and exit code 2', async (query, near) => {
    for (const lang of LANGS) {
      const { code, stdout, stderr } = await cli(['explain', query, '--lang', lang]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(near);
      expect(stderr.trim().split('\n')).toHaveLength(2);
    }
  });

  test.each(['xyzzy', '香蕉', '\u001b[31mred', '../../etc/passwd', '(', '[a-'])(
    'nonsense %j: exit code 2',
    async (query) => {
      const { code, stdout, stderr } = await cli(['explain', query, '--lang', 'en']);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('nothing known about');
      expect(stderr).not.toContain('\u001b');
    },
  );
});

describe('explain alone', () => {
  test.each(LANGS)('lists everything by area (%s)', async (lang) => {
    const { code, stdout: text } = await cli(['explain', '--lang', lang]);
    expect(code).toBe(0);
    const stdout = `\n${text}`;
    const lines = stdout.split('\n');
    const cards = (await builtinKnowledge()).all();
    const areas = new Set(cards.map(({ area }) => area[lang]));
    const headings = lines.filter((line) => line && !line.startsWith(' '));
    expect(headings).toHaveLength(areas.size);
    for (const { id, of } of cards) {
      const name = 'word' in of ? of.word.words[0] : id;
      expect(stdout).toContain('symptom' in of ? `\n${name} · ` : `\n  ${name}`);
    }
  });
});
