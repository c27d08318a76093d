import { shapes, type Pod } from '../../model/objects.ts';
import { isStarting } from '../../model/startup.ts';
import { slim, type Ledger } from '../ledger.ts';
import type { Read } from './define.ts';

const TOLD = /^(?:FailedCreatePodSandBox|NetworkNotReady|FailedPodSandBoxStatus)$/;

/** The names of the pods whose sandbox could not be made. */
const failing = (ledger: Ledger): Set<string> =>
  new Set(
    ledger.objects('events').flatMap((item) => {
      const { reason = '', involvedObject } = shapes.events(item) ?? {};
      return TOLD.test(reason) ? (involvedObject?.name ?? []) : [];
    }),
  );

const nodeOf = ({ spec }: Pod): string[] => (spec?.nodeName ? [spec.nodeName] : []);

/**
 * The other pods of the node of a pod whose sandbox cannot be made: whether they fare alike, and how the node's network agent is.
 * For many pods only the first one's node.
 */
export const sandbox: Read = {
  most: (pod) => (isStarting(pod) ? 1 : 0),
  async read(ledger, { pods }) {
    const failed = failing(ledger);
    const [node] = pods.filter(({ metadata }) => failed.has(metadata.name)).flatMap(nodeOf);
    if (node) await ledger.read({ kind: 'pods', fieldSelector: `spec.nodeName=${node}`, project: slim('pods') });
  },
};
