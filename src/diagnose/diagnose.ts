import { Cluster } from '../model/cluster.ts';
import type { Finding, Report } from '../model/finding.ts';
import type { Kind, Pod } from '../model/objects.ts';
import type { Playbook } from '../model/playbook.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { deriveFacts, type Failure } from './facts.ts';
import { gapsFor, notEvaluated, notSeen } from './gaps.ts';
import { inOrder, link } from './graph.ts';
import { matchAll, ruledOutBeside } from './match.ts';
import { judge, summarize } from './verdict.ts';

/** Findings about the subjects of a cluster: roots first, each followed by what it explains. */
export async function findingsOf(
  cluster: Cluster,
  playbooks: Playbook[],
): Promise<{ findings: Finding[]; needs: Set<Kind | 'logs'>; failures: Failure[] }> {
  const facts = await deriveFacts(
    playbooks.flatMap(({ fact }) => fact ?? []),
    cluster,
  );
  const rowsOf = (fact: string) => facts.get(fact)?.rows ?? [];
  const matches = matchAll(playbooks, rowsOf, cluster);
  for (const match of matches) match.finding.ruledOut = ruledOutBeside(match, matches, playbooks, rowsOf, cluster);
  link(matches, cluster);
  return {
    failures: [...facts.values()].flatMap(({ failure }) => failure ?? []),
    findings: inOrder(matches.map(({ finding }) => finding)),
    needs: new Set([...facts.values()].flatMap(({ fact }) => fact.needs)),
  };
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
