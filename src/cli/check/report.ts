import type { Tracked } from '../../check/gate.ts';
import { refOf } from '../../check/resource.ts';
import { mergeAlike } from '../../diagnose/alike.ts';
import { inOrder } from '../../diagnose/graph.ts';
import type { CheckedTarget, Finding, Report, Verdict } from '../../model/finding.ts';
import type { ClusterReader } from '../../model/reader.ts';
import type { Text } from '../../model/text.ts';
import { age } from '../../render/age.ts';

/** How a check came to its end. */
export type Ending = 'ready' | 'failed' | 'permanent' | 'timeout' | 'interrupted';

/** What a report is made of. */
export interface Outcome {
  ending: Ending;
  tracked: Tracked[];
  /** Of those that are not ready. */
  reports: Report[];
  /** What was asked for, in the words of the command line. */
  words: string;
  notSeen: Text[];
  /** The causes for which it was given up. */
  decisive: Finding[];
  now: number;
  timeout: number;
}

const checkedOf = ({ target, state, readySince, started }: Tracked, now: number): CheckedTarget => ({
  ...refOf(target),
  state: state.kind,
  ...(state.note && { note: state.note }),
  seconds: Math.max(0, Math.round(((readySince ?? now) - started) / 1000)),
});

const once = <T>(items: T[], name: (item: T) => string): T[] => [
  ...new Map(items.map((item) => [name(item), item])).values(),
];

function noteOf({ ending, tracked, timeout, decisive }: Outcome): Text {
  const count = tracked.filter(({ state }) => state.kind === 'ready').length;
  const of = { en: `${count} of ${tracked.length} ready`, zh: `${tracked.length} 个目标就绪 ${count} 个` };
  const time = age(timeout / 1000);
  switch (ending) {
    case 'ready':
      return of;
    case 'failed':
      return { en: `${of.en}: failed for good`, zh: `${of.zh}：已失败且无法恢复` };
    case 'permanent': {
      const titles = once(decisive, ({ title }) => title.en).map(({ title }) => title);
      return {
        en: `${of.en}: stopped early, waiting cannot help: ${titles.map(({ en }) => en).join('; ')}`,
        zh: `${of.zh}：提前结束，继续等待无济于事：${titles.map(({ zh }) => zh).join('；')}`,
      };
    }
    case 'interrupted':
      return { en: `${of.en}: interrupted`, zh: `${of.zh}：已中断` };
    case 'timeout':
      return tracked.length === 0
        ? { en: `nothing to check came up within ${time}`, zh: `${time} 内没有出现任何可检查的对象` }
        : { en: `${of.en}: time ran out after ${time}`, zh: `${of.zh}：等待 ${time} 后超时` };
    default:
      return ending satisfies never;
  }
}

function verdictOf({ ending, tracked }: Outcome, findings: Report['findings']): Verdict {
  if (ending === 'ready') return 'healthy';
  const failed = ending === 'failed' || ending === 'permanent' || tracked.some(({ state }) => state.kind === 'failed');
  if (failed || findings.some(({ severity }) => severity === 'error')) return 'failing';
  return findings.some(({ severity }) => severity === 'warning') ? 'degraded' : 'progressing';
}

function targetOf({ tracked, words }: Outcome, reports: Report[], namespace: string): Report['target'] {
  const [only, ...others] = tracked;
  if (!only || others.length > 0) {
    const spaces = new Set(tracked.map(({ target }) => refOf(target).namespace));
    return { kind: 'List', namespace: spaces.size > 1 ? '' : ([...spaces][0] ?? namespace), name: words };
  }
  return reports[0]?.target.kind === only.target.resource.kind ? reports[0].target : refOf(only.target);
}

/** The one report of a check: how each target stands, and what is wrong with those that are not ready. */
export function reportOf(outcome: Outcome, reader: ClusterReader): Report {
  const { reports, tracked, now } = outcome;
  const all = once(
    reports.flatMap(({ findings }) => findings),
    ({ fingerprint, target }) => `${fingerprint} ${target.kind} ${target.namespace}/${target.name}`,
  );
  const findings = reports.length > 1 ? inOrder(mergeAlike(all)) : all;
  const { location, context } = reader;
  const [only] = reports.length === 1 ? reports : [];
  return {
    target: targetOf(outcome, reports, reader.namespace),
    verdict: verdictOf(outcome, findings),
    note: noteOf(outcome),
    checked: tracked.map((each) => checkedOf(each, now)),
    ...(only?.pods && { pods: only.pods }),
    ...(only?.nodes && { nodes: only.nodes }),
    ...(only?.ways && { ways: only.ways }),
    findings,
    coverage: once(
      reports.flatMap(({ coverage }) => coverage),
      ({ subject, scope }) => `${subject} ${scope}`,
    ),
    notSeen: once([...outcome.notSeen, ...reports.flatMap(({ notSeen }) => notSeen)], ({ en }) => en),
    server: reports[0]?.server ?? { kind: 'live', location, ...(context && { context }) },
    takenAt: reader.serverTime() ?? new Date(now).toISOString(),
  };
}
