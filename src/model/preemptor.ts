import type { Cluster } from './cluster.ts';
import type { Event } from './objects.ts';

/**
 * Whom a pod had to make room for, by its event Preempted: the scheduler names a uid (`Preempted by pod UID on node N`), releases
 * before 1.27 the name (`Preempted by NS/NAME on node N`). Source: pkg/scheduler/framework/preemption/preemption.go.
 */
export function preemptorOf(event: Event | undefined, cluster: Cluster) {
  const message = event?.reason === 'Preempted' ? (event.message ?? '') : '';
  const uid = /\bby (?:a )?pod ([0-9a-f-]{36})\b/i.exec(message)?.[1];
  const named = /\bby ([a-z0-9-]+\/[a-z0-9.-]+) on node/i.exec(message)?.[1];
  const pod = cluster
    .all('pods')
    .find(({ metadata: m }) => (uid ? m.uid === uid : named && `${m.namespace}/${m.name}` === named));
  return {
    preemptorUid: uid ?? null,
    preemptor: pod ? `${pod.metadata.namespace}/${pod.metadata.name}` : (named ?? null),
    preemptorNamespace: pod?.metadata.namespace ?? null,
    preemptorName: pod?.metadata.name ?? null,
    preemptorPriority: pod?.spec?.priority ?? null,
    preemptorClass: pod?.spec?.priorityClassName ?? null,
  };
}
