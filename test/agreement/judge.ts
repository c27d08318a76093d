import { Cluster } from '../../src/model/cluster.ts';
import { shapes } from '../../src/model/objects.ts';
import { kinds, resources } from '../../src/model/resources.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { schedule, type Verdict } from '../../src/schedule/schedule.ts';
import { ScheduleIndex } from '../../src/schedule/schedule-index.ts';
import type { Manifest } from './api.ts';
import type { Arena, Case, Outcome, Played } from './arena.ts';

/** A cluster of these objects, everything read. */
export function clusterOf(objects: Manifest[]): Cluster {
  const byKind = Map.groupBy(objects, ({ kind }) => kind);
  const shaped = kinds.map((kind) => {
    const shape = shapes[kind] as (value: unknown) => unknown;
    return [kind, (byKind.get(resources[kind].kind) ?? []).flatMap((object) => shape(object) ?? [])];
  });
  return new Cluster({
    takenAt: '2026-01-01T12:00:00Z',
    source: { kind: 'recording', location: 'agreement' },
    objects: Object.fromEntries(shaped) as Snapshot['objects'],
    logs: [],
    coverage: kinds.map((subject) => ({ subject, scope: '', outcome: 'read' })),
  });
}

/** What k8sdoctor says of a pod among these objects. */
export function verdictOn(objects: Manifest[], pod: Manifest): Verdict {
  const cluster = clusterOf([...objects, pod]);
  const own = cluster.find('pods', pod.metadata.namespace ?? 'default', pod.metadata.name);
  if (!own) throw new Error('the pod is not among the objects');
  return schedule(ScheduleIndex.of(cluster), own);
}

const victimsOf = ({ preemption }: Verdict, node: string): string[] =>
  (preemption?.candidates.find((candidate) => candidate.node === node)?.victims ?? [])
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
    .toSorted();

/** Where the real outcome and the verdict differ; nothing when they agree. */
export function difference(outcome: Outcome, verdict: Verdict): string | undefined {
  const { nodes, message, preemption } = verdict;
  const accepting = nodes.filter(({ stated }) => stated.length === 0).map(({ node }) => node.metadata.name);
  if (outcome.kind === 'gated') return verdict.outcome === 'gated' ? undefined : `gated, but we say ${verdict.outcome}`;
  if (outcome.kind === 'placed') {
    if (verdict.outcome !== 'fits') return `placed on ${outcome.node}, but we say: ${message}`;
    return outcome.node === undefined || accepting.includes(outcome.node)
      ? undefined
      : `placed on ${outcome.node}, but we accept ${accepting.join(', ')}`;
  }
  if (outcome.kind !== 'refused') return `${outcome.kind} ${outcome.message ?? ''}`;
  if (verdict.outcome === 'fits') return `refused: ${outcome.message}\n  but we accept ${accepting.join(', ')}`;
  const reason = verdict.outcome === 'error' ? 'SchedulerError' : 'Unschedulable';
  if (outcome.reason !== reason) return `reason ${outcome.reason}, we say ${reason}`;
  if (outcome.message !== message) return `the scheduler: ${outcome.message}\n  we:            ${message}`;
  if (!outcome.nominated !== (preemption?.kind !== 'evicts')) {
    return `nominated ${outcome.nominated}, we say preemption ${preemption?.kind}`;
  }
  if (!outcome.nominated) return undefined;
  if (!preemption?.best.includes(outcome.nominated)) {
    return `nominated ${outcome.nominated}, we say ${preemption?.best.join(', ')}`;
  }
  const [real, ours] = [outcome.victims?.join(', '), victimsOf(verdict, outcome.nominated).join(', ')];
  return real === ours ? undefined : `evicted ${real}\n  we: ${ours}`;
}

/** A case that was played, and where we were wrong. */
export interface Judged extends Played {
  verdict: Verdict | undefined;
  wrong: string | undefined;
}

function judged(played: Played): Judged {
  if (played.outcome.kind === 'invalid') return { ...played, verdict: undefined, wrong: undefined };
  const verdict = verdictOn(played.objects, played.pod);
  return { ...played, verdict, wrong: difference(played.outcome, verdict) };
}

const expectedVictims = ({ objects, pod, outcome }: Played): number =>
  victimsOf(verdictOn(objects, pod), outcome.nominated ?? '').length;

/** How long the scheduler may look at a cluster before it gets the pod; a difference is looked at again with more time. */
const SETTLE = [8, 60, 500, 3000];

/** Plays a case and compares; only a difference that stays when the scheduler has had more time counts. */
export async function judge(arena: Arena, { objects, pod }: Pick<Case, 'objects' | 'pod'>): Promise<Judged> {
  let last: Judged | undefined;
  for (const settle of SETTLE) {
    last = judged(await arena.play({ objects, pod }, settle, expectedVictims));
    if (!last.wrong) break;
  }
  if (!last) throw new Error('a case was never played');
  return last;
}
