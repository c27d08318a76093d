import type { Pod } from '../../model/objects.ts';
import { backAfterOom, hadOomAtDefault } from '../../model/memory-use.ts';
import type { Read } from './define.ts';

const usesMetrics = (pod: Pod): boolean => backAfterOom(pod).length > 0;

/** After an OOM kill: how much memory the pod uses now, and which LimitRange set the limit, if none of its own did. */
export const memory: Read = {
  most: (pod) => (usesMetrics(pod) ? 1 : 0) + (hadOomAtDefault(pod) ? 1 : 0),
  read: (ledger, { namespace, pods }) =>
    Promise.all([
      ...pods
        .filter(usesMetrics)
        .map(({ metadata }) => ledger.read({ kind: 'podmetrics', namespace, name: metadata.name })),
      pods.some(hadOomAtDefault) && ledger.read({ kind: 'limitranges', namespace }),
    ]),
};
