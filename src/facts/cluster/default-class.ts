import { defineFact, refTo, type Row } from '../define.ts';
import { isDefaultClass } from '../../model/claim-state.ts';

/** StorageClasses that are the default beside another one: the newest of them is used (since 1.26). */
export default defineFact({
  needs: ['storageclasses', 'persistentvolumeclaims'],
  derive: (cluster) => {
    const defaults = cluster
      .examined('storageclasses')
      .filter(isDefaultClass)
      .toSorted((a, b) => ((a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? 1 : -1));
    const [newest, ...others] = defaults;
    if (!newest || others.length === 0) return [];
    const pending = cluster
      .all('persistentvolumeclaims')
      .filter(({ spec, status }) => status?.phase === 'Pending' && spec?.storageClassName === newest.metadata.name);
    return [
      {
        target: refTo('StorageClass', newest),
        others: others.map(({ metadata }) => metadata.name),
        other: others[0]?.metadata.name ?? null,
        bindingMode: newest.volumeBindingMode ?? 'Immediate',
        pending: pending.length,
        claims: pending.slice(0, 4).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
      } satisfies Row,
    ];
  },
});
