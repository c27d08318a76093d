import type { Cluster } from './cluster.ts';
import { lastSeen } from './event.ts';
import { isAbout } from './killer.ts';
import type { Pod } from './objects.ts';
import { conditionOf, containersOf, type PodContainer } from './pod.ts';
import { formatAmount, formatBytes, parseQuantity } from './quantity.ts';
import { parseTime } from './time.ts';
import { table } from './table.ts';

/** How far an in-place resize of a pod got. `failing`: the node agreed, and cannot carry it out. */
export type ResizeState = 'deferred' | 'infeasible' | 'failing' | 'in-progress';

/** An in-place resize that is not done. */
export interface Resize {
  state: ResizeState;
  message: string | null;
  since: string | undefined;
  /** Where the state stands: a condition, or `status.resize` before Kubernetes 1.33. */
  path: string;
}

const isOn = (pod: Pod, type: string) => {
  const condition = conditionOf(pod, type);
  return condition?.status === 'True' ? condition : undefined;
};

const LEGACY = table<ResizeState>({
  Deferred: 'deferred',
  Infeasible: 'infeasible',
  Proposed: 'in-progress',
  InProgress: 'in-progress',
});

/** The resize that a pod waits for; undefined when it has what its spec asks for. Source: api/core/v1, PodResizePending and PodResizeInProgress. */
export function resizeOf(pod: Pod): Resize | undefined {
  const pending = isOn(pod, 'PodResizePending');
  if (pending) {
    const state = pending.reason === 'Infeasible' ? 'infeasible' : 'deferred';
    return {
      state,
      message: pending.message ?? null,
      since: pending.lastTransitionTime,
      path: 'status.conditions[PodResizePending]',
    };
  }
  const progress = isOn(pod, 'PodResizeInProgress');
  if (progress) {
    const state = progress.reason === 'Error' ? 'failing' : 'in-progress';
    return {
      state,
      message: progress.message ?? null,
      since: progress.lastTransitionTime,
      path: 'status.conditions[PodResizeInProgress]',
    };
  }
  const state = LEGACY[pod.status?.resize ?? ''];
  return state && { state, message: null, since: undefined, path: 'status.resize' };
}

/** What a container asks for and has not got: `memory request 16Mi → 400Mi`. */
export function changesOf({ spec, status }: PodContainer): string[] {
  if (!status?.resources) return [];
  return (['requests', 'limits'] as const).flatMap((bound) =>
    ['cpu', 'memory'].flatMap((resource) => {
      const wanted = spec.resources?.[bound]?.[resource];
      const has = status.resources?.[bound]?.[resource];
      if (parseQuantity(wanted) === parseQuantity(has) || (wanted === undefined && has === undefined)) return [];
      return [`${resource} ${bound === 'requests' ? 'request' : 'limit'} ${has ?? 'none'} → ${wanted ?? 'none'}`];
    }),
  );
}

/** The containers whose resources in force differ from the spec. */
export const beingResized = (pod: Pod): PodContainer[] =>
  containersOf(pod).filter((container) => changesOf(container).length > 0);

const bytesOrCores = (resource: string | undefined, value: string | undefined): number | null =>
  value === undefined ? null : resource === 'cpu' ? Number(value) / 1000 : Number(value);

/**
 * The kubelet's numbers: `memory, requested: 419430400, used: 192942080, capacity: 536870912`, cpu in thousandths of a core.
 * Source: pkg/kubelet/lifecycle/predicate.go, InsufficientResourceError, and allocation_manager.go, canResizePod.
 */
export function shortageIn(message: string | null) {
  const [, resource, requested, used, capacity] =
    /(cpu|memory), requested: (\d+)(?:, used: (\d+))?, capacity: (\d+)/.exec(message ?? '') ?? [];
  const room = bytesOrCores(resource, capacity);
  const taken = bytesOrCores(resource, used);
  return {
    resource: resource ?? null,
    requested: bytesOrCores(resource, requested),
    used: taken,
    capacity: room,
    free: room === null || taken === null ? null : Math.max(0, room - taken),
  };
}

/** `container "app" memory limit (20971520) below current usage (32002048)`. */
export function usageIn(message: string | null) {
  const [, wanted, use] = /memory limit \((\d+)\) below current usage \((\d+)\)/.exec(message ?? '') ?? [];
  return { wantedLimit: wanted ? Number(wanted) : null, usage: use ? Number(use) : null };
}

/** When the kubelet restarted a container to resize it, as its resizePolicy says; undefined when it did not, or an earlier life is meant. */
export function restartedToResize(pod: Pod, { name, status }: PodContainer, cluster: Cluster): number | undefined {
  const started = parseTime(status?.state?.running?.startedAt);
  const event = cluster
    .eventsAbout('Pod', pod)
    .find((e) => e.reason === 'Killing' && isAbout(e, name) && /resize requires restart/.test(e.message ?? ''));
  const at = event && lastSeen(event);
  return at !== undefined && started !== undefined && at <= started && started - at < 120_000 ? at : undefined;
}

/** What stands against a resize, in figures: `memory 900Mi > 612Mi`, `memory limit 20Mi < 30.5Mi`. */
export function beyondIn(message: string | null): string | null {
  const { resource, requested, capacity, free } = shortageIn(message);
  const room = free ?? capacity;
  if (resource !== null && requested !== null && room !== null) {
    return `${resource} ${formatAmount(resource, requested)} > ${formatAmount(resource, room)}`;
  }
  const { wantedLimit, usage } = usageIn(message);
  return wantedLimit === null || usage === null
    ? null
    : `memory limit ${formatBytes(wantedLimit)} < ${formatBytes(usage)}`;
}
