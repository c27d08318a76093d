import type { Cluster } from '../model/cluster.ts';
import type { DrainFlags, Hazard } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';
import type { Text } from '../model/text.ts';
import { graceOf } from './order.ts';
import { answerOf } from './jobs.ts';

/** The pods that go, and how they are to end. */
export interface Ending {
  cluster: Cluster;
  leaving: Pod[];
  flags: DrainFlags;
  /** How many pods of each Job go, by `namespace/name`. */
  ofJobs: Map<string, number>;
}

const keyOf = ({ metadata }: Pod): string => `${metadata.namespace}/${metadata.name}`;

/** The first few of many names. */
function listed(names: string[]): Text {
  const shown = names.slice(0, 3).join(', ');
  const more = names.length - 3;
  return more > 0
    ? { en: `${shown} and ${more} more`, zh: `${shown} 等 ${names.length} 个` }
    : { en: shown, zh: shown };
}

/** A pod with so long a grace period is worth a word beforehand. */
const LONG = 300;

function grace({ leaving, flags }: Ending): Hazard[] {
  const running = leaving.filter((pod) => !isFinished(pod));
  const { timeout, gracePeriod } = flags;
  const longest = Math.max(0, ...running.map((pod) => graceOf(pod, flags)));
  const over = (limit: number): string[] => running.filter((pod) => graceOf(pod, flags) > limit).map(keyOf);
  if (timeout !== undefined && longest > timeout) {
    const pods = listed(over(timeout));
    const text = {
      en: `${pods.en} may take up to ${longest} s to end, --timeout is ${timeout} s: the drain may give up before`,
      zh: `${pods.zh} 最长需 ${longest} 秒才会结束，而 --timeout 为 ${timeout} 秒：可能提前放弃`,
    };
    return [{ id: 'grace-beyond-timeout', severity: 'warning', text }];
  }
  if (gracePeriod !== undefined) return cut(running, gracePeriod);
  if (longest <= LONG) return [];
  const pods = listed(over(LONG));
  const text = { en: `${pods.en} may take up to ${longest} s to end`, zh: `${pods.zh} 最长需 ${longest} 秒才会结束` };
  return [{ id: 'long-grace', severity: 'info', text }];
}

function cut(running: Pod[], gracePeriod: number): Hazard[] {
  if (gracePeriod === 0 && running.length > 0) {
    const text = {
      en: '--grace-period 0 removes the pods from the API at once: their containers may still run here while others start',
      zh: '--grace-period 0 会立即从 API 中移除 Pod：旧容器可能仍在运行，新 Pod 却已启动',
    };
    return [{ id: 'grace-cut', severity: 'error', text }];
  }
  const own = ({ spec }: Pod): number => spec?.terminationGracePeriodSeconds ?? 30;
  const short = running.filter((pod) => own(pod) > gracePeriod);
  if (short.length === 0) return [];
  const most = Math.max(...short.map(own));
  const pods = listed(short.map(keyOf));
  const text = {
    en: `--grace-period ${gracePeriod} cuts ${pods.en} short, which ask for up to ${most} s`,
    zh: `--grace-period ${gracePeriod} 短于 ${pods.zh} 要求的宽限期（最长 ${most} 秒），会被提前强杀`,
  };
  return [{ id: 'grace-cut', severity: 'warning', text }];
}

/** Kubernetes takes it off itself as soon as the pod has ended. */
const OWN_FINALIZERS = new Set(['batch.kubernetes.io/job-tracking']);

function finalizers({ leaving }: Ending): Hazard[] {
  const held = leaving.flatMap((pod) => {
    const foreign = (pod.metadata.finalizers ?? []).filter((name) => !OWN_FINALIZERS.has(name));
    return foreign.length > 0 ? [`${keyOf(pod)} (${foreign.join(', ')})`] : [];
  });
  if (held.length === 0) return [];
  const pods = listed(held);
  const text = {
    en: `finalizers keep ${pods.en} Terminating until their controllers take them off`,
    zh: `finalizer 会让 ${pods.zh} 停在 Terminating，直到其控制器移除`,
  };
  return [{ id: 'finalizer', severity: 'warning', text }];
}

/** Marks by which autoscalers leave a pod alone. An eviction asks none of them. */
const MARKS: Record<string, string> = {
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
  'karpenter.sh/do-not-disrupt': 'true',
};

function marked({ leaving }: Ending): Hazard[] {
  const pods = leaving.flatMap((pod) => {
    const mark = Object.entries(MARKS).find(([key, value]) => pod.metadata.annotations?.[key] === value)?.[0];
    return mark ? [`${keyOf(pod)} (${mark})`] : [];
  });
  if (pods.length === 0) return [];
  const names = listed(pods);
  const text = {
    en: `marked not to be disrupted, which autoscalers heed and a drain does not: ${names.en}`,
    zh: `带有“勿打扰”注解（只有自动伸缩会遵守，drain 不会）：${names.zh}`,
  };
  return [{ id: 'do-not-disrupt', severity: 'warning', text }];
}

function jobs({ leaving, cluster, ofJobs }: Ending): Hazard[] {
  const failing = new Map<string, Text>();
  for (const pod of leaving) {
    if (isFinished(pod)) continue;
    const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller)?.name ?? '';
    const key = `${pod.metadata.namespace}/${owner}`;
    const answer = answerOf(pod, cluster, ofJobs.get(key));
    if (answer?.kind === 'fails') failing.set(key, answer.why);
  }
  return [...failing].map(([key, why]) => {
    const text = {
      en: `job ${key} fails for good: ${why.en}. Let it end first`,
      zh: `Job ${key} 会彻底失败：${why.zh}。请先等它完成`,
    };
    return { id: 'job-fails', severity: 'error', text };
  });
}

/** What the ends of the pods themselves bring about: grace periods, finalizers, marks of autoscalers, Jobs that fail by it. */
export const endings = (ending: Ending): Hazard[] => [jobs, grace, finalizers, marked].flatMap((look) => look(ending));

/** How many running pods of each Job are among these, by `namespace/name`. */
export function podsOfJobs(pods: Pod[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const pod of pods) {
    const owner = pod.metadata.ownerReferences?.find(({ controller, kind }) => controller && kind === 'Job');
    if (!owner?.name || isFinished(pod)) continue;
    const key = `${pod.metadata.namespace}/${owner.name}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
