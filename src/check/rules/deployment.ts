import { shapes, type ObjectOf } from '../../model/objects.ts';
import { conditionOf, failed, ready, rule, saying, unseen, waits, type State } from '../define.ts';

type Deployment = ObjectOf<'deployments'>;

/** How far the rollout is; undefined when it is through. As `kubectl rollout status` counts (k8s.io/kubectl/pkg/polymorphichelpers). */
function underway({ spec, status }: Deployment): { en: string; zh: string } | undefined {
  const wanted = spec?.replicas ?? 1;
  const { updatedReplicas: updated = 0, replicas: total = 0, availableReplicas: available = 0 } = status ?? {};
  if (updated < wanted) {
    return {
      en: `${updated} of ${wanted} pods updated, ${available} available`,
      zh: `${wanted} 个 Pod 已更新 ${updated} 个，可用 ${available} 个`,
    };
  }
  if (total > updated) {
    return { en: `${total - updated} old pods are still to go`, zh: `还有 ${total - updated} 个旧 Pod 待删除` };
  }
  return available < updated
    ? { en: `${available} of ${updated} pods available`, zh: `${updated} 个 Pod 可用 ${available} 个` }
    : undefined;
}

const stopped = (at: { en: string; zh: string }, en: string, zh: string): State =>
  waits(`${en}: ${at.en}`, `${zh}：${at.zh}`);

/**
 * A Deployment is ready when every replica is of the newest template and available. A deadline that passed counts only while the
 * rollout is not through: the condition stays after a late recovery until the controller looks again.
 */
export default rule(shapes.deployments, (object: Deployment): State => {
  const behind = unseen(object);
  if (behind) return behind;
  const { spec, status } = object;
  const at = underway(object);
  if (!at) {
    const none = (spec?.replicas ?? 1) === 0;
    return ready(none ? { en: 'scaled to 0', zh: '副本数为 0' } : undefined);
  }
  if (spec?.paused) return stopped(at, 'its rollout is paused', '发布已暂停');
  const refused = conditionOf(status?.conditions, 'ReplicaFailure');
  if (refused?.status === 'True') return stopped(at, saying(refused), saying(refused));
  const progress = conditionOf(status?.conditions, 'Progressing');
  if (progress?.status !== 'False' || progress.reason !== 'ProgressDeadlineExceeded') return waits(at.en, at.zh);
  const seconds = spec?.progressDeadlineSeconds ?? 600;
  return failed(
    `no progress within ${seconds} s (progressDeadlineSeconds): ${at.en}`,
    `${seconds} 秒（progressDeadlineSeconds）内没有进展：${at.zh}`,
  );
});
