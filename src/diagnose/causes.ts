import type { Cluster } from '../model/cluster.ts';
import type { Finding, Ref } from '../model/finding.ts';
import type { Playbook } from '../model/playbook.ts';
import type { Match } from './match.ts';

/** One root cause or consequence of a scan, with all that it was found on. */
export interface Cause {
  finding: Finding;
  /** What stands for itself here: those of the same cause that something else explains count there. */
  members: Match[];
}

const SURE = { high: 0, medium: 1, low: 2 } as const;

const keyOf = ({ kind, namespace, name }: Ref): string => `${kind}/${namespace}/${name}`;

const surestFirst = (a: Match, b: Match): number =>
  Number(a.borrowed ?? false) - Number(b.borrowed ?? false) ||
  SURE[a.finding.confidence] - SURE[b.finding.confidence] ||
  (keyOf(a.finding.target) < keyOf(b.finding.target) ? -1 : 1);

/** Whether the log of the container was read, whatever it said. */
const isHeard = ({ finding: { target, container = '' } }: Match, cluster: Cluster): boolean => {
  const pod = target.kind === 'Pod' ? cluster.find('pods', target.namespace, target.name) : undefined;
  return pod === undefined || [true, false].some((last) => cluster.log(pod, container, last)?.text !== undefined);
};

/**
 * Of many replicas the logs of few are read. Those not heard fail as the heard ones of their workload do, as far as is seen: they
 * take their cause over instead of having a vaguer one of their own.
 */
export function spoken(matches: Match[], byLog: Set<Playbook>, cluster: Cluster): Match[] {
  const placeOf = ({ playbook, row, finding }: Match): string =>
    [playbook.symptom, playbook.fact, keyOf(finding.owner ?? finding.target), finding.container, row['exitCode']].join(
      '\n',
    );
  const concerned = matches.filter(({ playbook }) => byLog.has(playbook));
  const heard = new Map<string, Match>();
  const isBelow = ({ finding }: Match): number => Number(finding.explainedBy !== undefined);
  for (const match of concerned.toSorted((a, b) => isBelow(a) - isBelow(b) || surestFirst(a, b))) {
    const place = placeOf(match);
    if (!heard.has(place) && isHeard(match, cluster)) heard.set(place, match);
  }
  const moved = new Map<string, string>();
  const said = matches.map((match): Match => {
    const voice = byLog.has(match.playbook) ? heard.get(placeOf(match)) : undefined;
    if (!voice || voice.playbook === match.playbook || isHeard(match, cluster)) return match;
    moved.set(match.finding.fingerprint, voice.finding.fingerprint);
    const { target, explainedBy = voice.finding.explainedBy } = match.finding;
    const finding = { ...voice.finding, target, ...(explainedBy && { explainedBy }) };
    return { ...voice, borrowed: true, row: match.row, finding };
  });
  return moved.size > 0 ? redirected(said, moved) : said;
}

/** What was explained by a cause that was given up is explained by the one that took its place. */
function redirected(matches: Match[], moved: Map<string, string>): Match[] {
  const left = new Set(matches.map(({ finding }) => finding.fingerprint));
  return matches.map((match) => {
    const { explainedBy = '' } = match.finding;
    const now = left.has(explainedBy) ? undefined : moved.get(explainedBy);
    return now ? { ...match, finding: { ...match.finding, explainedBy: now } } : match;
  });
}

function targetsOf(members: Match[]): Ref[] {
  const seen = new Map(members.map(({ finding: { target } }) => [keyOf(target), target]));
  return [...seen.values()];
}

/** Whether matches concern more than one workload, or several objects that no workload owns. */
const isSpread = (members: Match[]): boolean =>
  new Set(members.map(({ finding }) => keyOf(finding.owner ?? finding.target))).size > 1;

function causeOf(alike: Match[]): Cause {
  const roots = alike.filter(({ finding }) => !finding.explainedBy);
  const members = (roots.length > 0 ? roots : alike).toSorted(surestFirst);
  const [first] = members as [Match];
  const targets = targetsOf(members);
  const { targets: _, ...finding } = first.finding;
  return {
    members,
    finding: {
      ...finding,
      ...(isSpread(members) && first.together && { title: first.together }),
      ...(targets.length > 1 && { targets }),
      explains: [],
    },
  };
}

/** The matches of a scan, one for each cause, by fingerprint: whatever has the same one is the same cause. */
export function causesOf(matches: Match[]): Map<string, Cause> {
  const groups = Map.groupBy(matches, ({ finding }) => finding.fingerprint);
  const causes = new Map([...groups].map(([fingerprint, alike]) => [fingerprint, causeOf(alike)]));
  for (const [fingerprint, { finding }] of causes) {
    const above = finding.explainedBy ? causes.get(finding.explainedBy) : undefined;
    if (above && above.finding !== finding) above.finding.explains.push(fingerprint);
    else delete finding.explainedBy;
  }
  return causes;
}
