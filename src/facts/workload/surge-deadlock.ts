import { defineFact, refTo, type Row } from '../define.ts';
import { Cluster } from '../../model/cluster.ts';
import type { Pod } from '../../model/objects.ts';
import { isComplete, rolloutOf, type Rollout } from '../../model/rollout.ts';
import { workloadsOf } from '../../model/workload.ts';
import { ScheduleIndex } from '../../schedule/schedule-index.ts';
import { schedule } from '../../schedule/schedule.ts';

/** Of so many old pods each is taken away in thought, to see whether the new one fits then. */
const MOST_TRIED = 30;

const fits = (pod: Pod, cluster: Cluster): boolean => schedule(ScheduleIndex.of(cluster), pod).outcome === 'fits';

const without = (gone: Pod, { snapshot }: Cluster): Cluster =>
  new Cluster({
    ...snapshot,
    objects: { ...snapshot.objects, pods: snapshot.objects.pods.filter((pod) => pod !== gone) },
  });

/** The old pod in whose place the new one would fit. */
function inTheWay(pod: Pod, { old }: Rollout, cluster: Cluster): Pod | undefined {
  const holders = old.flatMap(({ pods }) => pods.filter(({ spec }) => spec?.nodeName));
  return holders.slice(0, MOST_TRIED).find((holder) => fits(pod, without(holder, cluster)));
}

const isUnscheduled = ({ spec, metadata }: Pod): boolean => !spec?.nodeName && !metadata.deletionTimestamp;

function deadlockRow(rollout: Rollout, cluster: Cluster): Row[] {
  const { object, newest, old, replicas, surge, unavailable, strategy } = rollout;
  const waiting = newest?.pods.filter(isUnscheduled) ?? [];
  const [pod] = waiting;
  if (!pod || strategy !== 'RollingUpdate' || unavailable > 0 || isComplete(rollout)) return [];
  const holder = fits(pod, cluster) ? undefined : inTheWay(pod, rollout, cluster);
  if (!holder) return [];
  return [
    {
      target: refTo('Deployment', object),
      replicas,
      surge,
      maxSurge: String(object.spec?.strategy?.rollingUpdate?.maxSurge ?? '25%'),
      maxUnavailable: String(object.spec?.strategy?.rollingUpdate?.maxUnavailable ?? '25%'),
      newRevision: newest?.number ?? null,
      firstPod: pod.metadata.name,
      pods: waiting.map(({ metadata }) => metadata.name),
      holder: holder.metadata.name,
      holderNode: holder.spec?.nodeName ?? null,
      oldPods: old.reduce((sum, { pods }) => sum + pods.length, 0),
      oldReady: old.reduce((sum, { ready }) => sum + ready, 0),
    },
  ];
}

/** Rolling updates that cannot move: the new pod only fits where an old one is, and no old one may go first. */
export default defineFact({
  needs: ['pods', 'nodes', 'deployments', 'replicasets'],
  derive: (cluster) =>
    cluster.all('nodes').length === 0
      ? []
      : workloadsOf(cluster, 'Deployment').flatMap((workload) => deadlockRow(rolloutOf(workload, cluster), cluster)),
});
