import type { Ref, Severity } from './finding.ts';

/** A cause as a baseline remembers it. */
export interface KnownFinding {
  fingerprint: string;
  id: string;
  severity: Severity;
  target: Ref;
  /** The headline, in English. */
  title: string;
}

/** A cause that the ignore file took out of a report. */
export interface IgnoredFinding extends KnownFinding {
  reason: string;
  /** The day from which it is told again. */
  expires?: string;
}

/** An entry of the ignore file that no longer applies. */
export interface ExpiredRule {
  rule: string;
  reason: string;
  expires: string;
}

/** What a baseline and an ignore file did to a report. */
export interface Filtered {
  /** With `--only-new`: how many root causes are known already and not told. */
  known?: number;
  /** With `--only-new`: those of the baseline that are not found any more. */
  gone?: KnownFinding[];
  ignored?: IgnoredFinding[];
  expired?: ExpiredRule[];
}
