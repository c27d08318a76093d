import { shapes, type ObjectOf } from '../../model/objects.ts';
import { ready, rule, unseen, waits, type State } from '../define.ts';

type StatefulSet = ObjectOf<'statefulsets'>;

/** Pods that a person holds back on purpose: OnDelete, or below the partition. */
function held({ spec }: StatefulSet, wanted: number): { count: number; en: string; zh: string } | undefined {
  const { type = 'RollingUpdate', rollingUpdate } = spec?.updateStrategy ?? {};
  if (type === 'OnDelete') {
    return { count: wanted, en: 'OnDelete: pods change when they are deleted', zh: 'OnDelete：删除 Pod 后才会更新' };
  }
  const partition = Math.min(rollingUpdate?.partition ?? 0, wanted + (spec?.ordinals?.start ?? 0));
  const count = Math.max(0, partition - (spec?.ordinals?.start ?? 0));
  if (count === 0) return undefined;
  return {
    count,
    en: `partition ${partition}: ${count} pods stay as they are`,
    zh: `partition ${partition}：${count} 个 Pod 保持旧版本`,
  };
}

/** A StatefulSet is ready when its pods are available and those not held back are of the newest revision. */
export default rule(shapes.statefulsets, (object: StatefulSet): State => {
  const behind = unseen(object);
  if (behind) return behind;
  const { spec, status } = object;
  const wanted = spec?.replicas ?? 1;
  const kept = held(object, wanted);
  const { replicas: total = 0, updatedReplicas: updated = 0, currentRevision, updateRevision } = status ?? {};
  const available = status?.availableReplicas ?? status?.readyReplicas ?? 0;
  if (total > wanted)
    return waits(`${total - wanted} pods too many are still to go`, `还有 ${total - wanted} 个多余的 Pod 待删除`);
  const due = wanted - (kept?.count ?? 0);
  const outdated = currentRevision !== updateRevision && updated < due;
  if (available < wanted || outdated) {
    const one = spec?.podManagementPolicy === 'Parallel' ? '' : ', one after another';
    return waits(
      `${available} of ${wanted} pods available${outdated ? `, ${updated} of ${due} updated` : ''}${one}`,
      `${wanted} 个 Pod 可用 ${available} 个${outdated ? `，${due} 个中已更新 ${updated} 个` : ''}${one && '，按序进行'}`,
    );
  }
  return ready(kept && updated < wanted && currentRevision !== updateRevision ? kept : undefined);
});
