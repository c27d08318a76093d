import { shapes, type ObjectOf } from '../../model/objects.ts';
import { ready, rule, unseen, waits, type State } from '../define.ts';

type DaemonSet = ObjectOf<'daemonsets'>;

/** A DaemonSet is ready when its pod is available and of the newest template on every node that asks for one. */
export default rule(shapes.daemonsets, (object: DaemonSet): State => {
  const behind = unseen(object);
  if (behind) return behind;
  const { spec, status } = object;
  const wanted = status?.desiredNumberScheduled ?? 0;
  const { updatedNumberScheduled: updated = 0, numberAvailable: available = 0 } = status ?? {};
  const byHand = spec?.updateStrategy?.type === 'OnDelete';
  if (!byHand && updated < wanted) {
    return waits(
      `updated on ${updated} of ${wanted} nodes, available on ${available}`,
      `${wanted} 个节点已更新 ${updated} 个，可用 ${available} 个`,
    );
  }
  if (available < wanted)
    return waits(`available on ${available} of ${wanted} nodes`, `${wanted} 个节点可用 ${available} 个`);
  if (wanted === 0) return ready({ en: 'no node asks for a pod of it', zh: '没有节点需要运行它的 Pod' });
  return ready(
    byHand && updated < wanted
      ? { en: 'OnDelete: pods change when they are deleted', zh: 'OnDelete：删除 Pod 后才会更新' }
      : undefined,
  );
});
