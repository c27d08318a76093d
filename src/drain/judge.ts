import type { Fate, Judged } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import type { DrainRule, RuleContext } from './rule.ts';
import { daemonset } from './rules/daemonset.ts';
import { localStorage } from './rules/local-storage.ts';
import { mirror } from './rules/mirror.ts';
import { skipDeleted } from './rules/skip-deleted.ts';
import { unmanaged } from './rules/unmanaged.ts';

/**
 * The rules in kubectl's order. One that skips a pod ends the matter, and so does `alone` where it blocks: with the flag the pod would
 * stay anyway, so what later rules hold against its eviction is beside the point.
 */
const RULES: (DrainRule & { alone?: boolean })[] = [
  skipDeleted,
  { ...daemonset, alone: true },
  mirror,
  localStorage,
  unmanaged,
];

/** What is to happen to a pod: unlike kubectl, which stops at the first, all blockers and all warnings are told. */
export function judge(pod: Pod, context: RuleContext): Fate {
  const warnings: Judged<'warn'>[] = [];
  const by: Judged<'blocked'>[] = [];
  for (const rule of RULES) {
    const judgement = rule.judge(pod, context);
    if (judgement.kind === 'skip') return { kind: 'skip', why: judgement.why, rule: rule.id };
    if (judgement.kind === 'warn') warnings.push({ ...judgement, rule: rule.id });
    if (judgement.kind === 'blocked') {
      by.push({ ...judgement, rule: rule.id });
      if (rule.alone && judgement.flag === '--ignore-daemonsets') break;
    }
  }
  return by.length > 0 ? { kind: 'blocked', by, warnings } : { kind: 'evict', warnings };
}
