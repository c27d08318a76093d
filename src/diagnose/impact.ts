import { topOwner } from './fields.ts';
import type { Cause } from './causes.ts';
import type { Match } from './match.ts';
import type { Cluster } from '../model/cluster.ts';
import { firstSeen, lastSeen } from '../model/event.ts';
import type { Affected, Finding, Ref } from '../model/finding.ts';
import type { AnyObject, Pod } from '../model/objects.ts';
import { conditionOf, isFinished } from '../model/pod.ts';
import { parseTime } from '../model/time.ts';
import { refTo } from '../facts/define.ts';

const keyOf = ({ kind, namespace, name }: Ref): string => `${kind}/${namespace}/${name}`;

/** The workloads named in a report; the rest is a number. */
const MOST_NAMED = 20;

const isUnwell = (pod: Pod): boolean => !isFinished(pod) && conditionOf(pod, 'Ready')?.status !== 'True';

/** The pods that a match is about: its own, those its row names, those that are unwell on its node. */
function podsOf({ finding: { target }, row }: Match, cluster: Cluster): Pod[] {
  const { kind, namespace, name } = target;
  if (kind === 'Node') return cluster.podsOn(name).filter(isUnwell);
  const named = kind === 'Pod' ? [name] : [row['pods'], row['usedBy']].flat();
  return named.flatMap((pod) => (typeof pod === 'string' ? (cluster.find('pods', namespace, pod) ?? []) : []));
}

/** Whom a cause concerns. */
class Concerned {
  readonly #pods = new Set<string>();
  readonly #workloads = new Map<string, { ref: Ref; pods: number }>();
  readonly #namespaces = new Set<string>();

  add(match: Match, cluster: Cluster): void {
    const { target, owner } = match.finding;
    if (target.namespace) this.#namespaces.add(target.namespace);
    for (const pod of podsOf(match, cluster)) this.#addPod(pod, cluster);
    const top = owner ?? target;
    if (top.kind !== 'Pod' && top.kind !== 'Node' && (owner || ROLLS.has(top.kind))) this.#workload(top);
  }

  #workload(ref: Ref): { ref: Ref; pods: number } {
    const key = keyOf(ref);
    const known = this.#workloads.get(key) ?? { ref, pods: 0 };
    this.#workloads.set(key, known);
    return known;
  }

  #addPod(pod: Pod, cluster: Cluster): void {
    const ref = refTo('Pod', pod);
    if (this.#pods.has(keyOf(ref))) return;
    this.#pods.add(keyOf(ref));
    this.#namespaces.add(ref.namespace);
    const top = topOwner(ref, cluster);
    if (top !== ref && top.kind !== 'Node') this.#workload(top).pods += 1;
  }

  counts(): Affected {
    const by = [...this.#workloads.values()]
      .toSorted((a, b) => b.pods - a.pods || (keyOf(a.ref) < keyOf(b.ref) ? -1 : 1))
      .slice(0, MOST_NAMED)
      .map(({ ref: { kind, namespace, name }, pods }) => ({ kind, namespace, name, pods }));
    return {
      pods: this.#pods.size,
      workloads: this.#workloads.size,
      namespaces: this.#namespaces.size,
      ...(by.length > 0 && { by }),
    };
  }
}

const ROLLS = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob']);

/** Each match counts for its cause, and for all that stand above it. */
function countUp(matches: Match[], causes: Map<string, Cause>, cluster: Cluster): Map<string, Concerned> {
  const counts = new Map([...causes.keys()].map((fingerprint) => [fingerprint, new Concerned()]));
  for (const match of matches) {
    const { fingerprint, explainedBy } = match.finding;
    const own = causes.get(fingerprint);
    let above = own && !own.finding.explainedBy && explainedBy ? explainedBy : fingerprint;
    for (
      const seen = new Set<string>();
      above && !seen.has(above);
      above = causes.get(above)?.finding.explainedBy ?? ''
    ) {
      seen.add(above);
      counts.get(above)?.add(match, cluster);
    }
  }
  return counts;
}

interface Conditioned extends AnyObject {
  status?: { conditions?: { type?: string; status?: string; lastTransitionTime?: string }[] };
}

const GOOD_WHEN_TRUE = /^(?:Ready|PodScheduled|Available)$/;
const BAD_WHEN_TRUE = /^(?:ReplicaFailure|Failed|FailureTarget|\w+Pressure|NetworkUnavailable)$/;

/** Since when an object says of itself that it is not as it should be. */
const unwellSince = (object: AnyObject | undefined): number[] =>
  ((object as Conditioned | undefined)?.status?.conditions ?? []).flatMap(
    ({ type = '', status, lastTransitionTime }) => {
      const bad = (GOOD_WHEN_TRUE.test(type) && status !== 'True') || (BAD_WHEN_TRUE.test(type) && status === 'True');
      return (bad && parseTime(lastTransitionTime)) || [];
    },
  );

/** When the events that are proof were first and last seen, and how old the rest of the proof is. */
function provenAt({ finding }: Match, cluster: Cluster): number[] {
  return finding.evidence.flatMap(({ kind, object, source, ageSeconds }) => {
    const at = ageSeconds === undefined ? [] : [cluster.now - ageSeconds * 1000];
    const [, reason] = /^event (\S+)/.exec(source) ?? [];
    const found = kind === 'event' ? cluster.resolve(object) : undefined;
    const event = found && cluster.eventsAbout(object.kind, found).find((one) => one.reason === reason);
    return event ? [firstSeen(event), lastSeen(event)].filter((time) => time > 0) : at;
  });
}

const written = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');

function timesOf(members: Match[], cluster: Cluster): Pick<Finding, 'firstSeen' | 'lastSeen'> {
  let [first, last] = [Infinity, 0];
  for (const member of members) {
    const since = unwellSince(cluster.resolve(member.finding.target));
    const times = [...since, ...provenAt(member, cluster), ...(since.length > 0 ? [cluster.now] : [])];
    for (const time of times) [first, last] = [Math.min(first, time), Math.max(last, time)];
  }
  return last === 0 ? {} : { firstSeen: written(first), lastSeen: written(Math.min(last, cluster.now)) };
}

const RANK = { error: 0, warning: 1, info: 2 } as const;

/** The worst first: by severity, then by how many pods, workloads and namespaces it concerns. */
function byImpact(a: Finding, b: Finding): number {
  const [one, other] = [a.affected, b.affected];
  return (
    RANK[a.severity] - RANK[b.severity] ||
    (other?.pods ?? 0) - (one?.pods ?? 0) ||
    (other?.workloads ?? 0) - (one?.workloads ?? 0) ||
    (other?.namespaces ?? 0) - (one?.namespaces ?? 0) ||
    (`${a.id}\n${keyOf(a.target)}` < `${b.id}\n${keyOf(b.target)}` ? -1 : 1)
  );
}

/** The causes of a scan with their reach and their times, root causes first and by impact, each followed by what it explains. */
export function ranked(matches: Match[], causes: Map<string, Cause>, cluster: Cluster): Finding[] {
  const counts = countUp(matches, causes, cluster);
  for (const [fingerprint, { finding, members }] of causes) {
    const affected = counts.get(fingerprint)?.counts();
    Object.assign(finding, timesOf(members, cluster), affected && { affected });
  }
  const findingAt = (fingerprint: string): Finding[] => {
    const found = causes.get(fingerprint)?.finding;
    return found ? [found] : [];
  };
  const below = (cause: Finding): Finding[] =>
    cause.explains
      .flatMap(findingAt)
      .toSorted(byImpact)
      .flatMap((finding) => [finding, ...below(finding)]);
  return [...causes.values()]
    .map(({ finding }) => finding)
    .filter(({ explainedBy }) => !explainedBy)
    .toSorted(byImpact)
    .flatMap((root) => [root, ...below(root)]);
}
