import type { ExpiredRule, Filtered, IgnoredFinding, KnownFinding } from '../model/filtered.ts';
import type { Finding, Ref, Report } from '../model/finding.ts';
import { parseTime } from '../model/time.ts';
import { covers } from './choose.ts';

/** An entry of an ignore file: what it is about, why, and until when. */
export interface IgnoreRule {
  /** Id or pattern: `image-pull/*`. */
  id?: string;
  fingerprint?: string;
  /** Name or pattern: `dev-*`. */
  namespace?: string;
  /** Kind and name or pattern: `deployment/web-*`. */
  target?: string;
  reason: string;
  /** The day from which it no longer applies: 2026-12-31. */
  expires?: string;
}

/** A finding as a baseline remembers it. */
export const knownOf = ({ fingerprint, id, severity, target, title }: Finding): KnownFinding => ({
  fingerprint,
  id,
  severity,
  target: { kind: target.kind, namespace: target.namespace, name: target.name },
  title: title.en,
});

const about = (refs: Ref[], pattern: string): boolean =>
  refs.some(({ kind, name }) => covers(pattern.toLowerCase(), `${kind}/${name}`.toLowerCase()));

/** Whether a rule is about a finding, with every object that it was found on. */
function applies(rule: IgnoreRule, { id, fingerprint, target, targets = [target], owner, affected }: Finding): boolean {
  if (rule.fingerprint !== undefined && rule.fingerprint !== fingerprint) return false;
  if (rule.id !== undefined && !covers(rule.id, id)) return false;
  const { namespace, target: pattern } = rule;
  if (namespace !== undefined && !targets.every((ref) => covers(namespace, ref.namespace))) return false;
  if (pattern === undefined) return true;
  const workloads: Ref[] = affected?.by ?? (owner ? [owner] : []);
  const isAll = workloads.length > 0 && (affected?.workloads ?? 1) === workloads.length;
  return targets.every((ref) => about([ref], pattern)) || (isAll && workloads.every((ref) => about([ref], pattern)));
}

/** The findings without some root causes and all that these explain. */
function without(findings: Finding[], hidden: Set<string>): Finding[] {
  const byFingerprint = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  const isHidden = (finding: Finding | undefined, depth = 0): boolean =>
    finding !== undefined &&
    depth < 20 &&
    (hidden.has(finding.fingerprint) ||
      (finding.explainedBy !== undefined && isHidden(byFingerprint.get(finding.explainedBy), depth + 1)));
  const kept = findings.filter((finding) => !isHidden(finding));
  const left = new Set(kept.map(({ fingerprint }) => fingerprint));
  return kept.map((finding) => ({ ...finding, explains: finding.explains.filter((one) => left.has(one)) }));
}

/** The verdict on what is left: what was hidden on purpose counts no more. */
function judgedAgain(report: Report, findings: Finding[]): Pick<Report, 'verdict'> {
  if (findings.length === report.findings.length) return { verdict: report.verdict };
  if (findings.some(({ severity }) => severity === 'error')) return { verdict: 'failing' };
  if (findings.some(({ severity }) => severity === 'warning')) return { verdict: 'degraded' };
  if (report.unexplained) return { verdict: 'unknown' };
  return { verdict: ['failing', 'degraded'].includes(report.verdict) ? 'healthy' : report.verdict };
}

const filteredBy = (report: Report, hidden: Set<string>, told: Filtered): Report => {
  const findings = hidden.size > 0 ? without(report.findings, hidden) : report.findings;
  return { ...report, ...judgedAgain(report, findings), findings, filtered: { ...report.filtered, ...told } };
};

const isOver = ({ expires }: IgnoreRule, now: number): boolean =>
  expires !== undefined && (parseTime(`${expires}T00:00:00Z`) ?? Infinity) <= now;

const wordsOf = ({ id, fingerprint, namespace, target }: IgnoreRule): string =>
  [id ?? fingerprint, namespace && `-n ${namespace}`, target].filter(Boolean).join(' ');

/** A report without what an ignore file names, and with what it took out. Expired entries only make a remark. */
export function ignoring(report: Report, rules: IgnoreRule[]): Report {
  const now = parseTime(report.takenAt) ?? 0;
  const expired = rules.filter((rule) => isOver(rule, now));
  const valid = rules.filter((rule) => !isOver(rule, now));
  const ignored = report.findings.flatMap((finding): IgnoredFinding[] => {
    const rule = valid.find((one) => applies(one, finding));
    if (!rule) return [];
    return [{ ...knownOf(finding), reason: rule.reason, ...(rule.expires && { expires: rule.expires }) }];
  });
  return filteredBy(report, new Set(ignored.map(({ fingerprint }) => fingerprint)), {
    ignored,
    expired: expired.map((rule): ExpiredRule => ({
      rule: wordsOf(rule),
      reason: rule.reason,
      expires: rule.expires ?? '',
    })),
  });
}

/** A report with only what a baseline does not know, and with what of it is gone. */
export function onlyNew(report: Report, baseline: KnownFinding[]): Report {
  const before = new Set(baseline.map(({ fingerprint }) => fingerprint));
  const now = new Set(report.findings.map(({ fingerprint }) => fingerprint));
  const hidden = report.findings.filter(({ fingerprint }) => before.has(fingerprint));
  return filteredBy(report, new Set(hidden.map(({ fingerprint }) => fingerprint)), {
    known: hidden.filter(({ explainedBy, severity }) => !explainedBy && severity !== 'info').length,
    gone: baseline.filter(({ fingerprint, severity }) => severity !== 'info' && !now.has(fingerprint)),
  });
}
