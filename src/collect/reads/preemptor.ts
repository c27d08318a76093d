import { isPreempted } from '../../model/pod-needs.ts';
import { slim } from '../ledger.ts';
import type { Read } from './define.ts';

/** The pods that one may have had to make room for: its event names only a uid. */
export const preemptor: Read = {
  most: (pod) => (isPreempted(pod) ? 1 : 0),
  read: (ledger) =>
    ledger.read({
      kind: 'pods',
      fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed',
      project: slim('pods'),
    }),
};
