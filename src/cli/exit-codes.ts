import type { ErrorCode } from '../model/error.ts';
import type { Report, Severity } from '../model/finding.ts';

/** Exit codes, the same for every command. */
export const EXIT = { clean: 0, findings: 1, usage: 2, unreadable: 3, timeout: 4, interrupted: 130 } as const;

/** The exit code each kind of error leads to. */
export const exitCodeOf: Record<ErrorCode, number> = {
  usage: EXIT.usage,
  input: EXIT.usage,
  playbook: EXIT.usage,
  kubeconfig: EXIT.usage,
  'not-found': EXIT.usage,
  unauthorized: EXIT.unreadable,
  denied: EXIT.unreadable,
  unreachable: EXIT.unreadable,
  server: EXIT.unreadable,
  bug: EXIT.unreadable,
};

/** The severities from which a run counts as failed. */
export type FailOn = Severity | 'never';

const AT_LEAST: Record<FailOn, Severity[]> = {
  error: ['error'],
  warning: ['error', 'warning'],
  info: ['error', 'warning', 'info'],
  never: [],
};

/**
 * The exit code of a diagnosis: findings at or above the threshold, or a target that is wrong for a reason nobody could
 * see, are 1; when that reason may hide behind something unreadable it is 3.
 */
export function exitCodeFor({ findings, verdict, notSeen, unexplained }: Report, failOn: FailOn): number {
  if (failOn === 'never') return EXIT.clean;
  if (findings.some(({ severity }) => AT_LEAST[failOn].includes(severity))) return EXIT.findings;
  if (verdict === 'unknown' && unexplained) return notSeen.length > 0 ? EXIT.unreadable : EXIT.findings;
  return EXIT.clean;
}
