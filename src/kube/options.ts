import { DoctorError } from '../model/error.ts';

/** One finished request, for -v. */
export interface RequestTrace {
  method: string;
  path: string;
  /** The HTTP status, or the code of the failed connection. */
  status: number | string;
  milliseconds: number;
  /** Size of the answer's body, unpacked. */
  bytes: number;
}

/** kubectl's connection flags. */
export interface ConnectOptions {
  kubeconfig?: string;
  context?: string;
  cluster?: string;
  user?: string;
  server?: string;
  token?: string;
  namespace?: string;
  as?: string;
  asGroup?: string[];
  asUid?: string;
  /** `30s`, `2m`, or seconds; absent or 0: 30 seconds. */
  requestTimeout?: string;
  insecureSkipTlsVerify?: boolean;
  /** Told of every request when it has ended. */
  onRequest?: (trace: RequestTrace) => void;
  /** The environment: KUBECONFIG, HOME, proxies; the process's own when absent. */
  env?: Record<string, string | undefined>;
  /** Where a pod's service account is mounted, when it is not the usual place. */
  serviceAccount?: string;
  /** This machine's clock in milliseconds; tests give their own. */
  now?: () => number;
  /** How to wait between two tries; tests give their own. */
  sleep?: (milliseconds: number) => Promise<void>;
}

const UNIT: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** kubectl waits without end by default; a diagnosis must not. */
const DEFAULT_TIMEOUT = 30_000;
/** Node's timers hold 31 bits. */
const LONGEST = 2_147_483_647;

/** The time one request may take with all its tries, in milliseconds, from kubectl's `--request-timeout`. */
export function parseTimeout(value: string | undefined): number {
  const word = value?.trim();
  if (!word || /^0(?:ms|s|m|h)?$/.test(word)) return DEFAULT_TIMEOUT;
  if (/^\d{1,9}$/.test(word)) return Math.min(Number(word) * 1000, LONGEST);
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h))+$/.test(word)) {
    throw new DoctorError(
      'usage',
      { en: `--request-timeout ${value}: not a duration`, zh: `--request-timeout ${value}：不是有效的时长` },
      { hint: { en: 'write 30s, 2m or a number of seconds', zh: '请写成 30s、2m 或秒数' } },
    );
  }
  let total = 0;
  for (const [, amount = '0', unit = 's'] of word.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    total += Number(amount) * (UNIT[unit] ?? 0);
  return Math.min(total, LONGEST) || DEFAULT_TIMEOUT;
}
