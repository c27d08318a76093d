import type { Cluster } from '../model/cluster.ts';
import type { DrainPlan } from '../model/drain-plan.ts';
import { JOURNAL, type Baseline, type Journal, type JournalStage, type Run } from '../model/maintenance.ts';
import type { Node } from '../model/objects.ts';
import { bool, list, num, obj, str } from '../model/shape.ts';
import { parseTime } from '../model/time.ts';
import { taintWord } from '../model/toleration.ts';

/** An annotation of a Node holds at most 256 KiB together with all others. */
const MOST_NAMES = 1000;

const shape = obj({
  version: num,
  by: str,
  at: str,
  reason: str,
  stage: str,
  run: obj({ host: str, pid: num, at: str }),
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
  const { by = '', at = '', reason, planned, stopped, evicted = [], before = [], run } = read;
  return {
    version: 1,
    by,
    at,
    ...(reason && { reason }),
    stage: read.stage as JournalStage,
    ...(run && { run: { host: run.host ?? '', pid: run.pid ?? 0, at: run.at ?? '' } }),
    prior: { unschedulable: read.prior.unschedulable ?? false, taints: read.prior.taints ?? [] },
    evicted,
    ...(planned !== undefined && { planned }),
    ...(stopped && { stopped }),
    before: before.map(({ kind = '', namespace = '', name = '', ready = 0 }) => ({ kind, namespace, name, ready })),
  };
}

/** The journal of a maintenance that is under way: what is written on a node that somebody has uncordoned since is over. */
export const ongoing = (node: Node): Journal | undefined => (node.spec?.unschedulable ? journalOf(node) : undefined);

/** A run that has not been heard of for so long has ended; one that goes on says so more often. */
const SILENCE = 60_000;

/** From where it is asked whether another run goes on. */
export interface Here {
  host: string;
  pid: number;
  /** The API server's clock. */
  now: string;
  /** Whether a process of this machine is alive. */
  lives(pid: number): boolean;
}

/** How many seconds ago another drain that still goes on was heard of; undefined when there is none. */
export function heardOf({ stage, run }: Journal, { host, pid, now, lives }: Here): number | undefined {
  const [then, present] = [parseTime(run?.at), parseTime(now)];
  if (stage !== 'draining' || !run || then === undefined || present === undefined) return undefined;
  if (present - then > SILENCE) return undefined;
  if (run.host === host && (run.pid === pid || !lives(run.pid))) return undefined;
  return Math.max(0, Math.round((present - then) / 1000));
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
  run?: Omit<Run, 'at'>;
}

/** The journal to begin or go on with: what was before us stays what the first of us found. */
export function begin(node: Node, actor: Actor, stage: JournalStage, before: Baseline[] = []): Journal {
  const old = ongoing(node);
  const mine = actor.run && stage !== 'cordoned' ? { ...actor.run, at: actor.at } : undefined;
  if (old) {
    const { stopped: _, run: theirs, ...rest } = old;
    const reason = actor.reason ?? old.reason;
    const run = mine ?? theirs;
    const further = stage === 'cordoned' ? old.stage : stage; // a cordon takes nothing back
    const first = old.before.length > 0 ? old.before : before;
    return { ...rest, stage: further, ...(reason && { reason }), ...(run && { run }), before: first };
  }
  const { by, at, reason } = actor;
  const prior = { unschedulable: node.spec?.unschedulable ?? false, taints: taintsOf(node) };
  return {
    version: 1,
    by,
    at,
    ...(reason && { reason }),
    stage,
    ...(mine && { run: mine }),
    prior,
    evicted: [],
    before,
  };
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
