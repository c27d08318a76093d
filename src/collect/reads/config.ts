import { waitsForConfig, waitsForImage } from '../../model/pod-needs.ts';
import type { Read } from './define.ts';

/** The reader of pull secrets reads the same list, and more of it. */
const readsSecrets = (pod: Parameters<Read['most']>[0]): boolean =>
  waitsForConfig(pod, 'Secret') && !waitsForImage(pod);

/** The ConfigMaps (keys alone) and Secrets (names alone) beside the one that a container waits for. */
export const config: Read = {
  most: (pod) => Number(waitsForConfig(pod, 'ConfigMap')) + Number(readsSecrets(pod)),
  read: (ledger, { namespace, pods }) =>
    Promise.all([
      pods.some((pod) => waitsForConfig(pod, 'ConfigMap')) && ledger.read({ kind: 'configmaps', namespace }),
      pods.some(readsSecrets) && ledger.read({ kind: 'secrets', namespace }),
    ]),
};
