import { isFinished } from '../../model/pod.ts';
import { EVICT, type DrainRule } from '../rule.ts';

/** Nothing makes a pod without a controller again. Source: kubectl/pkg/drain/filters.go, unreplicatedFilter. */
export const unmanaged: DrainRule = {
  id: 'unmanaged',
  judge(pod, { flags }) {
    if (isFinished(pod) || pod.metadata.ownerReferences?.some(({ controller }) => controller)) return EVICT;
    const why = { en: 'no controller: nothing makes it again', zh: '没有控制器：删除后不会重建' };
    return flags.force ? { kind: 'warn', why } : { kind: 'blocked', why, flag: '--force' };
  },
};
