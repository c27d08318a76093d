import { Cluster } from '../model/cluster.ts';
import type { Finding, Report } from '../model/finding.ts';
import type { Kind, Pod } from '../model/objects.ts';
import type { Playbook } from '../model/playbook.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { deriveFacts, type Failure } from './facts.ts';
import { gapsFor, notEvaluated, notSeen } from './gaps.ts';
import { inOrder, link } from './graph.ts';
import { matchAll, ruledOutBeside, type Match } from './match.ts';
import { judge, summarize } from './verdict.ts';

/** What the playbooks say of a cluster, what they were told by, and which facts failed. */
interface Matched {
  matches: Match[];
  /** The playbooks that judge by what a log says. */
  byLog: Set<Playbook>;
  needs: Set<Kind | 'logs'>;
  failures: Failure[];
}

/** Every cause found about the subjects of a cluster, linked to what explains it. */
export async function matchesOf(cluster: Cluster, playbooks: Playbook[]): Promise<Matched> {
  const facts = await deriveFacts(
    playbooks.flatMap(({ fact }) => fact ?? []),
    cluster,
  );
  const rowsOf = (fact: string) => facts.get(fact)?.rows ?? [];
  const matches = matchAll(playbooks, rowsOf, cluster);
  for (const match of matches) match.finding.ruledOut = ruledOutBeside(match, matches, playbooks, rowsOf, cluster);
  link(matches, cluster);
  return {
    matches,
    byLog: new Set(playbooks.filter(({ fact }) => fact && facts.get(fact)?.fact.needs.includes('logs'))),
    failures: [...facts.values()].flatMap(({ failure }) => failure ?? []),
    needs: new Set([...facts.values()].flatMap(({ fact }) => fact.needs)),
  };
}

/** Findings about the subjects of a cluster: roots first, each followed by what it explains. */
export async function findingsOf(
  cluster: Cluster,
  playbooks: Playbook[],
): Promise<{ findings: Finding[] } & Pick<Matched, 'needs' | 'failures'>> {
  const { matches, needs, failures } = await matchesOf(cluster, playbooks);
  return { findings: inOrder(matches.map(({ finding }) => finding)), needs, failures };
}

/** The diagnosis of one pod of a snapshot. */
export async function diagnosePod(snapshot: Snapshot, pod: Pod, playbooks: Playbook[]): Promise<Report> {
  const { namespace, name } = pod.metadata;
  const cluster = new Cluster(snapshot, ({ metadata }) => metadata.name === name && metadata.namespace === namespace);
  const { findings, needs, failures } = await findingsOf(cluster, playbooks);
  const gaps = gapsFor(pod, cluster, needs);
  return {
    target: summarize(pod, cluster),
    ...judge(pod, findings, cluster, gaps.length + failures.length > 0),
    findings,
    coverage: snapshot.coverage,
    notSeen: [...notSeen(gaps), ...failures.map(notEvaluated)],
    server: snapshot.source,
    takenAt: snapshot.takenAt,
  };
}
