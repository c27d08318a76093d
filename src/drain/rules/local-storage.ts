import { isFinished } from '../../model/pod.ts';
import { EVICT, type DrainRule } from '../rule.ts';

/**
 * Data in an emptyDir goes with the pod, so the user must agree. hostPath and local PersistentVolumes are not meant by it: their data
 * stays on the node. Source: kubectl/pkg/drain/filters.go, localStorageFilter.
 */
export const localStorage: DrainRule = {
  id: 'local-storage',
  judge(pod, { flags }) {
    const lost = (pod.spec?.volumes ?? []).filter(({ emptyDir }) => emptyDir).map(({ name }) => name ?? '');
    if (lost.length === 0 || isFinished(pod)) return EVICT;
    const names = lost.join(', ');
    const why = { en: `the data of emptyDir ${names} is lost`, zh: `emptyDir ${names} 中的数据会丢失` };
    return flags.deleteEmptydirData ? { kind: 'warn', why } : { kind: 'blocked', why, flag: '--delete-emptydir-data' };
  },
};
