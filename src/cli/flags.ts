import type { Command, Option } from 'commander';
import type { Kind } from '../model/objects.ts';
import type { Lang, Text } from '../model/text.ts';
import type { Format, PlainFormat } from '../render/options.ts';
import type { FailOn } from './exit-codes.ts';

/** What shell completion offers as a value: one of these words, names of a kind, or what is found elsewhere. */
export type Values =
  | string[]
  | 'files'
  | 'folders'
  | Kind
  | 'contexts'
  | 'clusters'
  | 'users'
  | 'causes'
  | 'entries'
  | 'playbooks'
  | 'cases'
  | 'readers'
  | 'none';

/** One flag of the argument table: kubectl's spelling, what it does, and its choices. */
export interface Flag {
  flags: string;
  text: Text;
  choices?: string[];
  /** What shell completion offers beside `choices`. */
  values?: Values;
  /** What it means alone: a value is then only taken after `=`, as by kubectl, and the next word is none. */
  alone?: string;
  /** May be given several times; values are gathered. */
  many?: boolean;
}

/** kubectl's connection flags. */
export const connectionFlags: Flag[] = [
  {
    flags: '--kubeconfig <path>',
    text: { en: 'kubeconfig file to use', zh: '要使用的 kubeconfig 文件' },
    values: 'files',
  },
  {
    flags: '--context <name>',
    text: { en: 'kubeconfig context to use', zh: '要使用的 kubeconfig 上下文' },
    values: 'contexts',
  },
  {
    flags: '--cluster <name>',
    text: { en: 'kubeconfig cluster to use', zh: '要使用的 kubeconfig 集群' },
    values: 'clusters',
  },
  { flags: '--user <name>', text: { en: 'kubeconfig user to use', zh: '要使用的 kubeconfig 用户' }, values: 'users' },
  { flags: '-s, --server <url>', text: { en: 'address of the API server', zh: 'API server 的地址' } },
  { flags: '--token <token>', text: { en: 'bearer token for the API server', zh: '访问 API server 的 bearer token' } },
  { flags: '--as <user>', text: { en: 'user to impersonate', zh: '要模拟的用户' } },
  {
    flags: '--as-group <group>',
    text: { en: 'group to impersonate, repeatable', zh: '要模拟的用户组，可重复' },
    many: true,
  },
  {
    flags: '--request-timeout <time>',
    text: { en: 'longest wait for one request (10s, 2m)', zh: '单个请求的最长等待时间（10s、2m）' },
  },
  {
    flags: '--insecure-skip-tls-verify',
    text: { en: "do not check the server's certificate", zh: '不校验服务器证书' },
  },
];

/** kubectl's `-n`. */
export const namespaceFlag: Flag = {
  flags: '-n, --namespace <name>',
  text: { en: 'namespace', zh: '命名空间' },
  values: 'namespaces',
};

/** Flags of every command that reads a cluster or a recording. */
export const readingFlags: Flag[] = [
  namespaceFlag,
  {
    flags: '--from <path>',
    text: {
      en: 'read a recording (file, directory, .tgz or -) instead of a cluster',
      zh: '读取录制内容（文件、目录、.tgz 或 -），不访问集群',
    },
    values: 'files',
  },
];

/** Flags that choose several pods. */
export const selectionFlags: Flag[] = [
  {
    flags: '-l, --selector <selector>',
    text: { en: 'pods with these labels (app=web,tier in (a,b))', zh: '按标签选择 Pod（app=web,tier in (a,b)）' },
  },
  { flags: '--all', text: { en: 'all pods of the namespace', zh: '该命名空间的全部 Pod' } },
];

const PLAIN_FORMATS: PlainFormat[] = ['text', 'wide', 'json', 'yaml', 'markdown'];

/** In which form a result is printed that is no report. */
export const plainOutputFlag: Flag = {
  flags: '-o, --output <format>',
  text: { en: 'output format; wide: a row for every node', zh: '输出格式；wide 逐个列出节点' },
  choices: PLAIN_FORMATS,
};

/** The format of a result that is no report: the argument table lets no other through. */
export const plainFormat = ({ output }: Flags): PlainFormat =>
  PLAIN_FORMATS.find((format) => format === output) ?? 'text';

/** What `check` waits for, and how long. */
export const checkFlags: Flag[] = [
  {
    flags: '-f, --filename <path>',
    text: { en: 'the objects of manifests: file, folder or -, repeatable', zh: '清单中的对象：文件、目录或 -，可重复' },
    values: 'files',
    many: true,
  },
  {
    flags: '-l, --selector <selector>',
    text: { en: 'everything of the namespace with these labels', zh: '该命名空间中带这些标签的全部对象' },
  },
  { flags: '--all', text: { en: 'everything of the namespace', zh: '该命名空间中的全部对象' } },
  {
    flags: '--timeout <time>',
    text: { en: 'how long to wait (default: 5m); 0: look once', zh: '最长等待时间（默认 5m）；0 表示只看一次' },
  },
  {
    flags: '--stable-for <time>',
    text: {
      en: 'how long all must stay ready without a restart (default: 10s)',
      zh: '全部就绪且无重启须持续的时间（默认 10s）',
    },
  },
  {
    flags: '--capture <path>',
    text: {
      en: 'on failure save a redacted snapshot with logs: directory or .tgz',
      zh: '失败时保存含日志的脱敏快照：目录或 .tgz',
    },
    values: 'files',
  },
];

/** In which form a report is printed. */
export const outputFlag: Flag = {
  flags: '-o, --output <format>',
  text: {
    en: 'output format; wide: a row for every node; the last three are for CI',
    zh: '输出格式；wide 逐个列出节点；后三种用于 CI',
  },
  choices: [...PLAIN_FORMATS, 'junit', 'sarif', 'github'],
};

/** Flags of every command that diagnoses. */
export const diagnosisFlags: Flag[] = [
  outputFlag,
  {
    flags: '--playbooks <dir>',
    text: { en: 'add playbooks of your own, repeatable', zh: '加入自己的 playbook 目录，可重复' },
    values: 'folders',
    many: true,
  },
  {
    flags: '--only <id>',
    text: {
      en: 'only this cause or symptom (crash-loop, pending/*), repeatable; explain lists them',
      zh: '只检查该原因或症状（crash-loop、pending/*），可重复；explain 可列出全部',
    },
    values: 'causes',
    many: true,
  },
  {
    flags: '--skip <id>',
    text: { en: 'leave this cause or symptom out, repeatable', zh: '跳过该原因或症状，可重复' },
    values: 'causes',
    many: true,
  },
  {
    flags: '--fail-on <severity>',
    text: { en: 'exit with 1 from this severity on (default: error)', zh: '达到该级别时以 1 退出（默认 error）' },
    choices: ['error', 'warning', 'info', 'never'],
  },
];

/** Flags of every command. */
export const commonFlags: Flag[] = [
  {
    flags: '--lang <lang>',
    text: { en: 'language (default: from the locale)', zh: '语言（默认取自系统区域设置）' },
    choices: ['en', 'zh'],
  },
  {
    flags: '--color <when>',
    text: { en: 'colour (default: auto)', zh: '颜色（默认 auto）' },
    choices: ['auto', 'always', 'never'],
  },
  { flags: '-q, --quiet', text: { en: 'no output but the exit code', zh: '不输出内容，只返回退出码' } },
  {
    flags: '-v, --verbose',
    text: { en: 'show the requests made, and stacks of errors', zh: '显示发出的请求以及错误的调用栈' },
  },
];

/** The parsed flags of a run, by commander's camel-cased names. */
export interface Flags {
  kubeconfig?: string;
  context?: string;
  cluster?: string;
  user?: string;
  server?: string;
  token?: string;
  as?: string;
  asGroup?: string[];
  requestTimeout?: string;
  insecureSkipTlsVerify?: boolean;
  namespace?: string;
  selector?: string;
  all?: boolean;
  from?: string;
  output?: Format;
  playbooks?: string[];
  only?: string[];
  skip?: string[];
  failOn?: FailOn;
  lang?: Lang;
  color?: 'auto' | 'always' | 'never';
  quiet?: boolean;
  verbose?: boolean;
}

const gather = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

/** Adds flags of the table to a command. */
export function addFlags(
  command: Command,
  flags: Flag[],
  lang: Lang,
  makeOption: (flags: string, text: string) => Option,
): void {
  for (const { flags: spelling, text, choices, many } of flags) {
    const option = makeOption(spelling, text[lang]);
    if (choices) option.choices(choices);
    if (many) option.argParser(gather);
    command.addOption(option);
  }
}
