import type { Cluster } from '../model/cluster.ts';
import type { Pod } from '../model/objects.ts';
import type { Text } from '../model/text.ts';
import type { Job } from '../model/workload.ts';

/** What a Job makes of the eviction of one of its pods. */
interface JobAnswer {
  job: string;
  /** `fails`: the Job is over, and failed; `index-fails`: the index is. */
  kind: 'ignored' | 'counts' | 'fails' | 'index-fails';
  why: Text;
}

const INDEX = 'batch.kubernetes.io/job-completion-index';
const INDEX_FAILURES = 'batch.kubernetes.io/job-index-failure-count';
/** Source: pkg/apis/batch/v1/defaults.go. */
const DEFAULT_LIMIT = 6;

/**
 * The action of the first rule that fits a pod with DisruptionTarget: evictions set it. Rules on exit codes before it may decide instead,
 * by how the program ends; they are left aside. Source: pkg/controller/job/pod_failure_policy.go, matchPodFailurePolicy.
 */
function actionOf({ spec }: Job): string {
  const rule = spec?.podFailurePolicy?.rules?.find(({ onPodConditions }) =>
    onPodConditions?.some(({ type, status = 'True' }) => type === 'DisruptionTarget' && status === 'True'),
  );
  return rule?.action ?? 'Count';
}

/** The Job of a pod. */
function jobOf({ metadata }: Pod, cluster: Cluster): Job | undefined {
  const owner = metadata.ownerReferences?.find(({ controller, kind }) => controller && kind === 'Job');
  return owner?.name ? cluster.find('jobs', metadata.namespace, owner.name) : undefined;
}

function ofIndex(pod: Pod, { metadata, spec }: Job): JobAnswer | undefined {
  const limit = spec?.backoffLimitPerIndex;
  const { [INDEX]: index = '?', [INDEX_FAILURES]: before = '0' } = pod.metadata.annotations ?? {};
  if (limit === undefined) return undefined;
  const failures = Number(before) + 1;
  const job = metadata.name;
  if (failures <= limit) {
    const why = {
      en: `counts as failure ${failures} of index ${index} (backoffLimitPerIndex ${limit})`,
      zh: `计为索引 ${index} 的第 ${failures} 次失败（backoffLimitPerIndex ${limit}）`,
    };
    return { job, kind: 'counts', why };
  }
  const why = {
    en: `index ${index} fails for good: backoffLimitPerIndex is ${limit}`,
    zh: `索引 ${index} 会彻底失败：backoffLimitPerIndex 为 ${limit}`,
  };
  return { job, kind: 'index-fails', why };
}

/** What the Job of a pod makes of its eviction when so many of its pods go; undefined for a pod of no Job that was seen. */
export function answerOf(pod: Pod, cluster: Cluster, leaving = 1): JobAnswer | undefined {
  const job = jobOf(pod, cluster);
  if (!job) return undefined;
  const { name } = job.metadata;
  const action = actionOf(job);
  if (action === 'Ignore') {
    const why = { en: 'the eviction does not count (podFailurePolicy)', zh: '此次驱逐不计入失败（podFailurePolicy）' };
    return { job: name, kind: 'ignored', why };
  }
  if (action === 'FailJob') {
    const why = {
      en: 'its podFailurePolicy answers a disruption with FailJob',
      zh: '其 podFailurePolicy 对中断的动作是 FailJob',
    };
    return { job: name, kind: 'fails', why };
  }
  const index = ofIndex(pod, job);
  if (index) return index;
  const limit = job.spec?.backoffLimit ?? DEFAULT_LIMIT;
  const failed = (job.status?.failed ?? 0) + leaving;
  const why = {
    en: `counts as failure ${failed} (backoffLimit ${limit})`,
    zh: `计为第 ${failed} 次失败（backoffLimit ${limit}）`,
  };
  return { job: name, kind: failed > limit ? 'fails' : 'counts', why };
}

/** Whether a Job only makes a new pod once the old one has ended. Source: pkg/controller/job/job_controller.go, onlyReplaceFailedPods. */
export function replacesLate(pod: Pod, cluster: Cluster): boolean {
  const spec = jobOf(pod, cluster)?.spec;
  return spec?.podReplacementPolicy === 'Failed' || spec?.podFailurePolicy !== undefined;
}
