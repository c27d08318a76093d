import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { lackOf } from '../../model/lack.ts';
import type { Workload } from '../../model/selection.ts';
import { familyOf, generationsBehind, topsOf, type Replicated } from '../../model/workload.ts';

const APPS = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'];

/** Whether the controllers are alive: by the lease with which kube-controller-manager elects its leader. */
function controllerFields(cluster: Cluster) {
  const lease = cluster.find('leases', 'kube-system', 'kube-controller-manager');
  const leaseAge = cluster.age(lease?.spec?.renewTime) ?? null;
  return {
    leaseAge,
    leaseHolder: lease?.spec?.holderIdentity ?? null,
    // a leader renews every 2 s; nobody holding the lease for 4 times its length is no hiccup
    leaseStale: leaseAge === null ? null : leaseAge > 4 * (lease?.spec?.leaseDurationSeconds ?? 15),
  };
}

function controllerRow(workload: Workload, cluster: Cluster): Row {
  const { kind, object } = workload;
  const { wanted, existing } = lackOf(workload, cluster);
  const events = familyOf(workload, cluster).flatMap((one) => cluster.eventsAbout(one.kind, one.object));
  return {
    target: refTo(kind, object),
    generation: object.metadata.generation ?? null,
    observed: (object as Replicated).status?.observedGeneration ?? null,
    behind: APPS.includes(kind) ? generationsBehind(object as Replicated) : 0,
    wanted,
    existing,
    missing: Math.max(0, wanted - existing),
    age: cluster.age(object.metadata.creationTimestamp) ?? null,
    told: events.some(({ reason }) => reason === 'FailedCreate' || reason === 'ReplicaSetCreateError'),
    eventsRead: cluster.hasRead('events'),
    ...controllerFields(cluster),
  };
}

/** Whether the controller of a workload has seen its newest spec and makes its pods. */
export default defineFact({
  needs: ['leases', 'events', 'replicasets', 'pods'],
  derive: (cluster) =>
    topsOf(cluster, ...APPS, 'Job')
      .filter(({ object }) => !object.metadata.deletionTimestamp)
      .map((workload) => controllerRow(workload, cluster)),
});
