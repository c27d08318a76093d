import type { Cluster } from './cluster.ts';
import { ownerAbove, ownersBelow } from './control.ts';
import { lastSeen, timesSeen } from './event.ts';
import { nearest } from './near.ts';
import type { Event, ObjectOf } from './objects.ts';
import { refusalText, webhookBackend, type Refusal } from './refusal.ts';
import type { Workload } from './selection.ts';

/** A controller that lacks pods because they are refused, and what it was told last. */
export interface RefusedPods {
  creator: Workload;
  wanted: number;
  existing: number;
  message: string;
  /** The newest event that tells; a condition may outlive it. */
  event: Event | undefined;
  times: number;
}

type Counted = ObjectOf<'replicasets'> & Partial<ObjectOf<'jobs'>>;

/** How many pods a controller wants and has; undefined for one that creates none itself, or that is at rest. */
function counts({ kind, object }: Workload): { wanted: number; existing: number } | undefined {
  const { spec, status } = object as Counted;
  if (kind === 'ReplicaSet' || kind === 'StatefulSet')
    return { wanted: spec?.replicas ?? 1, existing: status?.replicas ?? 0 };
  if (kind === 'DaemonSet')
    return { wanted: status?.desiredNumberScheduled ?? 0, existing: status?.currentNumberScheduled ?? 0 };
  if (kind !== 'Job') return undefined;
  const { suspend, completions, parallelism = 1 } = (object as ObjectOf<'jobs'>).spec ?? {};
  const { active = 0, succeeded = 0, conditions = [] } = (object as ObjectOf<'jobs'>).status ?? {};
  const over = conditions.some(({ type, status: now }) => /^(?:Complete|Failed)$/.test(type ?? '') && now === 'True');
  if (suspend || over) return undefined;
  return { wanted: Math.min(parallelism, (completions ?? parallelism) - succeeded), existing: active };
}

/** The condition of a ReplicaSet that says it cannot create pods; other controllers have only events. */
const conditionOf = ({ object }: Workload) =>
  (object as Counted).status?.conditions?.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');

/** What a controller with too few pods was told when it last tried to create one. */
export function refusedPods(creator: Workload, cluster: Cluster): RefusedPods | undefined {
  const found = counts(creator);
  if (!found || found.existing >= found.wanted || creator.object.metadata.deletionTimestamp) return undefined;
  const events = cluster.eventsAbout(creator.kind, creator.object).filter(({ reason }) => reason === 'FailedCreate');
  const [event] = events;
  const condition = conditionOf(creator);
  const made = cluster.eventsAbout(creator.kind, creator.object).find(({ reason }) => reason === 'SuccessfulCreate');
  const isHistory = event && made && lastSeen(made) > lastSeen(event) && !condition;
  const message = event?.message ?? (condition?.reason === 'FailedCreate' ? condition.message : undefined);
  if (!message || isHistory) return undefined;
  return { creator, ...found, message, event, times: events.reduce((sum, e) => sum + timesSeen(e), 0) };
}

/** How the thing that refused, or is missing, stands now; null where it could not be read. */
export function refuserFields({ by, name, detail }: Refusal, namespace: string, cluster: Cluster) {
  const account = by === 'service-account' ? name : null;
  const backend = webhookBackend(detail);
  const accounts = cluster.in('serviceaccounts', namespace);
  const names = accounts.map(({ metadata }) => metadata.name);
  const missing = account !== null && cluster.isMissing('serviceaccounts', namespace, account);
  return {
    stillMissing: account === null ? null : missing ? true : names.includes(account) ? false : null,
    near: account === null ? null : (nearest(account, names, 1)[0] ?? null),
    webhookService: backend?.service ?? null,
    webhookNamespace: backend?.namespace ?? null,
    limitRange: by === 'limit-range' ? limitRangeFor(detail, namespace, cluster) : null,
  };
}

/** The LimitRange whose bound a pod broke: the message does not name it. */
function limitRangeFor(detail: string, namespace: string, cluster: Cluster): string | null {
  const [, resource, per] = /(\S+) (?:usage|max limit to request ratio) per (\w+)/.exec(detail) ?? [];
  const ranges = cluster.in('limitranges', namespace);
  const found = ranges.find(({ spec }) =>
    spec?.limits?.some(
      ({ type, min, max, maxLimitRequestRatio }) =>
        type === per && [min, max, maxLimitRequestRatio].some((bound) => bound?.[resource ?? ''] !== undefined),
    ),
  );
  return found?.metadata.name ?? null;
}

/** Pods that other revisions of the same Deployment still have: they hold a share of the quota while a rollout is stuck. */
export function podsOfOtherRevisions(creator: Workload, cluster: Cluster): number {
  const above = creator.kind === 'ReplicaSet' ? ownerAbove(creator.object, cluster) : undefined;
  const siblings = above ? ownersBelow(above, cluster).filter(({ object }) => object !== creator.object) : [];
  return siblings.reduce((sum, { object }) => sum + ((object as Counted).status?.replicas ?? 0), 0);
}

/** The message as the API server gave it, without the frame that differs between controllers. */
export const toldText = ({ message }: RefusedPods): string => refusalText(message);
