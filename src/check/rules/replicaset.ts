import { shapes, type ObjectOf } from '../../model/objects.ts';
import { conditionOf, ready, rule, saying, unseen, waits, type State } from '../define.ts';

type ReplicaSet = ObjectOf<'replicasets'>;

/** A ReplicaSet is ready when as many pods are available as it wants, and no more. */
export default rule(shapes.replicasets, (object: ReplicaSet): State => {
  const behind = unseen(object);
  if (behind) return behind;
  const { spec, status } = object;
  const wanted = spec?.replicas ?? 1;
  const { replicas: total = 0, availableReplicas: available = 0 } = status ?? {};
  if (total === wanted && available >= wanted) return ready();
  const refused = conditionOf(status?.conditions, 'ReplicaFailure');
  const why = refused?.status === 'True' ? saying(refused) : '';
  return waits(
    `${available} of ${wanted} pods available${why && `: ${why}`}`,
    `${wanted} 个 Pod 可用 ${available} 个${why && `：${why}`}`,
  );
});
