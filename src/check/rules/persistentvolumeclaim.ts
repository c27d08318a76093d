import { shapes, type PersistentVolumeClaim, type Pod, type StorageClass } from '../../model/objects.ts';
import { isFinished } from '../../model/pod.ts';
import { failedForGood, ready, rule, settled, waits, type Around, type State } from '../define.ts';

const DEFAULT = 'storageclass.kubernetes.io/is-default-class';

/** The class of a claim: the one it names, or the default one, which is the newest of several. */
function classOf({ spec }: PersistentVolumeClaim, classes: StorageClass[]): StorageClass | undefined {
  const { storageClassName } = spec ?? {};
  if (storageClassName !== undefined) return classes.find(({ metadata }) => metadata.name === storageClassName);
  return classes
    .filter(({ metadata }) => metadata.annotations?.[DEFAULT] === 'true')
    .toSorted((a, b) => ((a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? 1 : -1))[0];
}

const uses = (pod: Pod, claim: string): boolean =>
  !isFinished(pod) &&
  (pod.spec?.volumes ?? []).some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim);

/** Whether the claim rightly waits: its class binds when a pod uses it, and none does. */
function awaitsConsumer(claim: PersistentVolumeClaim, { storageclasses, pods }: Around): boolean {
  const { name, namespace } = claim.metadata;
  if (classOf(claim, storageclasses ?? [])?.volumeBindingMode !== 'WaitForFirstConsumer' || !pods) return false;
  return !pods.some((pod) => pod.metadata.namespace === namespace && uses(pod, name));
}

/** A claim is ready when it is bound, or when it waits for a first consumer that there is not. */
export default rule(
  shapes.persistentvolumeclaims,
  (claim: PersistentVolumeClaim, around: Around): State => {
    const { phase } = claim.status ?? {};
    if (phase === 'Bound') return settled();
    if (phase === 'Lost') {
      return failedForGood(
        `its volume ${claim.spec?.volumeName ?? ''} is gone`,
        `它的卷 ${claim.spec?.volumeName ?? ''} 已不存在`,
      );
    }
    if (!claim.spec?.volumeName && awaitsConsumer(claim, around)) {
      return ready({
        en: 'WaitForFirstConsumer: it is bound when a pod uses it',
        zh: 'WaitForFirstConsumer：有 Pod 使用时才绑定',
      });
    }
    return waits('it is not bound to a volume yet', '尚未绑定卷');
  },
  ['pods', 'storageclasses'],
);
