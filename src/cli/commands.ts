import { isExaminedKind, objectKinds } from '../model/object-kinds.ts';
import type { Kind } from '../model/objects.ts';
import { resources } from '../model/resources.ts';
import type { Lang, Text } from '../model/text.ts';
import {
  checkFlags,
  connectionFlags,
  diagnosisFlags,
  namespaceFlag,
  plainOutputFlag,
  readingFlags,
  selectionFlags,
  type Flag,
  type Flags,
  type Values,
} from './flags.ts';
import type { Io } from './io.ts';
import { maintenanceCommands } from './maintenance-commands.ts';
import { scanFlags } from './scan-flags.ts';

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
  /** What shell completion offers for each positional argument; the last also for those after it. */
  words?: Values[];
  /** Loads the code of the command only when it runs, so that others start fast. */
  load: () => Promise<Handler>;
}

/** Workloads a diagnosis can begin at. */
const workloads = ['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'] as const;

/** `k8sdoctor KIND NAME`. */
function objectCommand(kind: Kind): CommandSpec {
  const { kind: singular, short } = resources[kind];
  return {
    usage: `${singular.toLowerCase()} [name]`,
    aliases: [kind, ...(short ? [short] : [])],
    text: isExaminedKind(kind)
      ? objectKinds[kind].text
      : {
          en: `diagnose a ${singular}: why its pods are missing or unwell`,
          zh: `诊断 ${singular}：它的 Pod 为何缺失或异常`,
        },
    flags: [...readingFlags, ...diagnosisFlags, ...connectionFlags],
    words: [kind, 'none'],
    load: async () => (await import('./commands/pod.ts')).object(kind),
  };
}

/** Every command. `--help` and the README's table are made from it. */
export const commands: CommandSpec[] = [
  {
    usage: 'pod [name...]',
    aliases: ['po', 'pods'],
    text: {
      en: 'diagnose pods: the root cause and its proof; NAME may be the beginning of several names',
      zh: '诊断 Pod：给出根因及其依据；名称可以是多个 Pod 名称的前缀',
    },
    flags: [...selectionFlags, ...readingFlags, ...diagnosisFlags, ...connectionFlags],
    words: ['pods'],
    load: async () => (await import('./commands/pod.ts')).pod,
  },
  ...[...workloads, ...(Object.keys(objectKinds) as Kind[])].map(objectCommand),
  {
    usage: 'check [target...]',
    text: {
      en: 'CI gate: waits until targets (deployment/web, -f manifests, -l, --all) are ready; stops early when waiting cannot help',
      zh: 'CI 门禁：等待目标（deployment/web、-f 清单、-l、--all）就绪；等待无济于事时提前结束',
    },
    flags: [...checkFlags, namespaceFlag, ...diagnosisFlags, ...connectionFlags],
    words: ['none'],
    load: async () => (await import('./commands/check.ts')).check,
  },
  {
    usage: 'scan',
    text: {
      en: 'everything wrong in a namespace or the cluster, by root cause',
      zh: '扫描命名空间或整个集群，按根因列出所有问题',
    },
    flags: scanFlags,
    words: ['none'],
    load: async () => (await import('./commands/scan.ts')).scan,
  },
  {
    usage: 'fit',
    text: {
      en: 'whether and where the pods of a manifest would land, and how many more would',
      zh: '清单中的 Pod 能否放下、会落在哪些节点、还能再放多少',
    },
    flags: [
      {
        flags: '-f, --filename <path>',
        text: { en: 'manifest: file, folder or -, repeatable', zh: '清单：文件、目录或 -，可重复' },
        values: 'files',
        many: true,
      },
      {
        flags: '--replicas <number>',
        text: { en: 'as many pods instead of what the manifest says', zh: 'Pod 数量，代替清单中的副本数' },
      },
      ...readingFlags,
      plainOutputFlag,
      ...connectionFlags,
    ],
    words: ['none'],
    load: async () => (await import('./commands/fit.ts')).fit,
  },
  ...maintenanceCommands,
  {
    usage: 'snapshot',
    text: { en: 'save a redacted recording for --from', zh: '保存脱敏后的录制内容，供 --from 使用' },
    flags: [
      ...readingFlags,
      {
        flags: '-o, --output <path>',
        text: { en: 'directory or .tgz file to write', zh: '要写入的目录或 .tgz 文件' },
        values: 'files',
      },
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
    words: ['entries', 'none'],
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  {
    usage: 'playbook [action] [target]',
    text: { en: 'list, show, lint or test playbooks', zh: '列出、查看、检查或测试 playbook（list、show、lint、test）' },
    flags: [
      { flags: '--facts', text: { en: 'list: the facts playbooks can use', zh: 'list：列出 playbook 可用的 fact' } },
    ],
    words: [['list', 'show', 'lint', 'test'], 'playbooks'],
    load: async () => (await import('./commands/playbook.ts')).playbook,
  },
  {
    usage: 'demo [name]',
    text: { en: 'diagnose recorded real clusters; no cluster needed', zh: '诊断录制的真实集群；无需集群' },
    flags: [],
    words: ['cases', 'none'],
    load: async () => (await import('./commands/demo.ts')).demo,
  },
  {
    usage: 'rbac [command...]',
    text: {
      en: 'print the least-privilege role as YAML for kubectl apply -f -',
      zh: '输出最小权限的角色（YAML，供 kubectl apply -f - 使用）',
    },
    flags: [
      namespaceFlag,
      {
        flags: '--namespaced',
        text: {
          en: 'a Role instead of a ClusterRole (-n implies it)',
          zh: '生成 Role 而不是 ClusterRole（-n 隐含此项）',
        },
      },
      {
        flags: '--service-account <namespace/name>',
        text: { en: 'also bind it to this ServiceAccount', zh: '同时绑定到该 ServiceAccount' },
      },
      {
        flags: '--name <name>',
        text: { en: 'name of the role (default: k8sdoctor)', zh: '角色的名称（默认 k8sdoctor）' },
      },
      { flags: '--no-secrets', text: { en: 'leave Secrets out', zh: '不包含 Secret' } },
      {
        flags: '--for <command>',
        text: { en: 'the same as the command as a word, repeatable', zh: '与直接写命令名相同，可重复' },
        many: true,
      },
      {
        flags: '--disable-eviction',
        text: {
          en: 'of drain: the right to delete pods instead of evicting them',
          zh: '用于 drain：授予删除 Pod 而非驱逐 Pod 的权限',
        },
      },
      { flags: '-o, --output <format>', text: { en: 'output format', zh: '输出格式' }, choices: ['yaml', 'json'] },
    ],
    words: ['readers'],
    load: async () => (await import('./commands/rbac.ts')).rbac,
  },
  {
    usage: 'completion [shell]',
    text: {
      en: 'print the shell completion for bash, zsh or fish, or for kubectl',
      zh: '输出 bash、zsh、fish 或 kubectl 的命令补全脚本',
    },
    flags: [],
    words: [['bash', 'zsh', 'fish', 'kubectl'], 'none'],
    load: async () => (await import('./commands/completion.ts')).completion,
  },
];

/** The command a person means by its name or an alias of it. */
export const commandNamed = (word: string): CommandSpec | undefined =>
  commands.find(({ usage, aliases = [] }) => usage.split(' ')[0] === word || aliases.includes(word));
