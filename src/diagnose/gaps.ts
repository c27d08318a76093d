import type { Cluster } from '../model/cluster.ts';
import type { Kind, Pod } from '../model/objects.ts';
import { podNeeds } from '../model/pod-needs.ts';
import { kindOfAlias } from '../model/resources.ts';
import type { Coverage } from '../model/snapshot.ts';
import type { Text } from '../model/text.ts';
import type { Failure } from './facts.ts';

/** The parts of the ledger that could not be read and that the diagnosis of this pod depends on. */
export function gapsFor(pod: Pod, cluster: Cluster, needs: Set<Kind | 'logs'>): Coverage[] {
  const owners = new Set(cluster.ownersOf(pod).flatMap(({ kind }) => kindOfAlias(kind) ?? []));
  if (owners.has('replicasets')) owners.add('deployments');
  return cluster.snapshot.coverage.filter(({ subject, outcome }) => {
    if (outcome === 'read') return false;
    return owners.has(subject as Kind) || (needs.has(subject) && podNeeds[subject]?.(pod) === true);
  });
}

const GAPS: Record<Exclude<Coverage['outcome'], 'read'>, Text> = {
  denied: { en: 'no right to read', zh: '没有读取权限' },
  absent: { en: 'the server has no such API', zh: '服务器没有这个 API' },
  truncated: { en: 'read in part', zh: '只读到一部分' },
  failed: { en: 'could not be read', zh: '读取失败' },
  'not-recorded': { en: 'not in the recording', zh: '录制内容中没有' },
};

const whatOf = ({ subject, scope }: Coverage): string => (scope ? `${subject} (${scope})` : subject);

/** Whose rights they are, from the server's own words (apiserver/pkg/endpoints/handlers/responsewriters/errors.go). */
const WHO = /User "([^"]+)" cannot/;

/** All that may not be read, as one: the server says the same of each. */
function deniedOf(denied: Coverage[]): Text[] {
  if (denied.length === 0) return [];
  const who = denied.map(({ detail }) => WHO.exec(detail ?? '')?.[1]).find(Boolean);
  const what = [
    ...new Set(denied.map((entry) => whatOf({ ...entry, scope: entry.scope.replace(/ ?--field-selector \S+/, '') }))),
  ];
  return [
    {
      en: `${GAPS.denied.en}${who ? ` (as ${who})` : ''}: ${what.join(', ')}; the role it takes: k8sdoctor rbac`,
      zh: `${GAPS.denied.zh}${who ? `（身份 ${who}）` : ''}：${what.join('、')}；所需角色见 k8sdoctor rbac`,
    },
  ];
}

/** What could not be looked at, worded for a person. */
export const notSeen = (coverage: Coverage[]): Text[] => [
  ...deniedOf(coverage.filter(({ outcome }) => outcome === 'denied')),
  ...coverage.flatMap((entry) => {
    const { outcome, detail } = entry;
    if (outcome === 'read' || outcome === 'denied') return [];
    const because = detail ? `: ${detail}` : '';
    const { en, zh } = GAPS[outcome];
    return [{ en: `${whatOf(entry)}: ${en}${because}`, zh: `${whatOf(entry)}：${zh}${because && `：${detail}`}` }];
  }),
];

const MOST_NAMED = 8;

/** What could not be looked at in a scan, worded for a person: all that has the same reason as one. */
export function notSeenAtLarge(coverage: Coverage[]): Text[] {
  const others = coverage.filter(({ outcome }) => outcome !== 'read' && outcome !== 'denied');
  const alike = Map.groupBy(others, ({ outcome, detail = '', scope }) =>
    outcome === 'not-recorded' ? outcome : [outcome, detail, outcome === 'failed' ? '' : scope].join('\n'),
  );
  return [
    ...deniedOf(coverage.filter(({ outcome }) => outcome === 'denied')),
    ...[...alike.values()].flatMap(([first, ...rest]): Text[] => {
      if (!first || first.outcome === 'read') return [];
      const names = [...new Set([first, ...rest].map(({ subject }) => subject))];
      const left = names.length - MOST_NAMED;
      const list = names.slice(0, MOST_NAMED).join(', ') + (left > 0 ? ` +${left}` : '');
      const what = rest.length === 0 && first.outcome !== 'not-recorded' ? whatOf(first) : list;
      const { en, zh } = GAPS[first.outcome];
      const because = first.detail ?? '';
      return [{ en: `${en}: ${what}${because && `: ${because}`}`, zh: `${zh}：${what}${because && `：${because}`}` }];
    }),
  ];
}

/** A fact that failed, worded for a person. */
export const notEvaluated = ({ fact, reason }: Failure): Text => ({
  en: `${fact} could not be evaluated (${reason}); please report it with the output of -v`,
  zh: `${fact} 无法求值（${reason}）；请附上 -v 的输出反馈此问题`,
});
