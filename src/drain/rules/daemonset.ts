import { isFinished } from '../../model/pod.ts';
import { EVICT, type DrainRule } from '../rule.ts';

/**
 * Pods of a DaemonSet tolerate the cordon and would be back at once, so they stay, once the user has agreed. Only DaemonSets of
 * apps/v1 count; one that is deleted no longer protects its pods. Source: kubectl/pkg/drain/filters.go, daemonSetFilter.
 */
export const daemonset: DrainRule = {
  id: 'daemonset',
  judge(pod, { cluster, flags }) {
    const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller);
    if (owner?.kind !== 'DaemonSet' || owner.apiVersion !== 'apps/v1' || isFinished(pod)) return EVICT;
    const { namespace } = pod.metadata;
    const name = owner.name ?? '';
    if (cluster.isMissing('daemonsets', namespace, name)) {
      const why = { en: `its DaemonSet ${name} is gone`, zh: `所属的 DaemonSet ${name} 已不存在` };
      return flags.force ? { kind: 'warn', why } : { kind: 'blocked', why, flag: '--force' };
    }
    const why = { en: `DaemonSet ${name}`, zh: `DaemonSet ${name}` };
    return flags.ignoreDaemonsets ? { kind: 'skip', why } : { kind: 'blocked', why, flag: '--ignore-daemonsets' };
  },
};
