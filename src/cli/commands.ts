import type { Lang, Text } from '../model/text.ts';
import { connectionFlags, diagnosisFlags, readingFlags, type Flag, type Flags } from './flags.ts';
import type { Io } from './io.ts';

/** What a command is given beside its words and flags. */
export interface Context {
  lang: Lang;
  io: Io;
}

/** Runs a command and gives its exit code. */
export type Handler = (words: string[], flags: Flags, context: Context) => Promise<number>;

/** One line of the argument table. */
export interface CommandSpec {
  /** The command and its positional arguments, in commander's notation. */
  usage: string;
  aliases?: string[];
  text: Text;
  flags: Flag[];
  /** Loads the code of the command only when it runs, so that others start fast. */
  load: () => Promise<Handler>;
}

/** Every command. `--help` and the README's table are made from it. */
export const commands: CommandSpec[] = [
  {
    usage: 'pod [name]',
    aliases: ['po', 'pods'],
    text: { en: 'diagnose a pod: the root cause and its proof', zh: '诊断 Pod：给出根因及其依据' },
    flags: [...readingFlags, ...diagnosisFlags, ...connectionFlags],
    load: async () => (await import('./commands/pod.ts')).pod,
  },
  {
    usage: 'snapshot',
    text: { en: 'save a redacted recording for --from', zh: '保存脱敏后的录制内容，供 --from 使用' },
    flags: [
      ...readingFlags,
      { flags: '-o, --output <path>', text: { en: 'directory or .tgz file to write', zh: '要写入的目录或 .tgz 文件' } },
      { flags: '-A, --all-namespaces', text: { en: 'all namespaces', zh: '所有命名空间' } },
      ...connectionFlags,
    ],
    load: async () => (await import('./commands/snapshot.ts')).snapshot,
  },
  {
    usage: 'explain [word...]',
    text: {
      en: 'what a status, reason, exit code or finding id means; offline',
      zh: '解释状态、原因、退出码或诊断编号；可离线使用',
    },
    flags: [],
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  {
    usage: 'playbook [action] [target]',
    text: { en: 'list, show, lint or test playbooks', zh: '列出、查看、检查或测试 playbook（list、show、lint、test）' },
    flags: [
      { flags: '--facts', text: { en: 'list: the facts playbooks can use', zh: 'list：列出 playbook 可用的 fact' } },
    ],
    load: async () => (await import('./commands/playbook.ts')).playbook,
  },
  {
    usage: 'demo [name]',
    text: { en: 'diagnose recorded real clusters; no cluster needed', zh: '诊断录制的真实集群；无需集群' },
    flags: [],
    load: async () => (await import('./commands/demo.ts')).demo,
  },
];
