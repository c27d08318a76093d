import type { Cluster } from '../model/cluster.ts';
import type { Finding, TargetSummary } from '../model/finding.ts';
import type { AnyObject, Pod } from '../model/objects.ts';
import { conditionOf, isFinished, podColumns } from '../model/pod.ts';
import type { Workload } from '../model/selection.ts';
import type { Text } from '../model/text.ts';
import { refTo } from '../facts/define.ts';
import { GRACE_SECONDS, type Judgement } from './verdict.ts';

interface Replicated extends AnyObject {
  spec?: { replicas?: number; suspend?: boolean; paused?: boolean };
  status?: {
    desiredNumberScheduled?: number;
    updatedReplicas?: number;
    replicas?: number;
    availableReplicas?: number;
  };
}

/** How many pods a workload wants at once; undefined for Jobs and CronJobs, whose pods come and go. */
export function desiredPods({ kind, object }: Workload): number | undefined {
  const { spec, status } = object as Replicated;
  if (kind === 'DaemonSet') return status?.desiredNumberScheduled;
  return kind === 'Deployment' || kind === 'ReplicaSet' || kind === 'StatefulSet' ? (spec?.replicas ?? 1) : undefined;
}

const isReady = (pod: Pod): boolean => !pod.metadata.deletionTimestamp && conditionOf(pod, 'Ready')?.status === 'True';

/** `CrashLoopBackOff 3, Running 2`: kubectl's STATUS column of several pods, the rarest first. */
function tally(pods: Pod[]): string {
  const counts = [...Map.groupBy(pods, (pod) => podColumns(pod).status ?? '')].map(([status, { length }]) => ({
    status,
    length,
  }));
  return counts
    .toSorted((a, b) => a.length - b.length || (a.status < b.status ? -1 : 1))
    .map(({ status, length }) => (counts.length === 1 && length === 1 ? status : `${status} ${length}`))
    .join(', ');
}

/** Several pods as one line: how many are ready, and kubectl's STATUS of each with its count. */
export function summarizePods(pods: Pod[], target: TargetSummary, desired: number | undefined): TargetSummary {
  const lasting = pods.filter((pod) => !isFinished(pod));
  const wanted = desired ?? lasting.length;
  const restarts = pods.reduce((sum, pod) => sum + (podColumns(pod).restarts ?? 0), 0);
  return {
    ...target,
    ...(pods.length > 0 && { status: tally(pods) }),
    ...(wanted + lasting.length > 0 && { ready: `${lasting.filter(isReady).length}/${wanted}` }),
    ...(restarts > 0 && { restarts }),
  };
}

/** A workload as the one line a person would look at. */
export function summarizeWorkload(workload: Workload, pods: Pod[], cluster: Cluster): TargetSummary {
  const { kind, object } = workload;
  const owner = cluster.ownersOf(object).at(-1);
  const age = cluster.age(object.metadata.creationTimestamp);
  const target: TargetSummary = {
    ...refTo(kind, object),
    ...(age !== undefined && { ageSeconds: age }),
    ...(owner && { owner }),
  };
  return summarizePods(pods, target, desiredPods(workload));
}

/** Why a workload may rightly have fewer pods than its number says. */
function intended({ kind, object }: Workload): Text | undefined {
  const { spec } = object as Replicated;
  if (kind === 'CronJob') return spec?.suspend ? { en: 'suspended', zh: '已挂起（suspend）' } : undefined;
  if (kind === 'Job') return spec?.suspend ? { en: 'suspended', zh: '已挂起（suspend）' } : undefined;
  if (desiredPods({ kind, object }) !== 0) return undefined;
  return kind === 'DaemonSet'
    ? { en: 'no node asks for a pod of it', zh: '没有节点需要运行它的 Pod' }
    : { en: 'scaled to 0', zh: '副本数为 0' };
}

/** A rollout that has not come to its end yet, and that nothing holds up. */
function underway({ kind, object }: Workload): Judgement | undefined {
  const { spec, status } = object as Replicated;
  const { updatedReplicas: updated = 0, replicas: total = 0, availableReplicas: available = 0 } = status ?? {};
  const replicas = spec?.replicas ?? 1;
  if (kind !== 'Deployment' || spec?.paused || [updated, total, available].every((count) => count === replicas)) {
    return undefined;
  }
  return {
    verdict: 'progressing',
    note: {
      en: `rollout in progress: ${updated} of ${replicas} pods updated, ${available} available`,
      zh: `发布进行中：${replicas} 个 Pod 已更新 ${updated} 个，可用 ${available} 个`,
    },
  };
}

/** The verdict on a workload by itself: whether all its pods exist. What is wrong with those that do is said of them. */
export function judgeWorkload(workload: Workload, pods: Pod[], findings: Finding[], cluster: Cluster): Judgement {
  if (findings.some(({ severity }) => severity === 'error')) return { verdict: 'failing' };
  if (findings.some(({ severity }) => severity === 'warning')) return { verdict: 'degraded' };
  const rest = intended(workload);
  if (rest) return { verdict: 'healthy', note: rest };
  const wanted = desiredPods(workload);
  const living = pods.filter((pod) => !isFinished(pod) && !pod.metadata.deletionTimestamp).length;
  if (wanted === undefined || living >= wanted) return underway(workload) ?? { verdict: 'healthy' };
  const missing = { en: `${living} of ${wanted} pods exist`, zh: `应有 ${wanted} 个 Pod，现有 ${living} 个` };
  const age = cluster.age(workload.object.metadata.creationTimestamp) ?? GRACE_SECONDS;
  const leaving = pods.some(({ metadata }) => metadata.deletionTimestamp); // Recreate waits for their end
  if (age < GRACE_SECONDS || leaving) {
    return { verdict: 'progressing', note: { en: `on its way: ${missing.en}`, zh: `进行中：${missing.zh}` } };
  }
  return {
    verdict: 'unknown',
    unexplained: true,
    note: {
      en: `${missing.en}, and nothing seen explains it`,
      zh: `${missing.zh}，现有信息不足以解释原因`,
    },
  };
}
