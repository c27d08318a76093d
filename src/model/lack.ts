import type { Cluster } from './cluster.ts';
import { jobState } from './job.ts';
import type { Workload } from './selection.ts';
import { isControlledBy, isLiving, podsBelow, type Job, type Replicated } from './workload.ts';

/** Pods of a Deployment are its ReplicaSets'; those being deleted still hold the name of a StatefulSet's pod. */
function existingPods(workload: Workload, cluster: Cluster): number {
  const { kind } = workload;
  const sets = kind === 'Deployment' ? cluster.all('replicasets').filter((set) => isControlledBy(set, workload)) : [];
  const above: Workload[] = kind === 'Deployment' ? sets.map((object) => ({ kind: 'ReplicaSet', object })) : [workload];
  const pods = above.flatMap((owner) => podsBelow(owner, cluster));
  return pods.filter((pod) => isLiving(pod) || kind === 'StatefulSet').length;
}

function wantedPods({ kind, object }: Workload): number {
  if (kind === 'Job') {
    const { spec, status } = object as Job;
    if (jobState(object as Job) !== 'running') return 0;
    const { parallelism = 1, completions } = spec ?? {};
    return Math.min(parallelism, Math.max(0, (completions ?? parallelism) - (status?.succeeded ?? 0)));
  }
  const { spec, status } = object as Replicated;
  return kind === 'DaemonSet' ? (status?.desiredNumberScheduled ?? 0) : (spec?.replicas ?? 1);
}

/** How many pods a workload wants now, and has; a StatefulSet that goes one by one wants the next one only. */
export function lackOf(workload: Workload, cluster: Cluster): { wanted: number; existing: number } {
  const existing = existingPods(workload, cluster);
  const wanted = wantedPods(workload);
  const oneByOne =
    workload.kind === 'StatefulSet' && (workload.object as Replicated).spec?.podManagementPolicy !== 'Parallel';
  const allReady = ((workload.object as Replicated).status?.readyReplicas ?? 0) >= existing;
  return { wanted: oneByOne && existing > 0 && !allReady ? Math.min(wanted, existing) : wanted, existing };
}
