import { Cluster } from '../model/cluster.ts';
import type { Finding, Report, ScanSummary, Verdict } from '../model/finding.ts';
import type { AnyObject, Kind, Pod } from '../model/objects.ts';
import { conditionOf } from '../model/pod.ts';
import { podNeeds } from '../model/pod-needs.ts';
import type { Playbook } from '../model/playbook.ts';
import { resources } from '../model/resources.ts';
import type { Workload } from '../model/selection.ts';
import type { Coverage, Snapshot } from '../model/snapshot.ts';
import type { Text } from '../model/text.ts';
import { topsOf } from '../model/workload.ts';
import { causesOf, spoken } from './causes.ts';
import { matchesOf } from './diagnose.ts';
import { notEvaluated, notSeenAtLarge } from './gaps.ts';
import { ranked } from './impact.ts';
import type { Match } from './match.ts';
import { standing } from './verdict.ts';

const WORKLOADS = ['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'] as const;

/** What a scan is about. */
export interface ScanTarget {
  /** One namespace; absent: all of them. */
  namespace?: string;
}

/** Everything in a namespace, or in the cluster, as what a diagnosis is about. */
function clusterIn(snapshot: Snapshot, namespace: string | undefined): Cluster {
  const within = ({ metadata }: AnyObject): boolean => !namespace || metadata.namespace === namespace;
  const owners = WORKLOADS.flatMap((kind) =>
    (snapshot.objects[kind] as AnyObject[])
      .filter(within)
      .map((object): Workload => ({ kind: resources[kind].kind, object })),
  );
  const isExamined = (kind: Kind, object: AnyObject): boolean => {
    if (resources[kind].namespaced) return within(object);
    return !namespace || (kind === 'namespaces' && object.metadata.name === namespace);
  };
  return new Cluster(snapshot, within, owners, isExamined);
}

const isReady = ({ status }: { status?: { conditions?: { type?: string; status?: string }[] } }): boolean =>
  status?.conditions?.some(({ type, status: now }) => type === 'Ready' && now === 'True') ?? false;

function summaryOf(cluster: Cluster): ScanSummary {
  const { subjects } = cluster;
  const nodes = cluster.all('nodes');
  const good = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || conditionOf(pod, 'Ready')?.status === 'True';
  const workloads = topsOf(cluster, ...WORKLOADS.map((kind) => resources[kind].kind));
  const namespaces = new Set([...subjects, ...workloads.map(({ object }) => object)].map((o) => o.metadata.namespace));
  return {
    ...(nodes.length > 0 && { nodes: { ready: nodes.filter(isReady).length, total: nodes.length } }),
    pods: { ready: subjects.filter(good).length, total: subjects.length },
    workloads: workloads.length,
    namespaces: namespaces.size,
  };
}

const isNamespaced = (subject: Coverage['subject']): boolean => subject === 'logs' || resources[subject].namespaced;

/** What could not be read and may hide something: of what only some pods depend on, when there are such pods. */
function gapsIn(cluster: Cluster, needs: Set<Kind | 'logs'>, namespace: string | undefined): Coverage[] {
  const matters = new Map<Coverage['subject'], boolean>();
  const isNeeded = (subject: Coverage['subject']): boolean => {
    let needed = matters.get(subject);
    if (needed === undefined) {
      const isFor = podNeeds[subject];
      const known = needs.has(subject) || (WORKLOADS as readonly string[]).includes(subject);
      needed = known && (isFor ? cluster.subjects.some((pod) => isFor(pod)) : !namespace || isNamespaced(subject));
      matters.set(subject, needed);
    }
    return needed;
  };
  return cluster.snapshot.coverage.filter(({ subject, outcome }) => outcome !== 'read' && isNeeded(subject));
}

/** Without these nobody can say that all is well; what else is missing only makes a cause less exact. */
const ESSENTIAL = new Set<Coverage['subject']>(['pods', 'nodes', 'events', ...WORKLOADS]);

const MOST_NAMED = 5;

const named = (pods: Pod[]): string => {
  const names = pods.slice(0, MOST_NAMED).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  return names.join(', ') + (pods.length > MOST_NAMED ? ` +${pods.length - MOST_NAMED}` : '');
};

const podKey = (namespace: string, name: unknown): string => `${namespace}/${String(name)}`;

/** The pods that something found speaks of, be it only a remark. */
function spokenOf(matches: Match[], cluster: Cluster): Set<string> {
  return new Set(
    matches.flatMap(({ finding: { target }, row }) => {
      if (target.kind === 'Pod') return [podKey(target.namespace, target.name)];
      const onNode = target.kind === 'Node' ? cluster.podsOn(target.name) : [];
      return [
        ...onNode.map(({ metadata }) => podKey(metadata.namespace, metadata.name)),
        ...[row['pods'], row['usedBy']].flat().map((name) => podKey(target.namespace, name)),
      ];
    }),
  );
}

type Judged = Pick<Report, 'verdict' | 'note' | 'unexplained'>;

function judge(matches: Match[], findings: Finding[], gaps: Coverage[], cluster: Cluster): Judged {
  const spokenFor = spokenOf(matches, cluster);
  const silent = cluster.subjects.filter(({ metadata }) => !spokenFor.has(podKey(metadata.namespace, metadata.name)));
  const unexplained = silent.filter((pod) => standing(pod, cluster) === 'bad');
  const underway = silent.filter((pod) => standing(pod, cluster) === 'on-its-way');
  const verdict = ((): Verdict => {
    if (findings.some(({ severity }) => severity === 'error')) return 'failing';
    if (findings.some(({ severity }) => severity === 'warning')) return 'degraded';
    if (unexplained.length > 0 || gaps.some(({ subject }) => ESSENTIAL.has(subject))) return 'unknown';
    return underway.length > 0 ? 'progressing' : 'healthy';
  })();
  const note = noteOn(verdict, unexplained, underway);
  return { verdict, ...(note && { note }), ...(unexplained.length > 0 && { unexplained: true }) };
}

function noteOn(verdict: Verdict, unexplained: Pod[], underway: Pod[]): Text | undefined {
  if (unexplained.length > 0) {
    const names = named(unexplained);
    return {
      en: `not as they should be, and nothing seen explains it: ${names}`,
      zh: `以下 Pod 状态异常，但现有信息不足以解释原因：${names}`,
    };
  }
  if (verdict === 'unknown') {
    return {
      en: 'nothing wrong in what could be seen, but not everything could be',
      zh: '已看到的部分没有问题，但并非全部都能看到',
    };
  }
  if (verdict !== 'progressing') return undefined;
  return {
    en: `on ${underway.length === 1 ? 'its' : 'their'} way: ${named(underway)}`,
    zh: `进行中：${named(underway)}`,
  };
}

/** The diagnosis of a whole cluster, or of one namespace: every cause once, with all that it concerns, the worst first. */
export async function diagnoseScan(
  snapshot: Snapshot,
  { namespace }: ScanTarget,
  playbooks: Playbook[],
): Promise<Report> {
  const cluster = clusterIn(snapshot, namespace);
  const { matches: found, byLog, needs, failures } = await matchesOf(cluster, playbooks);
  const matches = spoken(found, byLog, cluster);
  const findings = ranked(matches, causesOf(matches), cluster);
  const gaps = gapsIn(cluster, needs, namespace);
  const { source } = snapshot;
  return {
    target: namespace
      ? { kind: 'Namespace', namespace: '', name: namespace }
      : { kind: 'Cluster', namespace: '', name: source.context ?? source.location },
    ...judge(matches, findings, gaps, cluster),
    findings,
    scan: summaryOf(cluster),
    coverage: snapshot.coverage,
    notSeen: [...notSeenAtLarge(gaps), ...failures.map(notEvaluated)],
    server: source,
    takenAt: snapshot.takenAt,
  };
}
