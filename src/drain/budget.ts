import type { Cluster } from '../model/cluster.ts';
import type { FreeReason } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';
import type { PodDisruptionBudget } from '../model/policy-shapes.ts';
import { parseTime } from '../model/time.ts';
import { covers } from './coverage.ts';
import { isReady } from './readiness.ts';
import { expectationOf } from './expectation.ts';

/** What the API server says to an eviction; `denied` with what the budget lacks. */
export type Answer =
  | { granted: true; reason: FreeReason; budget?: Budget }
  | { granted: false; reason: 'two-budgets'; budgets: Budget[] }
  | { granted: false; reason: 'not-processed' | 'negative' | 'crowded' | 'used-up'; budget: Budget };

/** Source: pkg/registry/core/pod/storage/eviction.go, MaxDisruptedPodSize. */
const MOST_DISRUPTED = 2000;
/** How long a granted eviction holds its budget until the pod is terminating. Source: disruption.go, DeletionTimeout. */
const DELETION_TIMEOUT = 120_000;

/** One PodDisruptionBudget while evictions are replayed: what its status says, and how that changes. */
export class Budget {
  readonly object: PodDisruptionBudget;
  /** The pods it covers before anything is evicted. */
  readonly pods: Pod[];
  /** `namespace/name`. */
  readonly key: string;
  allowed: number;
  healthy: number;
  desired: number;
  expected: number;
  /** The controller has not seen its newest generation. */
  behind: boolean;
  /** The disruption controller cannot work the budget out, and says why. */
  readonly syncFailed: string | undefined;

  constructor(object: PodDisruptionBudget, pods: Pod[], cluster: Cluster) {
    this.object = object;
    this.pods = pods;
    this.key = `${object.metadata.namespace}/${object.metadata.name}`;
    const { status, metadata } = object;
    this.behind = (metadata.generation ?? 0) > (status?.observedGeneration ?? 0) && status !== undefined;
    const failed = status?.conditions?.find(({ type }) => type === 'DisruptionAllowed');
    this.syncFailed = failed?.reason === 'SyncFailed' ? (failed.message ?? '') : undefined;
    this.desired = status?.desiredHealthy ?? 0;
    this.expected = status?.expectedPods ?? 0;
    this.healthy = status?.currentHealthy ?? 0;
    this.allowed = status?.disruptionsAllowed ?? 0;
    if (!status) this.recount(pods, cluster);
  }

  covers(pod: Pod): boolean {
    return covers(this.object, pod);
  }

  /** Pods whose eviction was granted less than two minutes ago and who are not terminating yet: they do not count as healthy. */
  held(pods: Pod[], now: number): Pod[] {
    const disrupted = this.object.status?.disruptedPods ?? {};
    return pods.filter(({ metadata }) => {
      const at = Object.hasOwn(disrupted, metadata.name) ? parseTime(disrupted[metadata.name]) : undefined;
      return at !== undefined && !metadata.deletionTimestamp && now - at < DELETION_TIMEOUT;
    });
  }

  /** More evictions granted and not carried out than the API server puts up with. */
  get crowded(): boolean {
    return Object.keys(this.object.status?.disruptedPods ?? {}).length > MOST_DISRUPTED;
  }

  /** Enough of its pods are ready, and yet none may go: the controller is late, as after the API server or its own leader was away. */
  isStale(pods: Pod[]): boolean {
    return this.allowed === 0 && healthyOf(pods) > this.desired;
  }

  /** What the disruption controller works out anew; false when it cannot be told here. Source: disruption.go, trySync. */
  recount(pods: Pod[], cluster: Cluster): boolean {
    if (this.syncFailed !== undefined) return false;
    const known = this.behind || !this.object.status ? expectationOf(this.object, pods, cluster) : this;
    if (!known) return false;
    const counts = typeof this.object.spec?.minAvailable === 'number' && this.object.spec.maxUnavailable === undefined;
    this.desired = known.desired;
    this.expected = counts ? Math.max(known.expected, pods.length) : known.expected;
    this.healthy = healthyOf(pods);
    this.allowed = this.expected <= 0 ? 0 : Math.max(0, this.healthy - this.desired);
    this.behind = false;
    return true;
  }
}

const healthyOf = (pods: Pod[]): number => pods.filter((pod) => isReady(pod) && !pod.metadata.deletionTimestamp).length;

const skipsBudgets = (pod: Pod): boolean =>
  isFinished(pod) || pod.status?.phase === 'Pending' || Boolean(pod.metadata.deletionTimestamp);

/** What the budgets' own numbers say. Source: eviction.go, checkAndDecrement. */
function decrement(budget: Budget): Answer {
  if (budget.behind) return { granted: false, reason: 'not-processed', budget };
  if (budget.allowed < 0) return { granted: false, reason: 'negative', budget };
  if (budget.crowded) return { granted: false, reason: 'crowded', budget };
  if (budget.allowed === 0) return { granted: false, reason: 'used-up', budget };
  return { granted: true, reason: 'allowed', budget };
}

/**
 * What the API server says to the eviction of a pod with these budgets as they stand.
 * Source: pkg/registry/core/pod/storage/eviction.go, Create.
 */
export function answerTo(pod: Pod, budgets: Budget[]): Answer {
  if (skipsBudgets(pod)) return { granted: true, reason: 'not-asked' };
  const own = budgets.filter((budget) => budget.covers(pod));
  const [budget] = own;
  if (!budget) return { granted: true, reason: 'no-budget' };
  if (own.length > 1) return { granted: false, reason: 'two-budgets', budgets: own };
  if (!isReady(pod)) {
    if (budget.object.spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') {
      return { granted: true, reason: 'unhealthy-allowed', budget };
    }
    if (budget.healthy >= budget.desired && budget.desired > 0)
      return { granted: true, reason: 'unhealthy-spare', budget };
  }
  return decrement(budget);
}
