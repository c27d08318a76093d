import { Cluster } from '../model/cluster.ts';
import type { Landing } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';
import type { PodDisruptionBudget } from '../model/policy-shapes.ts';
import { coveredBy, derive } from './coverage.ts';
import { Landings, successorOf } from './landing.ts';
import { isReady, type ReadyTimes } from './readiness.ts';
import type { Replayed } from './replay.ts';

/** The pod that has taken the place of another, where it landed. */
function arrived(gone: Pod, landing: Landing, times: ReadyTimes): Pod | undefined {
  const { metadata, spec } = successorOf(gone);
  const node = landing.kind === 'lands' || landing.kind === 'returns' ? landing.node : undefined;
  if (node === undefined && landing.kind !== 'pending') return undefined;
  const ready = node !== undefined && times.willBeReady(gone);
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
  return {
    metadata,
    spec: { ...spec, ...(node !== undefined && { nodeName: node }) },
    status: { phase: node === undefined ? 'Pending' : 'Running', conditions },
  };
}

/** A budget as the disruption controller counts it over its pods as they are then; one it cannot work out stays as it is. */
function recounted(budget: PodDisruptionBudget, own: Pod[]): PodDisruptionBudget {
  const { status } = budget;
  if (!status || status.conditions?.some(({ reason }) => reason === 'SyncFailed')) return budget;
  const { disruptedPods: _, ...rest } = status;
  const healthy = own.filter((pod) => isReady(pod) && !isFinished(pod) && !pod.metadata.deletionTimestamp).length;
  const { desiredHealthy = 0, expectedPods = 0 } = status;
  const allowed = expectedPods > 0 ? Math.max(0, healthy - desiredHealthy) : 0;
  return { ...budget, status: { ...rest, currentHealthy: healthy, disruptionsAllowed: allowed } };
}

/** A cluster in which pods have gone and others come, its budgets counted over those that are there. */
function changed(cluster: Cluster, gone: Set<Pod>, come: Pod[]): Cluster {
  const { snapshot } = cluster;
  const pods = [...cluster.all('pods').filter((pod) => !gone.has(pod)), ...come];
  derive(pods, { from: cluster.all('pods'), gone, come });
  const now = new Cluster({ ...snapshot, objects: { ...snapshot.objects, pods } });
  const poddisruptionbudgets = cluster.all('poddisruptionbudgets').map((budget) => {
    const own = coveredBy(budget, now);
    return own.some((pod) => come.includes(pod)) || coveredBy(budget, cluster).length !== own.length
      ? recounted(budget, own)
      : budget;
  });
  return new Cluster({ ...snapshot, objects: { ...snapshot.objects, pods, poddisruptionbudgets } });
}

/** The cluster once what was replayed has happened, all replacements ready; and the pods that took the place of others. */
export function after(
  cluster: Cluster,
  { verdicts, landings }: Replayed,
  times: ReadyTimes,
): { cluster: Cluster; moved: Set<Pod> } {
  const gone = new Set([...verdicts].filter(([, { kind }]) => kind !== 'never').map(([pod]) => pod));
  const moved = [...gone].flatMap((pod) => {
    const landing = landings.get(pod);
    return (landing && arrived(pod, landing, times)) ?? [];
  });
  return { cluster: changed(cluster, gone, moved), moved: new Set(moved) };
}

/** The cluster once pods that waited for room are where there is some now. */
export function settled(cluster: Cluster, waiting: Pod[], times: ReadyTimes): Cluster {
  const places = new Landings(cluster, new Set());
  const placed = waiting.map((pod) => arrived(pod, places.place(pod), times) ?? pod);
  places.undo();
  return changed(cluster, new Set(waiting), placed);
}
