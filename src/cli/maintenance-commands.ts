import type { CommandSpec } from './commands.ts';
import { drainChoiceFlags, dryRunFlag, nodeSelectorFlag, reasonFlag } from './drain-flags.ts';
import { connectionFlags, type Flag } from './flags.ts';

const output = (choices: string[]): Flag => ({
  flags: '-o, --output <format>',
  text: { en: 'output format', zh: '输出格式' },
  choices,
});

const fromFlag: Flag = {
  flags: '--from <path>',
  text: { en: 'plan from a recording (file, directory, .tgz or -)', zh: '根据录制内容做规划（文件、目录、.tgz 或 -）' },
  values: 'files',
};

const timeoutFlag: Flag = {
  flags: '--timeout <time>',
  text: { en: 'give up after so long (10m; 0: never)', zh: '超过该时长后放弃（如 10m；0 表示不限）' },
};

const runFlags: Flag[] = [
  timeoutFlag,
  { flags: '--plan', text: { en: 'only show what would happen', zh: '只显示将要发生什么' } },
  { flags: '-y, --yes', text: { en: 'do not ask', zh: '不再询问，直接执行' } },
  {
    flags: '--max-parallel <pods>',
    text: {
      en: 'most pods that end at once (default: as budgets allow)',
      zh: '同时终止的 Pod 上限（默认仅受 PDB 限制）',
    },
  },
  {
    flags: '--chunk-size <objects>',
    text: {
      en: 'objects in one page of a list (default: 500; 0: all)',
      zh: '每页列出的对象数（默认 500；0 表示不分页）',
    },
  },
  {
    flags: '--once',
    text: { en: 'ask for each pod once and leave what is refused', zh: '每个 Pod 只尝试一次，被拒绝的留下' },
  },
  { flags: '--keep-trying', text: { en: 'go on although a pod never goes', zh: '即使有 Pod 永远无法驱逐也继续尝试' } },
  {
    flags: '--undo-on-failure',
    text: { en: 'uncordon again when it does not come to its end', zh: '未能完成时恢复节点' },
  },
];

/** The commands of node maintenance; all but `maintenance` change the cluster. */
export const maintenanceCommands: CommandSpec[] = [
  {
    usage: 'maintenance [node]',
    text: {
      en: 'checklist of a node’s maintenance (cordon, drain, work, uncordon, verify), checked against the cluster',
      zh: '节点维护清单（封锁、排空、维护、恢复、验证），逐项对照集群检查',
    },
    flags: [fromFlag, output(['text', 'markdown', 'json', 'yaml']), ...drainChoiceFlags, ...connectionFlags],
    words: ['nodes', 'none'],
    load: async () => (await import('./commands/maintenance.ts')).maintenance,
  },
  {
    usage: 'cordon [node...]',
    text: { en: 'keep new pods off nodes, with who and why written on them', zh: '封锁节点，并记录操作人和原因' },
    flags: [nodeSelectorFlag, reasonFlag, dryRunFlag, output(['text', 'json', 'yaml']), ...connectionFlags],
    words: ['nodes'],
    load: async () => (await import('./commands/cordon.ts')).cordon,
  },
  {
    usage: 'drain [node...]',
    text: {
      en: 'plan and carry out a drain: says beforehand what never goes, why it waits, and goes on where it was stopped',
      zh: '规划并执行排空：事先指出永远无法驱逐的 Pod，说明在等什么，中断后可继续',
    },
    flags: [
      nodeSelectorFlag,
      ...drainChoiceFlags,
      ...runFlags,
      reasonFlag,
      dryRunFlag,
      fromFlag,
      output(['text', 'json', 'yaml']),
      ...connectionFlags,
    ],
    words: ['nodes'],
    load: async () => (await import('./commands/drain.ts')).drain,
  },
  {
    usage: 'uncordon [node...]',
    text: {
      en: 'give nodes back as they were before, and verify that all has recovered',
      zh: '将节点恢复到维护前的状态，并验证是否完全恢复',
    },
    flags: [nodeSelectorFlag, timeoutFlag, dryRunFlag, output(['text', 'json', 'yaml']), ...connectionFlags],
    words: ['nodes'],
    load: async () => (await import('./commands/cordon.ts')).uncordon,
  },
];
