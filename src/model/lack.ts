import type { Cluster } from './cluster.ts';
import { controlled } from './control.ts';
import { jobState } from './job.ts';
import type { Workload } from './selection.ts';
import { isLiving, podsBelow, type Job, type Replicated } from './workload.ts';

/** How many pods a workload wants now, and has. */
interface Lack {
  wanted: number;
  existing: number;
}

/** A Deployment wants what its ReplicaSets want: between two revisions that may be fewer than its number. */
function lackOfDeployment(workload: Workload, cluster: Cluster): Lack {
  const sets = controlled('replicasets', workload, cluster);
  const pods = sets.flatMap((object) => podsBelow({ kind: 'ReplicaSet', object }, cluster).filter(isLiving));
  const wanted =
    sets.length === 0
      ? ((workload.object as Replicated).spec?.replicas ?? 1)
      : sets.reduce((sum, { spec }) => sum + (spec?.replicas ?? 1), 0);
  return { wanted, existing: pods.length };
}

/** Pods that are being deleted still hold the name of their successor; one by one means that only the next one is wanted. */
function lackOfStatefulSet(workload: Workload, cluster: Cluster): Lack {
  const { spec, status } = workload.object as Replicated;
  const existing = podsBelow(workload, cluster).length;
  const wanted = spec?.replicas ?? 1;
  const waits = spec?.podManagementPolicy !== 'Parallel' && existing > 0 && (status?.readyReplicas ?? 0) < existing;
  return { wanted: waits ? Math.min(wanted, existing) : wanted, existing };
}

/** A Job that has had pods may be waiting between two tries; only one that never got any lacks them. */
function lackOfJob(workload: Workload, cluster: Cluster): Lack {
  const { spec, status } = workload.object as Job;
  const existing = podsBelow(workload, cluster).length;
  const begun = existing + (status?.active ?? 0) + (status?.succeeded ?? 0) + (status?.failed ?? 0) > 0;
  const rests = jobState(workload.object as Job) !== 'running' || spec?.managedBy !== undefined;
  return { wanted: begun || rests ? 0 : (spec?.parallelism ?? 1), existing };
}

/** How many pods a workload wants now, and has. */
export function lackOf(workload: Workload, cluster: Cluster): Lack {
  const { kind, object } = workload;
  if (kind === 'Deployment') return lackOfDeployment(workload, cluster);
  if (kind === 'StatefulSet') return lackOfStatefulSet(workload, cluster);
  if (kind === 'Job') return lackOfJob(workload, cluster);
  const { spec, status } = object as Replicated;
  const wanted = kind === 'DaemonSet' ? (status?.desiredNumberScheduled ?? 0) : (spec?.replicas ?? 1);
  return { wanted, existing: podsBelow(workload, cluster).filter(isLiving).length };
}
