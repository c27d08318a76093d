import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Pod } from '../../model/objects.ts';
import { containersOf } from '../../model/pod.ts';
import { secondsBetween } from '../../model/time.ts';

function row(pod: Pod, cluster: Cluster): Row[] {
  if (pod.status?.phase !== 'Succeeded' || pod.metadata.deletionTimestamp) return [];
  const app = containersOf(pod).filter(({ type }) => type === 'app');
  const [last] = app.flatMap(({ status }) => status?.state?.terminated ?? []);
  const [owner] = cluster.ownersOf(pod);
  return [
    {
      target: refTo('Pod', pod),
      containers: app.map(({ name }) => name),
      first: app[0]?.name ?? null,
      ago: cluster.age(last?.finishedAt) ?? null,
      ran: secondsBetween(pod.status.startTime, last?.finishedAt) ?? null,
      restartPolicy: pod.spec?.restartPolicy ?? 'Always',
      ownerKind: owner?.kind ?? null,
      // what listens or is asked for its health is meant to stay
      serves: app.some(({ spec }) => spec.livenessProbe ?? spec.readinessProbe ?? spec.ports?.length),
    },
  ];
}

/** Pods that ended with success, and whether they look as if they were meant to stay. */
export default defineFact({
  needs: ['pods'],
  derive: (cluster) => cluster.subjects.flatMap((pod) => row(pod, cluster)),
});
