import { defineFact, refTo, type Row } from '../define.ts';
import { absolute, coveredBy, overlapping, scaleFields } from '../../model/budget.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Pod } from '../../model/objects.ts';
import type { PodDisruptionBudget } from '../../model/policy-shapes.ts';
import { isReady } from '../../model/workload.ts';

function conditionFields({ status, metadata }: PodDisruptionBudget, cluster: Cluster) {
  const condition = status?.conditions?.find(({ type }) => type === 'DisruptionAllowed');
  return {
    reason: condition?.reason ?? null,
    message: condition?.reason === 'SyncFailed' ? (condition.message ?? null) : null,
    blockedFor: condition?.status === 'False' ? (cluster.age(condition.lastTransitionTime) ?? null) : null,
    observed: (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0),
  };
}

const ruleOf = ({ spec }: PodDisruptionBudget): string =>
  spec?.minAvailable === undefined
    ? `maxUnavailable ${spec?.maxUnavailable ?? 1}`
    : `minAvailable ${spec.minAvailable}`;

function overlapFields(budget: PodDisruptionBudget, pods: Pod[], cluster: Cluster) {
  const others = overlapping(budget, cluster);
  const covered = new Set(others.flatMap((other) => coveredBy(other, cluster)));
  const shared = pods.filter((pod) => covered.has(pod));
  return {
    others: others.map(({ metadata }) => metadata.name),
    shared: shared.length,
    sharedPod: shared[0]?.metadata.name ?? null,
  };
}

function row(budget: PodDisruptionBudget, cluster: Cluster): Row {
  const { spec, status } = budget;
  const pods = coveredBy(budget, cluster);
  const scale = scaleFields(pods, cluster);
  const unready = pods.filter((pod) => !isReady(pod));
  const must = absolute(spec?.minAvailable, scale.wanted);
  const may = absolute(spec?.maxUnavailable, scale.wanted);
  return {
    target: refTo('PodDisruptionBudget', budget),
    podsRead: cluster.hasRead('pods'),
    rule: ruleOf(budget),
    must,
    may,
    byCount: typeof spec?.minAvailable === 'number',
    ...scale,
    covered: pods.length,
    never: pods.length > 0 && (may === 0 || (must !== null && must > 0 && must >= scale.wanted)),
    selectsNone: spec?.selector === undefined,
    allowed: status?.disruptionsAllowed ?? null,
    healthy: status?.currentHealthy ?? null,
    desired: status?.desiredHealthy ?? null,
    expected: status?.expectedPods ?? null,
    pods: unready.map(({ metadata }) => metadata.name),
    unready: unready.length,
    firstUnready: unready[0]?.metadata.name ?? null,
    ...overlapFields(budget, pods, cluster),
    ...conditionFields(budget, cluster),
    age: cluster.age(budget.metadata.creationTimestamp) ?? null,
  };
}

/** What a PodDisruptionBudget lets happen to its pods: whether it ever allows an eviction, and what stands in the way. */
export default defineFact({
  needs: ['poddisruptionbudgets', 'pods', 'replicasets', 'deployments', 'statefulsets'],
  derive: (cluster) =>
    cluster
      .examined('poddisruptionbudgets')
      .filter(({ metadata }) => !metadata.deletionTimestamp)
      .map((budget) => row(budget, cluster)),
});
