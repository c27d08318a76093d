import { refTo } from '../facts/define.ts';
import { Cluster } from '../model/cluster.ts';
import type { Finding, Report, TargetSummary } from '../model/finding.ts';
import { objectKinds } from '../model/object-kinds.ts';
import type { AnyObject, Kind, Pod } from '../model/objects.ts';
import type { Playbook } from '../model/playbook.ts';
import { kindOfAlias, resources } from '../model/resources.ts';
import type { Examined } from '../model/selection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { aboutObject, standingOf } from './about.ts';
import { mergeAlike } from './alike.ts';
import { findingsOf } from './diagnose.ts';
import { notEvaluated, notSeen } from './gaps.ts';
import { inOrder } from './graph.ts';
import type { Judgement } from './verdict.ts';

/** A finding, what explains it, what explains that, and so on; as far as that was looked into, which pods were not. */
function lineOf(finding: Finding, byFingerprint: Map<string, Finding>): Finding[] {
  const line = [finding];
  for (let above = finding.explainedBy; above; above = line.at(-1)?.explainedBy) {
    const cause = byFingerprint.get(above);
    if (!cause || line.includes(cause)) break;
    if (cause.target.kind === 'Pod' && line.at(-1)?.target.kind !== 'Pod') break;
    line.push(cause);
  }
  return line;
}

/**
 * What concerns the objects the diagnosis is about: what is found of them, what explains that, and what follows from it. What is wrong
 * with a pod for reasons of its own is no matter of its node's.
 */
function concerning(findings: Finding[], cluster: Cluster): Finding[] {
  const byFingerprint = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  const isOwn = ({ target, targets = [target] }: Finding): boolean =>
    targets.some((ref) => {
      const kind = kindOfAlias(ref.kind);
      const object = cluster.resolve(ref);
      return kind !== undefined && kind !== 'pods' && object !== undefined && examines(cluster, kind, object);
    });
  const causes = new Set(findings.filter(isOwn).flatMap((finding) => lineOf(finding, byFingerprint)));
  const kept = findings.filter((finding) => lineOf(finding, byFingerprint).some((above) => causes.has(above)));
  const known = new Set(kept.map(({ fingerprint }) => fingerprint));
  return kept.map(({ explainedBy, ...finding }) => ({
    ...finding,
    explains: finding.explains.filter((below) => known.has(below)),
    ...(explainedBy && known.has(explainedBy) && { explainedBy }),
  }));
}

const examines = (cluster: Cluster, kind: Kind, object: AnyObject): boolean =>
  (cluster.examined(kind) as AnyObject[]).includes(object);

function judgeObject(findings: Finding[], examined: Examined, gaps: boolean): Judgement {
  if (findings.some(({ severity }) => severity === 'error')) return { verdict: 'failing' };
  if (findings.some(({ severity }) => severity === 'warning')) return { verdict: 'degraded' };
  const { verdict, note } = standingOf(examined);
  if (verdict !== 'healthy') return { verdict, ...(note && { note }) };
  if (!gaps) return { verdict };
  return {
    verdict: 'unknown',
    note: {
      en: 'nothing wrong in what could be seen, but not everything could be',
      zh: '已看到的部分没有问题，但并非全部都能看到',
    },
  };
}

function summarizeObject(examined: Examined, cluster: Cluster): TargetSummary {
  const { kind, object } = examined;
  const age = cluster.age(object.metadata.creationTimestamp);
  const { status } = standingOf(examined);
  return {
    ...refTo(resources[kind].kind, object),
    ...(status && { status }),
    ...(age !== undefined && { ageSeconds: age }),
  };
}

/** The diagnosis of an object that is neither pod nor workload, with those of its pods that are unwell because of it. */
export async function diagnoseObject(
  snapshot: Snapshot,
  examined: Examined,
  pods: Pod[],
  playbooks: Playbook[],
): Promise<Report> {
  const subjects = new Set(pods);
  const { needs, examines: also } = objectKinds[examined.kind];
  const cluster = new Cluster(
    snapshot,
    (pod) => subjects.has(pod),
    [],
    (kind, object) => object === examined.object || also?.(examined.object, kind, object) === true,
  );
  const { findings: found, failures } = await findingsOf(cluster, playbooks);
  const findings = inOrder(mergeAlike(concerning(found, cluster)));
  const gaps = snapshot.coverage.filter(
    ({ subject, outcome }) => outcome !== 'read' && subject !== 'logs' && needs.includes(subject),
  );
  return {
    target: summarizeObject(examined, cluster),
    ...judgeObject(findings, examined, gaps.length + failures.length > 0),
    about: aboutObject(examined, cluster),
    findings,
    coverage: snapshot.coverage,
    notSeen: [...notSeen(gaps), ...failures.map(notEvaluated)],
    server: snapshot.source,
    takenAt: snapshot.takenAt,
  };
}
