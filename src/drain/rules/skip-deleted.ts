import { parseTime } from '../../model/time.ts';
import { EVICT, type DrainRule } from '../rule.ts';

/**
 * A pod that has been terminating for too long is not waited for, when asked so: the kubelet of a dead node never ends it.
 * Source: kubectl/pkg/drain/filters.go, skipDeletedFilter.
 */
export const skipDeleted: DrainRule = {
  id: 'skip-deleted',
  judge({ metadata }, { cluster, flags: { skipWaitForDeleteTimeout: limit } }) {
    const since = parseTime(metadata.deletionTimestamp);
    if (limit <= 0 || since === undefined || Math.trunc((cluster.now - since) / 1000) <= limit) return EVICT;
    return {
      kind: 'skip',
      why: {
        en: `terminating for more than ${limit} s (--skip-wait-for-delete-timeout)`,
        zh: `处于 Terminating 已超过 ${limit} 秒（--skip-wait-for-delete-timeout）`,
      },
    };
  },
};
