import { claimNames } from '../../model/claims.ts';
import { matchesNodeTerm } from '../../model/selector.ts';
import type { Filter } from '../reason.ts';

/**
 * VolumeBinding, as far as bound claims go: the volume's node affinity must accept the node. What it says of unbound claims is read
 * from the scheduler's message.
 */
export const volumeBinding: Filter = (pod, { metadata }, cluster) => {
  const conflict = claimNames(pod).some(({ claim }) => {
    const volumeName = cluster.find('persistentvolumeclaims', pod.metadata.namespace, claim)?.spec?.volumeName;
    const volume = volumeName ? cluster.find('persistentvolumes', '', volumeName) : undefined;
    const terms = volume?.spec?.nodeAffinity?.required?.nodeSelectorTerms;
    return terms && !terms.some((term) => matchesNodeTerm(term, { name: metadata.name, labels: metadata.labels }));
  });
  return conflict ? [{ plugin: 'VolumeBinding', text: "node(s) didn't match PersistentVolume's node affinity" }] : [];
};
