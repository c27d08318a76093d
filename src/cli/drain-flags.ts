import type { DrainFlags } from '../model/drain-plan.ts';
import { DoctorError } from '../model/error.ts';
import type { Node } from '../model/objects.ts';
import { matchesLabels, parseSelector } from '../model/selector.ts';
import type { Flag, Flags } from './flags.ts';

/** The flags of `cordon`, `drain`, `uncordon` and `maintenance` beside those of every command, by commander's names. */
export type MaintenanceFlags = Omit<Flags, 'output'> & {
  output?: 'text' | 'json' | 'yaml' | 'markdown';
  ignoreDaemonsets?: boolean;
  deleteEmptydirData?: boolean;
  force?: boolean;
  disableEviction?: boolean;
  gracePeriod?: string;
  timeout?: string;
  podSelector?: string;
  skipWaitForDeleteTimeout?: string;
  dryRun?: string;
  maxParallel?: string;
  chunkSize?: string;
  once?: boolean;
  keepTrying?: boolean;
  undoOnFailure?: boolean;
  reason?: string;
  plan?: boolean;
  yes?: boolean;
};

/** Nodes by label, as kubectl takes them. */
export const nodeSelectorFlag: Flag = {
  flags: '-l, --selector <selector>',
  text: { en: 'nodes with these labels', zh: '按标签选择节点' },
};

/** Why a node is maintained, for whoever looks at it next. */
export const reasonFlag: Flag = {
  flags: '--reason <text>',
  text: { en: 'why, written on the node', zh: '原因，会记录在节点上' },
};

/** kubectl's dry run. */
export const dryRunFlag: Flag = {
  flags: '--dry-run [how]',
  alone: 'client',
  text: {
    en: 'client: only plan; server: ask the API server without changing anything',
    zh: 'client：只做规划；server：请求 API server 但不做改动',
  },
};

/** kubectl drain's flags that choose what goes. */
export const drainChoiceFlags: Flag[] = [
  {
    flags: '--ignore-daemonsets',
    text: { en: 'leave pods of DaemonSets where they are', zh: '保留 DaemonSet 的 Pod' },
  },
  {
    flags: '--delete-emptydir-data',
    text: { en: 'also pods whose emptyDir data is lost by it', zh: '同时驱逐使用 emptyDir 的 Pod（数据会丢失）' },
  },
  {
    flags: '--force',
    text: {
      en: 'also pods without a controller, which nothing makes again',
      zh: '同时驱逐没有控制器的 Pod（不会重建）',
    },
  },
  {
    flags: '--disable-eviction',
    text: {
      en: 'delete instead of evict: PodDisruptionBudgets are bypassed',
      zh: '用删除代替驱逐：绕过 PodDisruptionBudget',
    },
  },
  { flags: '--pod-selector <selector>', text: { en: 'only pods with these labels', zh: '只处理带这些标签的 Pod' } },
  {
    flags: '--grace-period <seconds>',
    text: {
      en: "seconds each pod gets to end (default: the pod's own)",
      zh: '每个 Pod 的终止宽限秒数（默认取 Pod 自身设置）',
    },
  },
  {
    flags: '--skip-wait-for-delete-timeout <seconds>',
    text: { en: 'do not wait for pods that have been terminating for longer', zh: '不再等待终止时间超过该秒数的 Pod' },
  },
];

const usage = (flag: string, value: string, example: string): DoctorError =>
  new DoctorError(
    'usage',
    { en: `${flag} ${value}: not understood`, zh: `${flag} ${value}：无法识别` },
    { hint: { en: `for example ${flag} ${example}`, zh: `例如 ${flag} ${example}` } },
  );

/** A whole number from the command line. */
export function wholeNumber(flag: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^-?\d{1,9}$/.test(value)) throw usage(flag, value, '30');
  return Number(value);
}

const UNIT: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration as kubectl takes it (`0s`, `90s`, `1h30m`, seconds); 0 is without end. */
export function duration(flag: string, value: string | undefined): number {
  if (value === undefined) return 0;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  if (!/^(?:\d{1,6}(?:\.\d{1,6})?(?:ms|s|m|h))+$/.test(value)) throw usage(flag, value, '10m');
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.reduce((sum, [, amount = '0', unit = 's']) => sum + Number(amount) * (UNIT[unit] ?? 0), 0);
}

/** The words of Go's strconv.ParseBool, which kubectl still takes. */
const YES = new Set(['client', '1', 't', 'T', 'true', 'TRUE', 'True']);
const NO = new Set(['none', '0', 'f', 'F', 'false', 'FALSE', 'False']);

/** What kind of dry run is asked for; as in kubectl, the flag alone means client. Source: kubectl, GetDryRunStrategy. */
export function dryRunOf({ dryRun = 'none' }: MaintenanceFlags): 'none' | 'client' | 'server' {
  if (NO.has(dryRun)) return 'none';
  if (YES.has(dryRun)) return 'client';
  if (dryRun === 'server') return 'server';
  throw usage('--dry-run', dryRun, 'server');
}

/** kubectl drain's flags as a plan takes them. */
export function drainFlagsOf(flags: MaintenanceFlags): DrainFlags {
  const grace = wholeNumber('--grace-period', flags.gracePeriod);
  const timeout = duration('--timeout', flags.timeout) / 1000;
  if (flags.podSelector) parseSelector(flags.podSelector);
  return {
    ignoreDaemonsets: flags.ignoreDaemonsets ?? false,
    deleteEmptydirData: flags.deleteEmptydirData ?? false,
    force: flags.force ?? false,
    disableEviction: flags.disableEviction ?? false,
    skipWaitForDeleteTimeout: wholeNumber('--skip-wait-for-delete-timeout', flags.skipWaitForDeleteTimeout) ?? 0,
    ...(flags.podSelector && { podSelector: flags.podSelector }),
    ...(grace !== undefined && grace >= 0 && { gracePeriod: grace }),
    ...(timeout > 0 && { timeout }),
  };
}

/** The nodes that names or a selector choose. */
export function nodesChosen(words: string[], { selector }: MaintenanceFlags, all: () => Node[]): string[] {
  const names = [...new Set(words.map((word) => word.replace(/^(?:no|nodes?)\//i, '')))];
  if (names.length > 0 && selector === undefined) return names;
  if (names.length > 0 || selector === undefined) {
    throw new DoctorError(
      'usage',
      names.length > 0
        ? { en: 'names and -l exclude each other', zh: '名称与 -l 不能同时使用' }
        : { en: 'which node? give its name', zh: '哪个节点？请给出名称' },
      { hint: { en: 'kubectl get nodes lists them', zh: '可用 kubectl get nodes 列出' } },
    );
  }
  const wanted = parseSelector(selector);
  const found = all().filter(({ metadata }) => matchesLabels(wanted, metadata.labels));
  if (found.length > 0) return found.map(({ metadata }) => metadata.name);
  throw new DoctorError('not-found', { en: `no node has labels ${selector}`, zh: `没有节点带标签 ${selector}` });
}

/** Refuses words and flags that cannot choose nodes, before anything is read. */
export function checkNodes(words: string[], flags: MaintenanceFlags): void {
  if (flags.selector !== undefined && words.length === 0) parseSelector(flags.selector);
  else nodesChosen(words, flags, () => []);
}
