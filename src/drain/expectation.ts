import type { Cluster } from '../model/cluster.ts';
import type { Pod } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';
import type { PodDisruptionBudget } from '../model/policy-shapes.ts';
import { scaled, scaleOf, scalesOf } from '../model/scale.ts';

/** How many pods their controllers are to have together; undefined when one of them is not known. */
function scaleOfAll(pods: Pod[], cluster: Cluster): number | undefined {
  let sum = 0;
  for (const { replicas } of scalesOf(pods, cluster)) {
    if (replicas === undefined) return undefined;
    sum += replicas;
  }
  return sum;
}

/** How many pods a budget counts with, and how many of them must stay healthy. */
export interface Expectation {
  expected: number;
  desired: number;
}

/** What the disruption controller makes of a budget over its pods; undefined where a scale is not known. Source: getExpectedPodCount. */
export function expectationOf({ spec }: PodDisruptionBudget, pods: Pod[], cluster: Cluster): Expectation | undefined {
  const { maxUnavailable, minAvailable } = spec ?? {};
  if (typeof minAvailable === 'number' && maxUnavailable === undefined) {
    return { expected: pods.length, desired: minAvailable };
  }
  const value = maxUnavailable ?? minAvailable;
  if (value === undefined) return { expected: 0, desired: 0 };
  const expected = scaleOfAll(pods, cluster);
  const amount = expected === undefined ? Number.NaN : scaled(value, expected);
  if (expected === undefined || Number.isNaN(amount)) return undefined;
  return { expected, desired: maxUnavailable === undefined ? amount : Math.max(0, expected - amount) };
}

/** The pods that their controllers still have to make: scales less the pods that are there and stay. */
export function missingOf(pods: Pod[], cluster: Cluster): { like: Pod; count: number }[] {
  const byScale = Map.groupBy(
    pods.filter((pod) => !isFinished(pod)),
    (pod) => {
      const scale = scaleOf(pod, cluster);
      return scale ? `${scale.kind}/${scale.name}` : '';
    },
  );
  return [...byScale].flatMap(([key, members]) => {
    const [like] = members;
    const replicas = like && key ? scaleOf(like, cluster)?.replicas : undefined;
    const count = (replicas ?? 0) - members.filter(({ metadata }) => !metadata.deletionTimestamp).length;
    return like && count > 0 ? [{ like, count }] : [];
  });
}
