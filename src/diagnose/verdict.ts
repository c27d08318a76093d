import type { Cluster } from '../model/cluster.ts';
import type { Finding, TargetSummary, Verdict } from '../model/finding.ts';
import type { Pod } from '../model/objects.ts';
import { conditionOf, containersOf, isFinished, podColumns, startedAt } from '../model/pod.ts';
import type { Text } from '../model/text.ts';
import { refTo } from '../facts/define.ts';

/** How long a pod may be on its way without a reason: scheduling, pulling and starting take their time. */
export const GRACE_SECONDS = 120;

/** How a pod stands by its own status alone. */
export type Standing = 'good' | 'on-its-way' | 'bad';

/** Whether a pod is as it should be, still on its way, or neither, before any playbook is asked. */
export function standing(pod: Pod, cluster: Cluster): Standing {
  if (pod.metadata.deletionTimestamp) return cluster.age(pod.metadata.deletionTimestamp) ? 'bad' : 'on-its-way';
  if (pod.status?.phase === 'Succeeded') return 'good';
  if (isFinished(pod)) return 'bad';
  if (conditionOf(pod, 'Ready')?.status === 'True') return 'good';
  const failing = containersOf(pod).some(
    ({ status }) => (status?.restartCount ?? 0) > 0 || status?.state?.waiting?.message,
  );
  const age = cluster.age(startedAt(pod)) ?? GRACE_SECONDS;
  return !failing && age < GRACE_SECONDS ? 'on-its-way' : 'bad';
}

/** The pod as the one line a person would look at. */
export function summarize(pod: Pod, cluster: Cluster): TargetSummary {
  const owner = cluster.ownersOf(pod).at(-1);
  const age = cluster.age(pod.metadata.creationTimestamp);
  return {
    ...refTo('Pod', pod),
    ...podColumns(pod),
    ...(age !== undefined && { ageSeconds: age }),
    ...(pod.spec?.nodeName && { node: pod.spec.nodeName }),
    ...(owner && { owner }),
  };
}

/** What keeps a pod that is on its way, or that no playbook could explain, from being ready: the last stage reached. */
export function stage(pod: Pod): Text {
  if (pod.metadata.deletionTimestamp) return { en: 'it is being deleted', zh: '正在被删除' };
  if (isFinished(pod)) return { en: 'it has finished without success', zh: '已结束但未成功' };
  if (!pod.spec?.nodeName) return { en: 'no node has been chosen yet', zh: '尚未选定节点' };
  const containers = containersOf(pod);
  const init = containers.find(({ type, status }) => type === 'init' && status?.state?.terminated?.exitCode !== 0);
  if (init) return { en: `init container ${init.name} has not finished`, zh: `初始化容器 ${init.name} 尚未完成` };
  const waiting = containers.find(({ status }) => !status?.state?.running && !status?.state?.terminated);
  if (waiting) return { en: `container ${waiting.name} is being created`, zh: `容器 ${waiting.name} 正在创建` };
  return { en: 'it runs but is not ready', zh: '已在运行，但未就绪' };
}

/** A verdict, with what it rests on where no finding says it. */
export interface Judgement {
  verdict: Verdict;
  note?: Text;
  /** Something is not as it should be, and no finding says why. */
  unexplained?: boolean;
}

/** The verdict on one pod from its findings, its own status and what could not be seen. */
export function judge(pod: Pod, findings: Finding[], cluster: Cluster, gaps: boolean): Judgement {
  if (findings.some(({ severity }) => severity === 'error')) return { verdict: 'failing' };
  if (findings.some(({ severity }) => severity === 'warning')) return { verdict: 'degraded' };
  const state = standing(pod, cluster);
  if (isFinished(pod) && findings.length > 0) return { verdict: 'healthy' }; // a remnant, as its finding says
  const at = stage(pod);
  if (state === 'on-its-way' || (state === 'bad' && findings.length > 0)) {
    return { verdict: 'progressing', note: { en: `on its way: ${at.en}`, zh: `进行中：${at.zh}` } };
  }
  if (state === 'bad') {
    return {
      verdict: 'unknown',
      unexplained: true,
      note: {
        en: `not as it should be (${at.en}), and nothing seen explains it`,
        zh: `状态异常（${at.zh}），但现有信息不足以解释原因`,
      },
    };
  }
  if (!gaps) return { verdict: 'healthy' };
  return {
    verdict: 'unknown',
    note: {
      en: 'nothing wrong in what could be seen, but not everything could be',
      zh: '已看到的部分没有问题，但并非全部都能看到',
    },
  };
}
