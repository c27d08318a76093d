import { describe, expect, it } from 'vitest';
import type { Playbook, Symptom } from '../../src/model/playbook.ts';
import type { Word } from '../../src/model/word.ts';
import { renderExplain } from '../../src/render/explain.ts';
import { columns } from '../../src/render/width.ts';
import { HAZARD, HOSTILE } from './hostile.ts';

const cause: Playbook = {
  id: 'crash-loop/out-of-memory',
  symptom: 'crash-loop',
  title: { en: '{container} was killed for using more memory than its limit', zh: '{container} 超出内存限制被杀死' },
  cause: {
    en: 'The kernel killed it after {seconds|duration}; {count} {count|plural:restart:restarts} so far, on {node|or:no node}.',
    zh: '内核在它运行 {seconds|duration} 后将其杀死；至今重启 {count} 次。',
  },
  why: { en: 'Memory cannot be throttled.', zh: '内存无法像 CPU 那样限速，超出上限只能终止进程。' },
  fix: { en: 'Raise the limit, or make the program use less.', zh: '调高限制，或降低程序的内存占用。' },
  evidence: [
    { path: 'status.containerStatuses[{container}].lastState.terminated.reason' },
    { event: 'SystemOOM', object: 'Node/{node}' },
    { log: 'OutOfMemoryError' },
  ],
  fixes: [
    { risk: 'inspect', command: 'kubectl top pod {pod} -n {namespace} --containers' },
    {
      risk: 'restart',
      command: 'kubectl set resources {owner} -n {namespace} -c {container} --limits=memory=<amount>',
      note: { en: 'rolls new pods out', zh: '会滚动更新 Pod' },
    },
  ],
  topics: ['oomkilled'],
  words: ['OOMKilled', '137'],
};

const symptom: Symptom = {
  id: 'crash-loop',
  title: { en: 'CrashLoopBackOff', zh: 'CrashLoopBackOff（反复崩溃）' },
  what: {
    en: 'The container keeps ending; the kubelet waits longer and longer before it starts it again.',
    zh: '容器不断退出，kubelet 每次重新启动之前等待的时间越来越长。',
  },
  checks: [
    { en: 'the exit code and reason of the last run', zh: '上一次运行的退出码和原因' },
    { en: 'the log of the last run', zh: '上一次运行的日志' },
  ],
  words: ['CrashLoopBackOff', 'BackOff'],
};

const word: Word = {
  id: 'exit-codes/sigkill',
  kind: 'signal',
  words: ['SIGKILL', 'exit code 137'],
  title: { en: 'killed at once', zh: '被立即杀死' },
  what: { en: 'Signal 9 cannot be handled.', zh: '信号 9 无法被捕获。' },
  causes: [
    { en: 'memory limit reached (reason OOMKilled)', zh: '达到内存限制（原因为 OOMKilled）' },
    { en: 'the grace period was over', zh: '宽限期已到' },
  ],
  check: ['kubectl logs <pod> -n <namespace> --previous', { en: 'the node’s kernel log', zh: '节点的内核日志' }],
  fix: { en: 'Measure, then raise the limit.', zh: '测量后调大限制。' },
  topics: ['container-exit-codes'],
};

describe('explain', () => {
  it.each(['en', 'zh'] as const)('a cause and a symptom in %s', async (lang) => {
    const options = { lang, color: false, width: 80 };
    await expect(renderExplain(cause, options)).toMatchFileSnapshot(`../golden/render/explain-cause.${lang}.txt`);
    await expect(renderExplain(symptom, { ...options, causes: [cause] })).toMatchFileSnapshot(
      `../golden/render/explain-symptom.${lang}.txt`,
    );
  });

  it.each(['en', 'zh'] as const)('a word with what to read next in %s', async (lang) => {
    const see = Array.from({ length: 14 }, (_, i) => ({ id: `crash-loop/cause-${i}`, title: cause.title }));
    const options = { lang, color: false, width: 80, see };
    await expect(renderExplain(word, options)).toMatchFileSnapshot(`../golden/render/explain-word.${lang}.txt`);
    expect(renderExplain(word, options)).not.toContain('crash-loop/cause-13');
    expect(renderExplain(word, { ...options, verbose: true })).toContain('crash-loop/cause-13');
  });

  it('says that a normal word needs no fix; a topic is no trouble to begin with', () => {
    const { causes: _causes, fix: _fix, ...rest } = word;
    const normal: Word = { ...rest, kind: 'event', normal: true };
    const options = { lang: 'en', color: false, width: 80 } as const;
    expect(renderExplain(normal, options)).toContain('Nothing to fix');
    expect(renderExplain({ ...normal, kind: 'topic' }, options)).not.toContain('HOW TO FIX');
  });

  it.each(Object.entries(HOSTILE))('a dictionary file cannot reach the terminal with: %s', (_name, hostile) => {
    const text = { en: hostile, zh: hostile };
    const texts = { title: text, what: text, causes: [text], check: [hostile, text], fix: text };
    const shown = renderExplain(
      { ...word, ...texts, id: hostile, words: [hostile], topics: [hostile] },
      { lang: 'en', color: false, width: 80, see: [{ id: hostile, title: text }] },
    );
    expect(shown).not.toMatch(HAZARD);
  });

  it('shows placeholders as what they stand for, never in braces', () => {
    const shown = renderExplain(cause, { lang: 'en', color: false, width: 100 });
    expect(shown).toContain('after <seconds>; <count> restarts so far, on <node>.');
    expect(shown).toContain('kubectl top pod <pod> -n <namespace> --containers');
    expect(shown).not.toMatch(/[{}]/);
  });

  it('keeps commands whole and everything else within the width', () => {
    const lines = renderExplain(cause, { lang: 'zh', color: false, width: 50 }).split('\n');
    expect(lines.filter((line) => columns(line) > 50).every((line) => /kubectl|status\./.test(line))).toBe(true);
    expect(lines).toContain(
      '      kubectl set resources <owner> -n <namespace> -c <container> --limits=memory=<amount>',
    );
  });

  it.each(Object.entries(HOSTILE))('a playbook file cannot reach the terminal with: %s', (_name, hostile) => {
    const text = { en: hostile, zh: hostile };
    const shown = renderExplain(
      {
        ...cause,
        id: hostile,
        title: text,
        cause: text,
        why: text,
        fix: text,
        evidence: [
          { path: hostile, object: hostile },
          { event: hostile, matches: hostile },
          { log: hostile },
          { source: hostile, value: '' },
        ],
        fixes: [{ risk: 'safe', command: hostile, note: text }],
        topics: [hostile],
        words: [hostile],
      },
      { lang: 'en', color: false, width: 80 },
    );
    expect(shown).not.toMatch(HAZARD);
  });
});
