import type { Cluster } from '../model/cluster.ts';
import type { DrainPlan } from '../model/drain-plan.ts';
import { JOURNAL, type Baseline, type Journal, type JournalStage } from '../model/maintenance.ts';
import type { Node } from '../model/objects.ts';
import { bool, list, num, obj, str } from '../model/shape.ts';
import { taintWord } from '../model/toleration.ts';

/** An annotation of a Node holds at most 256 KiB together with all others. */
const MOST_NAMES = 1000;

const shape = obj({
  version: num,
  by: str,
  at: str,
  reason: str,
  stage: str,
  prior: obj({ unschedulable: bool, taints: list(str) }),
  evicted: list(str),
  planned: num,
  stopped: str,
  before: list(obj({ kind: str, namespace: str, name: str, ready: num })),
});

const STAGES = new Set<string>(['cordoned', 'draining', 'drained', 'stopped'] satisfies JournalStage[]);

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What is written on a Node about its maintenance; undefined without it, and for what nobody can read. */
export function journalOf({ metadata }: Node): Journal | undefined {
  const text = metadata.annotations?.[JOURNAL];
  const read = text === undefined ? undefined : shape(parse(text));
  if (read?.version !== 1 || !read.prior || !STAGES.has(read.stage ?? '')) return undefined;
  const { by = '', at = '', reason, planned, stopped, evicted = [], before = [] } = read;
  return {
    version: 1,
    by,
    at,
    ...(reason && { reason }),
    stage: read.stage as JournalStage,
    prior: { unschedulable: read.prior.unschedulable ?? false, taints: read.prior.taints ?? [] },
    evicted,
    ...(planned !== undefined && { planned }),
    ...(stopped && { stopped }),
    before: before.map(({ kind = '', namespace = '', name = '', ready = 0 }) => ({ kind, namespace, name, ready })),
  };
}

/** The journal as it is written on the Node. */
export const journalText = (journal: Journal): string =>
  JSON.stringify({
    ...journal,
    evicted: journal.evicted.slice(-MOST_NAMES),
    before: journal.before.slice(0, MOST_NAMES),
  });

const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** The taints somebody set; that of the cordon itself comes and goes with it. */
const taintsOf = ({ spec }: Node): string[] =>
  (spec?.taints ?? []).filter(({ key }) => key !== UNSCHEDULABLE).map((taint) => taintWord(taint));

/** Who does it, when, and why. */
export interface Actor {
  by: string;
  at: string;
  reason?: string;
}

/** The journal to begin or go on with: what was before us stays what the first of us found. */
export function begin(node: Node, actor: Actor, stage: JournalStage, before: Baseline[] = []): Journal {
  const old = journalOf(node);
  if (old) {
    const { stopped: _, ...rest } = old;
    const reason = actor.reason ?? old.reason;
    const further = stage === 'cordoned' ? old.stage : stage; // a cordon takes nothing back
    return { ...rest, stage: further, ...(reason && { reason }), before: old.before.length > 0 ? old.before : before };
  }
  const { by, at, reason } = actor;
  const prior = { unschedulable: node.spec?.unschedulable ?? false, taints: taintsOf(node) };
  return { version: 1, by, at, ...(reason && { reason }), stage, prior, evicted: [], before };
}

const WORKLOADS = { ReplicaSet: 'replicasets', Deployment: 'deployments', StatefulSet: 'statefulsets' } as const;

/** How many replicas of the workloads of a plan are ready now. */
export function baselineOf({ pods }: DrainPlan, cluster: Cluster): Baseline[] {
  const seen = new Map<string, Baseline>();
  for (const { owner, fate, namespace } of pods) {
    const kind = owner && owner.kind in WORKLOADS ? WORKLOADS[owner.kind as keyof typeof WORKLOADS] : undefined;
    if (!owner || !kind || fate.kind === 'skip') continue;
    const found = cluster.find(kind, namespace, owner.name);
    if (!found) continue;
    const ready = found.status?.readyReplicas ?? 0;
    seen.set(`${kind}/${namespace}/${owner.name}`, { kind: owner.kind, namespace, name: owner.name, ready });
  }
  return [...seen.values()];
}
