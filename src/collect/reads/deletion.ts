import type { Read } from './define.ts';

/** The namespace of pods that are being deleted: it may be what is deleted. */
export const deletion: Read = {
  most: (pod) => (pod.metadata.deletionTimestamp ? 1 : 0),
  read: (ledger, { namespace }) => ledger.read({ kind: 'namespaces', name: namespace }),
};
