import { DoctorError } from '../model/error.ts';
import { connectionFlags, diagnosisFlags, readingFlags, type Flag, type Flags } from './flags.ts';
import { refuseBoth } from './source.ts';

/** The flags of `scan` as they are parsed. */
export interface ScanFlags extends Flags {
  allNamespaces?: boolean;
  maxLogs?: string;
  saveBaseline?: string;
  onlyNew?: string;
  ignoreFile?: string;
  contexts?: string;
  watch?: boolean;
  interval?: string;
}

/** The flags of `scan`. */
export const scanFlags: Flag[] = [
  { flags: '-A, --all-namespaces', text: { en: 'all namespaces', zh: '所有命名空间' } },
  ...readingFlags,
  ...diagnosisFlags,
  {
    flags: '--max-logs <number>',
    text: { en: 'read at most so many container logs (default: 50)', zh: '最多读取的容器日志份数（默认 50）' },
  },
  {
    flags: '--save-baseline <file>',
    text: { en: 'write down what is found, for --only-new', zh: '把发现的问题记入基线文件，供 --only-new 使用' },
    values: 'files',
  },
  {
    flags: '--only-new <file>',
    text: { en: 'tell only what is not in this baseline', zh: '只报告该基线中没有的问题' },
    values: 'files',
  },
  {
    flags: '--ignore-file <file>',
    text: {
      en: 'causes to leave out, with reasons (default: .k8sdoctor-ignore.yaml)',
      zh: '要忽略的问题及理由（默认 .k8sdoctor-ignore.yaml）',
    },
    values: 'files',
  },
  {
    flags: '--contexts <names>',
    text: {
      en: 'several clusters, by kubeconfig contexts with commas between',
      zh: '多个集群：以逗号分隔的 kubeconfig 上下文',
    },
    values: 'contexts',
  },
  { flags: '-w, --watch', text: { en: 'go on, and tell what changes', zh: '持续扫描，只报告变化' } },
  {
    flags: '--interval <time>',
    text: {
      en: 'with --watch: time between two scans (default: 30s)',
      zh: '与 --watch 合用：两次扫描的间隔（默认 30s）',
    },
  },
  ...connectionFlags,
];

/** A scan as it was asked for. */
export interface ScanChoice {
  all: boolean;
  maxLogs: number;
  /** The contexts to scan; empty: the one that the other flags name. */
  contexts: string[];
  /** Milliseconds between two scans of --watch. */
  interval: number;
}

const refuse = (en: string, zh: string, hint: { en: string; zh: string }): never => {
  throw new DoctorError('usage', { en, zh }, { hint });
};

const MOST_LOGS = 50;

function maxLogsOf({ maxLogs }: ScanFlags): number {
  if (maxLogs === undefined) return MOST_LOGS;
  if (/^\d{1,5}$/.test(maxLogs)) return Number(maxLogs);
  return refuse(`--max-logs ${maxLogs}: not a number`, `--max-logs ${maxLogs}：不是数字`, {
    en: 'a whole number; 0 reads no logs',
    zh: '请给出整数；0 表示不读日志',
  });
}

const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 };
const LEAST_INTERVAL = 5000;

function intervalOf({ interval = '30s' }: ScanFlags): number {
  const [, amount, unit = 's'] = /^(\d{1,5})([smh])?$/.exec(interval) ?? [];
  const milliseconds = Number(amount) * (UNITS[unit] ?? 0);
  if (milliseconds >= LEAST_INTERVAL) return milliseconds;
  return refuse(`--interval ${interval}: not a time of 5s or more`, `--interval ${interval}：不是 5s 以上的时间`, {
    en: 'write 30s, 5m or 1h; each scan reads the whole cluster',
    zh: '请写成 30s、5m 或 1h；每次扫描都会读取整个集群',
  });
}

/** Pairs of flags that contradict each other. */
function refusePairs(flags: ScanFlags): void {
  const pairs: [keyof ScanFlags, string, keyof ScanFlags, string][] = [
    ['allNamespaces', '-A', 'namespace', '-n'],
    ['from', '--from', 'contexts', '--contexts'],
    ['from', '--from', 'watch', '--watch'],
    ['context', '--context', 'contexts', '--contexts'],
    ['contexts', '--contexts', 'saveBaseline', '--save-baseline'],
    ['contexts', '--contexts', 'watch', '--watch'],
    ['watch', '--watch', 'saveBaseline', '--save-baseline'],
  ];
  for (const [a, one, b, other] of pairs) {
    if (flags[a] && flags[b]) {
      refuse(`${one} and ${other} exclude each other`, `${one} 与 ${other} 不能同时使用`, {
        en: 'leave one of them out',
        zh: '请去掉其中一个',
      });
    }
  }
}

/** What the flags ask for. Throws DoctorError for what makes no sense. */
export function scanChoiceOf(flags: ScanFlags): ScanChoice {
  refusePairs(flags);
  refuseBoth(flags);
  const contexts = [...new Set((flags.contexts ?? '').split(',').map((name) => name.trim()))].filter(Boolean);
  if (flags.contexts !== undefined && contexts.length === 0) {
    refuse('--contexts names none', '--contexts 中没有名称', {
      en: 'kubectl config get-contexts lists them',
      zh: '可用 kubectl config get-contexts 列出',
    });
  }
  return { all: flags.allNamespaces ?? false, maxLogs: maxLogsOf(flags), contexts, interval: intervalOf(flags) };
}
